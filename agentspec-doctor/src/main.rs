//! Reports why an AgentSpec server cannot be used, and how to fix it: `cargo run --example doctor -- URL`.
//!
//! ```text
//! ok       url        http://localhost:8080
//! ok       name       localhost is 127.0.0.1
//! problem  port       localhost:8080 refuses connections
//!                     Fix: start the server, or give the port that it listens on
//!
//! This server cannot be used.
//! ```
//!
//! The key or token is read from `AGENTSPEC_API_KEY` or `AGENTSPEC_TOKEN`. It is sent only to a server that responds as an AgentSpec server, to another
//! machine only over https unless `--plain-http` allows it, and never printed.
//!
//! No agent is run. A route is checked with the name of an agent that does not exist, after the server has refused to list or create sessions for that agent.
//! A server without sessions cannot be checked first: if it accepts any name, it may run something. `--stream AGENT` calls that agent once, to check whether
//! a proxy holds its events back; such a call may cost money.
//!
//! The exit code is 0 if there was no problem, even with warnings; 1 if the server cannot be used; 2 if the arguments are invalid.

mod address;
mod arguments;
mod key;
mod probe;
mod proxy;
mod report;
mod routes;
mod streams;

use std::process::ExitCode;

use address::Address;
use arguments::{Arguments, Command};
use key::Key;
use probe::Probe;
use proxy::Proxy;
use report::{Finding, Stop, report, report_value};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = match arguments::parse(std::env::args_os().skip(1)) {
        Ok(Command::Check(arguments)) => arguments,
        Ok(Command::Help) => {
            report::print(arguments::HELP.trim_end());
            return ExitCode::SUCCESS;
        }
        Err(problem) => {
            eprint!("{problem}\n\n{}", arguments::HELP);
            return ExitCode::from(2);
        }
    };
    match examine(&arguments).await {
        Ok(Extent::Whole) => report::print("\nThis server can be used."),
        Ok(Extent::WithoutKey) => report::print("\nThis server can be used, as far as it can be checked without the key."),
        Err(Stop) => {
            report::print("\nThis server cannot be used.");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// The extent of the checks.
enum Extent {
    Whole,
    WithoutKey,
}

/// Runs the checks in order, and stops at the first problem, since the later checks would only report the same.
async fn examine(arguments: &Arguments) -> Result<Extent, Stop> {
    let address = report_value("url", Address::parse(&arguments.url))?;
    let proxy = Proxy::of(&address);
    report("name", address.resolves(&proxy).await)?;
    report("port", address.takes_connections(&proxy).await)?;

    let probe = Probe::of(&address, &proxy).await;
    report("tls", probe.tls().await)?;
    report("proxy", probe.proxy().await)?;
    report("redirects", probe.redirects())?;
    report("health", probe.health().await)?;

    let key = Key::of_environment(&address, arguments.plain_http);
    report("plain http", key.in_plain_text(&address))?;
    if key.is_held_back() {
        for check in ["key", "routes", "stream"] {
            report(check, Finding::skipped("needs the key, which is not sent over plain http"))?;
        }
        return Ok(Extent::WithoutKey);
    }
    let client = report_value("key", key.is_accepted(&address).await)?;
    for finding in routes::findings(&client).await {
        report("routes", finding)?;
    }
    report("stream", streams::finding(&client, arguments.stream.as_deref()).await)?;
    Ok(Extent::Whole)
}
