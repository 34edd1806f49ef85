//! A streamed conversation with an agent: `cargo run --example chat`.
//!
//! Uses the server at `AGENTSPEC_BASE_URL` if it is set, otherwise a mock server that it starts itself. Arguments replace the three messages. On a
//! terminal, without arguments, you can continue the conversation; an empty line or Ctrl-C ends it.
//!
//! `chat_blocking` is the same without async.

mod shared;

use std::io::{Write, stdout};
use std::process::ExitCode;

use agentspec_ext::{Client, SessionHandle, escaped};
use agentspec_mock::MockServer;
use futures::TryStreamExt;
use shared::Failure;
use tokio::io::{AsyncBufReadExt, BufReader};

fn main() -> ExitCode {
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return shared::report(Err(error.into())),
    };
    let ended = runtime.block_on(async {
        tokio::select! {
            ended = talk() => ended,
            _ = tokio::signal::ctrl_c() => {
                println!("\nGoodbye.");
                Ok(())
            }
        }
    });
    // A read from the terminal may still wait for its line.
    runtime.shutdown_background();
    shared::report(ended)
}

async fn talk() -> Result<(), Failure> {
    let (messages, goes_on) = shared::messages();
    let (client, _mock) = connect().await?;

    let agents = client.agents().list().await?;
    let agent = shared::choose(&agents)?;

    let session = client.sessions().create(agent).await?;
    writeln!(stdout(), "\nSession created: {}", escaped(&session.session_id))?;

    let chat = client.sessions().open(agent, session.session_id);
    for message in &messages {
        writeln!(stdout(), "\nYou: {message}")?;
        turn(&chat, message).await?;
    }
    if goes_on {
        writeln!(stdout(), "\nContinue the conversation; an empty line ends it.")?;
        let mut lines = BufReader::new(tokio::io::stdin()).lines();
        loop {
            write!(stdout(), "\nYou: ")?;
            stdout().flush()?;
            let Some(line) = lines.next_line().await?.filter(|line| !line.trim().is_empty()) else { break };
            turn(&chat, &line).await?;
        }
    }
    Ok(())
}

/// Connects to the server of the environment, or to a mock server that lives as long as the second value.
async fn connect() -> Result<(Client, Option<MockServer>), Failure> {
    if shared::has_server()? {
        return Ok((Client::from_env()?, None));
    }
    let mock = MockServer::builder().pace(shared::pace()).start().await?;
    Ok((Client::builder().without_environment().base_url(mock.url()).build()?, Some(mock)))
}

async fn turn(chat: &SessionHandle, message: &str) -> Result<(), Failure> {
    write!(stdout(), "Agent: ")?;
    stdout().flush()?;
    let mut events = chat.continue_stream(message).await?;
    while let Some(event) = events.try_next().await? {
        shared::show(&event)?;
    }
    Ok(())
}
