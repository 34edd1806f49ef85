//! A client that another generator made from the contract drives every operation of the mock server.

use std::fs;

use super::{Node, asking, contract, sources};
use crate::Result;
use crate::codegen::yaml;
use crate::server::Mock;
use crate::workspace::{empty, quietly};

const SOURCES: [&str; 3] = ["drive.ts", "generic.ts", "tsconfig.json"];

pub(super) fn judge(node: &Node, mock: &Mock) -> Result<()> {
    let folder = node.folder().join("client");
    empty(&folder)?;
    for source in SOURCES {
        fs::copy(sources().join("client").join(source), folder.join(source))?;
    }
    let parsed: serde_json::Value = yaml::read(&fs::read_to_string(contract())?)?;
    fs::write(folder.join("openapi.json"), parsed.to_string())?;
    let mut generate = node.package("openapi-typescript/bin/cli.js");
    quietly("openapi-typescript", generate.arg(contract()).arg("--output").arg(folder.join("contract.ts")))?;
    quietly("tsc", node.package("typescript/bin/tsc").arg("--project").arg(&folder))?;

    let server = mock.start("client-mock")?;
    let mut drive = node.script(&folder.join("built/drive.js"));
    let counts = asking("generated client", drive.args([server.url(), Mock::KEY, Mock::TOKEN]), &[&server])?;
    print!("generated client: {counts}");
    Ok(())
}
