//! Parses the command line.

use std::ffi::OsString;

pub(crate) const HELP: &str = "\
Usage: agentspec-doctor [--plain-http] [--stream AGENT] URL

  URL             the base URL of the server, as in http://localhost:8080
  --plain-http    send the key or token over plain http to another machine, where anyone on the network can read it
  --stream AGENT  call this agent once, to check whether its events arrive as they are made; such a call may cost money

The key or token is read from AGENTSPEC_API_KEY or AGENTSPEC_TOKEN.
";

#[derive(Debug)]
pub(crate) enum Command {
    Help,
    Check(Arguments),
}

#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) url: String,
    /// Whether the key may be sent unencrypted to another machine.
    pub(crate) plain_http: bool,
    /// The agent to call.
    pub(crate) stream: Option<String>,
}

pub(crate) fn parse(given: impl Iterator<Item = OsString>) -> Result<Command, &'static str> {
    let (mut url, mut plain_http, mut stream) = (None, false, None);
    let mut given = given.map(|argument| argument.into_string().map_err(|_| "an argument is not UTF-8"));
    while let Some(argument) = given.next().transpose()? {
        match argument.as_str() {
            "--help" | "-h" => return Ok(Command::Help),
            "--plain-http" => plain_http = true,
            "--stream" => match given.next().transpose()? {
                Some(agent) if !agent.starts_with("--") && stream.is_none() => stream = Some(agent),
                _ => return Err("--stream needs the name of one agent"),
            },
            // The argument is not repeated, since it may be a key.
            option if option.starts_with('-') => return Err("unknown option"),
            _ if url.is_some() => return Err("give one URL"),
            _ => url = Some(argument),
        }
    }
    url.map(|url| Command::Check(Arguments { url, plain_http, stream })).ok_or("give the URL of a server")
}
