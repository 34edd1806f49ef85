//! The program's arguments. No message contains a value, as it may be a key.

use std::ffi::OsString;

use lexopt::Arg::{Long, Short, Value};
use lexopt::Parser;

const HELP: &str = include_str!("help.txt");

#[derive(Debug)]
pub(crate) enum Command {
    Help,
    Version,
    Check(Arguments),
}

#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) url: String,
    /// Whether the key may be sent unencrypted to another machine.
    pub(crate) plain_http: bool,
    /// The agent to call.
    pub(crate) stream: Option<String>,
    pub(crate) json: bool,
}

/// Returns the help of the program of that name.
pub(crate) fn help(program: &str) -> String {
    HELP.replace("PROGRAM", program)
}

/// Reads the arguments, without the name of the program.
pub(crate) fn read(given: impl IntoIterator<Item = OsString>) -> Result<Command, &'static str> {
    let (mut url, mut plain_http, mut stream, mut json) = (None, false, None, false);
    let mut parser = Parser::from_args(given);
    while let Some(argument) = parser.next().map_err(|_| "an option takes no value: --help lists the options")? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Short('V') | Long("version") => return Ok(Command::Version),
            Long("plain-http") => plain_http = true,
            Long("json") => json = true,
            Long("stream") if stream.is_none() => stream = Some(agent(&mut parser)?),
            Long("stream") => return Err("--stream: expected one agent"),
            Short(_) | Long(_) => return Err("unknown option: --help lists the options"),
            Value(_) if url.is_some() => return Err("give one URL"),
            Value(value) => url = Some(value.into_string().map_err(|_| "the URL is not UTF-8")?),
        }
    }
    let url = url.ok_or("give the URL of a server, such as http://localhost:8080")?;
    Ok(Command::Check(Arguments { url, plain_http, stream, json }))
}

fn agent(parser: &mut Parser) -> Result<String, &'static str> {
    let name = parser.value().ok().map(OsString::into_string).and_then(Result::ok);
    name.filter(|name| !name.is_empty() && !name.starts_with("--")).ok_or("--stream: expected the name of an agent")
}
