//! The mock server as a program: starts the server, prints its URL, and shuts it down on a signal, or at the end of its input.

mod arguments;
mod signals;
mod stdin;

use std::{
    error::Error,
    io::{self, ErrorKind, Write},
    process::ExitCode,
};

use agentspec_mock::{Builder, ConfigError, Dialect, MockServer};
use arguments::{Command, Options};
use signals::Signals;

fn main() -> ExitCode {
    match arguments::read(lexopt::Parser::from_env(), |name| std::env::var_os(name)) {
        Ok(Command::Help) => print(arguments::HELP),
        Ok(Command::Version) => print(concat!("agentspec-mock ", env!("CARGO_PKG_VERSION"), "\n")),
        Ok(Command::ExampleConfig) => print(arguments::EXAMPLE_CONFIG),
        Ok(Command::ExampleScenarios) => print(arguments::EXAMPLE_SCENARIOS),
        Ok(Command::Serve(options)) => match builder(&options) {
            Ok(builder) => match serve(builder, &options) {
                Ok(()) => ExitCode::SUCCESS,
                Err(problem) => fail(&problem, 1),
            },
            Err((refused, example)) => fail(&format!("{}\nTry: agentspec-mock {example}", chain(&refused)), 2),
        },
        Err(problem) => fail(&format!("{problem}\nTry: agentspec-mock --help"), 2),
    }
}

/// Returns a builder, or an error and the option that prints a valid example.
fn builder(options: &Options) -> Result<Builder, (ConfigError, &'static str)> {
    let Options {
        host,
        port,
        allowed_hosts,
        origins,
        narrow_cors,
        dialect,
        no_ui,
        refuse_all,
        config,
        scenarios,
        pace,
        control,
        api_keys,
        tokens,
        ..
    } = options;
    let builder = MockServer::builder().host(host).port(*port).dialect(*dialect).pace(options.default_pace());
    // Without control there is no way to read the recorded requests, and the program may run for long.
    let mut builder = builder.control(*control).recording(*control);
    if let Some(path) = config {
        builder = builder.config_file(path).map_err(|refused| (refused, "--example-config"))?;
    }
    for path in scenarios {
        builder = builder.scenarios_file(path).map_err(|refused| (refused, "--example-scenarios"))?;
    }
    if let Some(pace) = pace {
        builder = builder.pace(*pace);
    }
    if let Some(idle) = options.idle_timeout() {
        builder = builder.idle_timeout(idle);
    }
    if let Some(read) = options.read_timeout() {
        builder = builder.read_timeout(read);
    }
    for name in allowed_hosts {
        builder = builder.allow_host(name);
    }
    for origin in origins {
        builder = builder.cors(origin);
    }
    if *narrow_cors {
        builder = builder.narrow_cors();
    }
    if *no_ui {
        builder = builder.without_web_ui();
    }
    if *refuse_all {
        builder = builder.refuse_all();
    }
    for key in api_keys {
        builder = builder.api_key(key);
    }
    for token in tokens {
        builder = builder.token(token);
    }
    Ok(builder)
}

fn serve(builder: Builder, options: &Options) -> Result<(), String> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| format!("cannot start the runtime: {error}"))?;
    runtime.block_on(async {
        let server = builder.start().await.map_err(|error| cannot_start(&error, options))?;
        // Before the message, whose readers may send a signal at once.
        let mut signals = Signals::listen().map_err(|error| format!("cannot listen for signals: {error}"))?;
        print(&startup_message(&server, options));
        tokio::select! {
            () = signals.next() => {}
            // Nobody is left who could wait for a response.
            () = stdin::end(), if options.until_stdin_ends => return Ok(()),
        }
        let grace = options.grace;
        print_error(&format!("shutting down: waiting up to {grace:?} for responses in progress; a second signal ends at once"));
        tokio::select! {
            whole = server.shutdown_within(grace) => {
                if !whole {
                    print_error("some responses were cut short: --grace-ms sets their time");
                }
            }
            () = signals.next() => {}
        }
        Ok(())
    })
}

fn cannot_start(error: &io::Error, Options { host, port, .. }: &Options) -> String {
    match error.kind() {
        ErrorKind::AddrInUse => {
            format!("port {port} of {host} is in use: stop the program that listens there, or choose another --port (0 takes a free one)")
        }
        ErrorKind::PermissionDenied => format!("no permission for port {port} of {host}: choose a --port above 1023"),
        ErrorKind::InvalidInput => error.to_string(),
        _ => format!("cannot listen on --host {host} --port {port}: {error}"),
    }
}

fn startup_message(server: &MockServer, options: &Options) -> String {
    let (url, agents) = (server.url(), server.agents());
    let (dialect, field) = match server.dialect() {
        Dialect::Runtime => (", dialect runtime", "message"),
        _ => ("", "input"),
    };
    let (access, header) = match (server.api_key_count(), server.token_count()) {
        (0, 0) if options.refuse_all => ("every request is refused".to_owned(), ""),
        (0, 0) => ("authentication off".to_owned(), ""),
        (keys, 0) => (format!("authentication on ({keys} API key(s))"), "-H 'X-API-Key: <your key>' "),
        (keys, tokens) => (format!("authentication on ({keys} API key(s), {tokens} token(s))"), "-H 'Authorization: Bearer <your token>' "),
    };
    let request = match agents.first() {
        Some(agent) if agent.chars().all(|c| c.is_ascii_alphanumeric() || "-_.~".contains(c)) => {
            let body = format!("-H 'Content-Type: application/json' -d '{{\"{field}\": \"What is the capital of France?\"}}'");
            format!("{body} {url}/v1/agents/{agent}/invoke")
        }
        // There is none, or its name needs percent-encoding.
        _ => format!("{url}/v1/agents"),
    };
    let agents = if agents.is_empty() { "none".to_owned() } else { agents.join(", ") };
    format!("agentspec-mock listens on {url}{dialect}, {access}, agents: {agents}\nTry: curl {header}{request}\n")
}

/// Formats an error with its causes.
fn chain(error: &dyn Error) -> String {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

/// Writes to the standard output. Ignores errors, such as a closed pipe.
fn print(text: &str) -> ExitCode {
    let mut output = io::stdout().lock();
    let _ = output.write_all(text.as_bytes()).and_then(|()| output.flush());
    ExitCode::SUCCESS
}

fn print_error(text: &str) {
    let _ = writeln!(io::stderr().lock(), "agentspec-mock: {text}");
}

fn fail(problem: &str, code: u8) -> ExitCode {
    print_error(problem);
    ExitCode::from(code)
}
