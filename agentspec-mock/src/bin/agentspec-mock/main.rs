//! The mock server as a program: starts it, says where it is, and ends it on Ctrl-C.

mod arguments;

use std::{
    io::{self, ErrorKind, Write},
    pin::pin,
    process::ExitCode,
};

use agentspec_mock::MockServer;
use arguments::{Command, Options};

fn main() -> ExitCode {
    match arguments::read(lexopt::Parser::from_env()) {
        Ok(Command::Help) => say(arguments::HELP),
        Ok(Command::Version) => say(concat!("agentspec-mock ", env!("CARGO_PKG_VERSION"), "\n")),
        Ok(Command::Serve(options)) => match serve(&options) {
            Ok(()) => ExitCode::SUCCESS,
            Err(problem) => fail(&problem, 1),
        },
        Err(problem) => fail(&format!("{problem}\nTry: agentspec-mock --help"), 2),
    }
}

fn serve(options: &Options) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("the runtime cannot be started: {error}"))?;
    runtime.block_on(async {
        let server = start(options).await?;
        let mut interrupted = pin!(tokio::signal::ctrl_c());
        // Polled once, it listens: whoever reads the welcome may interrupt at once.
        tokio::select! {
            biased;
            early = &mut interrupted => return early.map_err(no_interrupts),
            () = std::future::ready(()) => {}
        }
        say(&welcome(&server, options));
        interrupted.await.map_err(no_interrupts)?;
        complain("finishing the answers that are under way; Ctrl-C again ends at once");
        tokio::select! {
            () = server.shutdown() => Ok(()),
            again = tokio::signal::ctrl_c() => again.map_err(no_interrupts),
        }
    })
}

#[expect(clippy::needless_pass_by_value, reason = "what map_err hands over")]
fn no_interrupts(error: io::Error) -> String {
    format!("Ctrl-C cannot be listened for: {error}")
}

async fn start(options: &Options) -> Result<MockServer, String> {
    let Options { host, port, pace, api_keys, tokens } = options;
    // Nobody asks a program for what it has received, and it may run for long.
    let mut builder = MockServer::builder().host(host).port(*port).pace(*pace).recording(false);
    for key in api_keys {
        builder = builder.api_key(key);
    }
    for token in tokens {
        builder = builder.token(token);
    }
    builder.start().await.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => {
            format!("port {port} of {host} is in use: stop the program that listens there, or choose another --port (0 takes a free one)")
        }
        ErrorKind::PermissionDenied => format!("port {port} of {host} is not allowed: choose a --port above 1023"),
        _ => format!("it cannot listen on --host {host} --port {port}: {error}"),
    })
}

fn welcome(server: &MockServer, options: &Options) -> String {
    let url = server.url();
    let (access, header) = match (options.api_keys.len(), options.tokens.len()) {
        (0, 0) => ("authentication off".to_owned(), ""),
        (keys, 0) => (format!("authentication on ({keys} API key(s))"), "-H 'X-API-Key: <your key>' "),
        (keys, tokens) => (format!("authentication on ({keys} API key(s), {tokens} token(s))"), "-H 'Authorization: Bearer <your token>' "),
    };
    format!(
        "agentspec-mock listens on {url}, {access}, agents: assistant, reviewer\n\
         Try: curl {header}-H 'Content-Type: application/json' -d '{{\"input\": \"What is the capital of France?\"}}' \
         {url}/v1/agents/assistant/invoke\n"
    )
}

/// Writes to the standard output; one that nobody reads is no reason to stop.
fn say(text: &str) -> ExitCode {
    let mut output = io::stdout().lock();
    let _ = output.write_all(text.as_bytes()).and_then(|()| output.flush());
    ExitCode::SUCCESS
}

fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "agentspec-mock: {text}");
}

fn fail(problem: &str, code: u8) -> ExitCode {
    complain(problem);
    ExitCode::from(code)
}
