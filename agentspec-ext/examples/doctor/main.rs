//! Tells why an AgentSpec server cannot be used, and what mends it: `cargo run --example doctor -- URL`.
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
//! The key or token is that of `AGENTSPEC_API_KEY` or `AGENTSPEC_TOKEN`. It is sent only to what answers as an AgentSpec server does, to
//! another machine only over https unless `--plain-http` allows it, and never printed.
//!
//! No agent is run: whether a route is there is asked with the name of an agent that is not, once the server has refused to list the sessions
//! of that agent or to make one. A server without sessions cannot be asked that first: one that takes any name as well may run something.
//! `--stream AGENT` calls that agent once, to see whether something on the way holds its events back; such a call may cost money.
//!
//! Ends with 0 where no problem was found, also where there are warnings; with 1 where the server cannot be used; with 2 where the arguments
//! are wrong.

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
use arguments::{Arguments, Asked};
use key::Key;
use probe::Probe;
use proxy::Proxy;
use report::{Finding, Stop, take, tell};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = match arguments::parse(std::env::args_os().skip(1)) {
        Ok(Asked::Check(arguments)) => arguments,
        Ok(Asked::Help) => {
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
        Ok(Extent::WithoutKey) => report::print("\nThis server can be used, as far as can be told without the key."),
        Err(Stop) => {
            report::print("\nThis server cannot be used.");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// How much was checked.
enum Extent {
    Whole,
    WithoutKey,
}

/// Makes the checks in their order, and stops at the first problem: what comes after it would only say the same.
async fn examine(arguments: &Arguments) -> Result<Extent, Stop> {
    let address = take("url", Address::parse(&arguments.url))?;
    let proxy = Proxy::of(&address);
    tell("name", address.resolves(&proxy).await)?;
    tell("port", address.takes_connections(&proxy).await)?;

    let probe = Probe::of(&address, &proxy).await;
    tell("tls", probe.tls().await)?;
    tell("proxy", probe.proxy().await)?;
    tell("redirects", probe.redirects())?;
    tell("health", probe.health().await)?;

    let key = Key::of_environment(&address, arguments.plain_http);
    tell("plain http", key.in_plain_text(&address))?;
    if key.is_held_back() {
        for check in ["key", "routes", "stream"] {
            tell(check, Finding::skipped("needs the key, which is not sent over plain http"))?;
        }
        return Ok(Extent::WithoutKey);
    }
    let client = take("key", key.is_accepted(&address).await)?;
    for finding in routes::findings(&client).await {
        tell("routes", finding)?;
    }
    tell("stream", streams::finding(&client, arguments.stream.as_deref()).await)?;
    Ok(Extent::Whole)
}
