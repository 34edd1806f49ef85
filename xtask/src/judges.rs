//! `cargo xtask judges`: strangers' tools, pinned, judge the contract, the mock server, and the clients through them.

mod client;
mod contract;
mod install;
mod node;
mod prism;
mod python;
mod schemathesis;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

use crate::Result;
use crate::server::{Mock, Server};
use crate::workspace::{quietly, root, skip};

pub(crate) use node::{NEEDED as NODE_NEEDED, Node};
pub(crate) use python::Python;

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

/// As [`quietly`]; its error also shows the logs of the `servers` that `command` asks.
fn asking(name: &str, command: &mut Command, servers: &[&Server]) -> Result<String> {
    quietly(name, command).map_err(|error| {
        let mut report = error.to_string();
        for server in servers {
            let _ = write!(report, "\nWhat the server at {} printed last:\n{}", server.url(), server.last_words());
        }
        report.into()
    })
}
