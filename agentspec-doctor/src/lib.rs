//! Finds out why an AgentSpec server cannot be used, and how to fix it: the program `agentspec-doctor`, for its own binary and for the SDKs.
//!
//! The README describes its output. No agent is run. A route is checked with the name of an agent that does not exist, after the server has refused to list
//! or create sessions for that agent. A server without sessions cannot be checked first: if it accepts any name, it may run something.

mod address;
mod arguments;
mod dialect;
mod examination;
mod finding;
mod key;
mod probe;
mod proxy;
mod report;
mod routes;
mod server;
mod streams;

use std::ffi::OsString;
use std::io::{Write, stderr, stdout};

use self::arguments::Command;
use self::report::Report;

/// The server can be used, even with warnings; or the help or the version was printed.
pub const USABLE: u8 = 0;
/// The server cannot be used.
pub const UNUSABLE: u8 = 1;
/// An argument is invalid.
pub const INVALID_ARGUMENT: u8 = 2;

/// Runs the program with the arguments after its name, and returns its exit code: [`USABLE`], [`UNUSABLE`] or [`INVALID_ARGUMENT`].
///
/// `program` is what its user calls it, for the help. It prints to the stdout and stderr of the process; if these are closed, it continues. It needs a
/// tokio runtime with time and I/O.
pub async fn run(program: &str, arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments = match arguments::read(arguments) {
        Ok(Command::Check(arguments)) => arguments,
        Ok(Command::Help) => return print(&arguments::help(program)),
        Ok(Command::Version) => return print(concat!("agentspec-doctor ", env!("CARGO_PKG_VERSION"), "\n")),
        Err(problem) => {
            let _ = write!(stderr(), "{program}: {problem}\nTry: {program} --help\n");
            return INVALID_ARGUMENT;
        }
    };
    let mut report = Report::new(arguments.json);
    // A problem is in the report.
    let _ = examination::examine(&arguments, &mut report).await;
    if report.end() { USABLE } else { UNUSABLE }
}

fn print(text: &str) -> u8 {
    let _ = stdout().write_all(text.as_bytes());
    USABLE
}
