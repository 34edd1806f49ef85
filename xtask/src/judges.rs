//! `cargo xtask judges`: strangers' tools, pinned, judge the contract, the mock server, and the clients through them.

mod client;
mod contract;
mod install;
mod node;
mod prism;
mod python;
mod schemathesis;
mod server;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::Result;
use crate::workspace::{root, skip};

pub(crate) use install::empty;
pub(crate) use node::{NEEDED as NODE_NEEDED, NPM, Node, version as node_version};
pub(crate) use python::Python;
pub(crate) use server::Mock;
use server::Server;

pub(crate) fn run() -> Result<()> {
    let mock = Mock::build()?;
    match Node::prepare()? {
        Some(node) => {
            contract::redocly(&node)?;
            client::judge(&node, &mock)?;
            prism::judge(&node)?;
        }
        None => skip("Redocly, a generated client, and Prism as a server", node::NEEDED)?,
    }
    match Python::prepare()? {
        Some(python) => {
            contract::validator(&python)?;
            schemathesis::judge(&python, &mock)
        }
        None => skip("openapi-spec-validator and schemathesis", python::NEEDED),
    }
}

/// The folder of what the judges are told.
fn sources() -> PathBuf {
    root().join("judges")
}

/// The folder of what they install and write.
fn workplace() -> PathBuf {
    root().join("target/judges")
}

fn contract() -> PathBuf {
    root().join("openapi.yaml")
}

/// Runs `command` and returns what it printed.
///
/// # Errors
/// It could not be started, or it failed: the error shows all that it printed, and the logs of the `servers` that it asked.
pub(crate) fn quietly(name: &str, command: &mut Command, servers: &[&Server]) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("{name}: cannot be started: {error}"))?;
    let printed = String::from_utf8_lossy(&output.stdout);
    if output.status.success() {
        return Ok(printed.into_owned());
    }
    let mut report = format!("{name}: failed ({})\n{printed}{}", output.status, String::from_utf8_lossy(&output.stderr));
    for server in servers {
        let _ = write!(report, "\nWhat the server at {} printed last:\n{}", server.url(), server.last_words());
    }
    Err(report.into())
}
