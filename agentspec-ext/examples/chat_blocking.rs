//! The conversation of the example `chat`, without async: `cargo run --example chat_blocking --features blocking`.

mod shared;

use std::io::{Write, stdin, stdout};
use std::process::ExitCode;

use agentspec_ext::blocking::{Client, SessionHandle};
use agentspec_ext::escaped;
use agentspec_mock::MockServer;
use shared::Failure;

fn main() -> ExitCode {
    shared::report(talk())
}

fn talk() -> Result<(), Failure> {
    let (messages, goes_on) = shared::messages();
    let (client, _mock) = connect()?;

    let agents = client.agents().list().call()?;
    let agent = shared::choose(&agents)?;

    let session = client.sessions().create(agent).call()?;
    writeln!(stdout(), "\nSession created: {}", escaped(&session.session_id))?;

    let chat = client.sessions().open(agent, session.session_id);
    for message in &messages {
        writeln!(stdout(), "\nYou: {message}")?;
        turn(&chat, message)?;
    }
    if goes_on {
        writeln!(stdout(), "\nContinue the conversation; an empty line ends it.")?;
        loop {
            write!(stdout(), "\nYou: ")?;
            stdout().flush()?;
            let mut line = String::new();
            stdin().read_line(&mut line)?;
            if line.trim().is_empty() {
                break;
            }
            turn(&chat, line.trim_end_matches(['\r', '\n']))?;
        }
    }
    Ok(())
}

/// Connects to the server of the environment, or to a mock server that lives as long as the second value.
fn connect() -> Result<(Client, Option<MockServer>), Failure> {
    if shared::has_server()? {
        return Ok((Client::from_env()?, None));
    }
    let mock = MockServer::builder().pace(shared::pace()).start_blocking()?;
    Ok((Client::builder().without_environment().base_url(mock.url()).build()?, Some(mock)))
}

fn turn(chat: &SessionHandle, message: &str) -> Result<(), Failure> {
    write!(stdout(), "Agent: ")?;
    stdout().flush()?;
    for event in chat.continue_stream(message).call()? {
        shared::show(&event?)?;
    }
    Ok(())
}
