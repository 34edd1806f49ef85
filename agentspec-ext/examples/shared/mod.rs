//! The parts that both conversation examples share.

use std::env;
use std::error::Error as StdError;
use std::io::{self, IsTerminal, Write, stdin, stdout};
use std::process::ExitCode;
use std::time::Duration;

use agentspec_ext::types::AgentList;
use agentspec_ext::{Error, StreamEvent, escaped};

const MESSAGES: [&str; 3] =
    ["Hi, I'm building a web scraper in Python.", "What library should I use for parsing HTML?", "Can you show me a quick example?"];

pub(crate) type Failure = Box<dyn StdError>;

/// Returns the messages to send, and whether the user continues after them.
pub(crate) fn messages() -> (Vec<String>, bool) {
    let given: Vec<String> = env::args().skip(1).collect();
    if given.is_empty() { (MESSAGES.map(str::to_owned).to_vec(), stdin().is_terminal()) } else { (given, false) }
}

/// Returns whether the environment names a server; otherwise one is started.
pub(crate) fn has_server() -> io::Result<bool> {
    let has_server = env::var_os("AGENTSPEC_BASE_URL").is_some_and(|url| !url.is_empty());
    if !has_server {
        writeln!(stdout(), "AGENTSPEC_BASE_URL is not set: talking to a mock server of our own.\n")?;
    }
    Ok(has_server)
}

/// Returns the mock server's pause between two tokens, for a terminal.
pub(crate) fn pace() -> Duration {
    if stdout().is_terminal() { Duration::from_millis(25) } else { Duration::ZERO }
}

/// Prints the agents, and returns the name of the first.
pub(crate) fn choose(agents: &AgentList) -> Result<&str, Failure> {
    writeln!(stdout(), "Available agents:")?;
    for agent in agents {
        writeln!(stdout(), "  - {} ({})", escaped(&agent.name), escaped(&agent.model))?;
    }
    Ok(agents.first().map(|agent| agent.name.as_str()).ok_or("no agents are deployed on this server")?)
}

/// Prints an event at once, with the agent's text escaped for the terminal.
pub(crate) fn show(event: &StreamEvent) -> io::Result<()> {
    match event {
        StreamEvent::Token(token) => write!(stdout(), "{}", escaped(&token.content))?,
        StreamEvent::ToolCall(call) => writeln!(stdout(), "\n  [Calling tool: {}]", escaped(&call.name))?,
        StreamEvent::ToolResult(result) => writeln!(stdout(), "  [Tool result: {}]", escaped(&result.text()))?,
        StreamEvent::Done(done) => writeln!(stdout(), "\n  [Tokens: {}]", done.usage.total_tokens)?,
        StreamEvent::Error(error) => writeln!(stdout(), "\n  [{}: {}]", escaped(&error.code), escaped(&error.message))?,
        _ => {}
    }
    stdout().flush()
}

/// Prints the error that ended the conversation, if any.
pub(crate) fn report(ended: Result<(), Failure>) -> ExitCode {
    let Err(error) = ended else { return ExitCode::SUCCESS };
    // The reader of the output has closed it.
    if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
        return ExitCode::SUCCESS;
    }
    eprintln!("\nError: {error}");
    if let Some(error) = error.downcast_ref::<Error>().filter(|error| error.status().is_some()) {
        eprintln!("The server's logs name this call {}.", escaped(error.correlation_id().unwrap_or("without an id")));
    }
    let mut source = error.source();
    while let Some(cause) = source {
        eprintln!("  because: {cause}");
        source = cause.source();
    }
    ExitCode::FAILURE
}
