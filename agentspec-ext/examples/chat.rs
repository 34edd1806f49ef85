//! A streamed conversation with an agent: `cargo run --example chat`.
//!
//! Talks to the server at `AGENTSPEC_BASE_URL` where that is set, else to a mock server that it starts itself. Arguments replace the
//! three messages. On a terminal, without arguments, you can go on talking after them; an empty line or Ctrl-C ends it.

use std::io::{self, IsTerminal, Write, stdin, stdout};
use std::process::ExitCode;
use std::time::Duration;

use agentspec_ext::{Client, Error, StreamEvent};
use agentspec_mock::MockServer;
use futures::StreamExt;
use tokio::io::{AsyncBufReadExt, BufReader};

const MESSAGES: [&str; 3] =
    ["Hi, I'm building a web scraper in Python.", "What library should I use for parsing HTML?", "Can you show me a quick example?"];

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.into()),
    };
    let ended = runtime.block_on(async {
        tokio::select! {
            ended = talk(std::env::args().skip(1).collect()) => ended,
            _ = tokio::signal::ctrl_c() => {
                println!("\nGoodbye.");
                Ok(())
            }
        }
    });
    // A read from the terminal may still be waiting for its line.
    runtime.shutdown_background();
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read the conversation has seen enough.
        Err(error) if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

fn fail(error: &Failure) -> ExitCode {
    eprintln!("\nError: {error}");
    if let Some(error) = error.downcast_ref::<Error>().filter(|error| error.status().is_some()) {
        eprintln!("The server's logs name this call {}.", error.correlation_id().unwrap_or("without an id"));
    }
    let mut source = error.source();
    while let Some(cause) = source {
        eprintln!("  because: {cause}");
        source = cause.source();
    }
    ExitCode::FAILURE
}

async fn talk(messages: Vec<String>) -> Result<(), Failure> {
    let goes_on = messages.is_empty() && stdin().is_terminal();
    let (client, _mock) = connect().await?;

    let agents = client.agents().list().await?;
    writeln!(stdout(), "Available agents:")?;
    for agent in &agents {
        writeln!(stdout(), "  - {} ({})", agent.name, agent.model)?;
    }
    let Some(agent) = agents.first() else { return Err("no agents are deployed on this server".into()) };

    let session = client.sessions().create(&agent.name).await?;
    writeln!(stdout(), "\nSession created: {}", session.session_id)?;

    let messages = if messages.is_empty() { MESSAGES.map(str::to_owned).to_vec() } else { messages };
    for message in &messages {
        writeln!(stdout(), "\nYou: {message}")?;
        turn(&client, &agent.name, &session.session_id, message).await?;
    }
    if goes_on {
        writeln!(stdout(), "\nGo on; an empty line ends the conversation.")?;
        let mut lines = BufReader::new(tokio::io::stdin()).lines();
        loop {
            write!(stdout(), "\nYou: ")?;
            stdout().flush()?;
            let Some(line) = lines.next_line().await?.filter(|line| !line.trim().is_empty()) else { break };
            turn(&client, &agent.name, &session.session_id, &line).await?;
        }
    }
    Ok(())
}

/// The server of the environment, or a mock server that lives as long as the second value.
async fn connect() -> Result<(Client, Option<MockServer>), Failure> {
    if std::env::var_os("AGENTSPEC_BASE_URL").is_some_and(|url| !url.is_empty()) {
        return Ok((Client::from_env()?, None));
    }
    let pace = if stdout().is_terminal() { Duration::from_millis(25) } else { Duration::ZERO };
    let mock = MockServer::builder().pace(pace).start().await?;
    writeln!(stdout(), "AGENTSPEC_BASE_URL is not set: talking to a mock server of our own.\n")?;
    Ok((Client::builder().without_environment().base_url(mock.url()).build()?, Some(mock)))
}

async fn turn(client: &Client, agent: &str, session_id: &str, message: &str) -> Result<(), Failure> {
    write!(stdout(), "Agent: ")?;
    let mut events = client.sessions().continue_stream(agent, session_id, message).await?;
    while let Some(event) = events.next().await {
        match event? {
            StreamEvent::Token(token) => write!(stdout(), "{}", token.content)?,
            StreamEvent::ToolCall(call) => writeln!(stdout(), "\n  [Calling tool: {}]", call.name)?,
            StreamEvent::ToolResult(result) => writeln!(stdout(), "  [Tool result: {}]", result.text())?,
            StreamEvent::Done(done) => writeln!(stdout(), "\n  [Tokens: {}]", done.usage.total_tokens)?,
            StreamEvent::Error(error) => writeln!(stdout(), "\n  [{}: {}]", error.code, error.message)?,
            _ => {}
        }
        stdout().flush()?;
    }
    Ok(())
}
