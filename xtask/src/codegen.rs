//! `cargo xtask codegen`: writes what is generated from `openapi.yaml`, or checks that it is as it would be written.
//!
//! A small compiler. It parses the contract into a model ([`client_codegen`]), and emits from that: a module for each language, with a folder of
//! emitters and its templates. A second stage ([`schema`]) runs a program that is built from the output of the first.

mod artefact;
mod docs;
mod go;
mod languages;
mod python;
mod rust;
mod schema;
mod stamp;
mod template;
mod typescript;

#[path = "../../agentspec-client/codegen/mod.rs"]
mod client_codegen;

pub(crate) use client_codegen::yaml;

use std::fs;
use std::path::Path;

use self::artefact::Artefact;
use self::client_codegen::Source;
use self::stamp::Stamp;
use crate::{Result, workspace};

/// What to do with the generated files.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Mode {
    /// Write those that differ.
    Write,
    /// Fail, naming those that differ.
    Check,
}

pub(crate) fn run(mode: Mode) -> Result<()> {
    let root = workspace::root();
    let path = root.join("openapi.yaml");
    let contract = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut sources = sources(&contract)?;
    sources.push(languages::rest()?);
    match mode {
        Mode::Write => {
            sources.iter().try_for_each(|artefact| artefact.write(&root))?;
            go::remove_strays(&root, &sources)?;
            schema::emit(&root)?.write(&root)
        }
        Mode::Check => check(&root, &sources),
    }
}

/// The first stage: what the contract alone makes.
fn sources(contract: &str) -> Result<Vec<Artefact>> {
    let source = Source::parse(contract)?;
    let stamp = Stamp::new(&source.contract.version, contract);
    let mut artefacts = rust::emit(&source, &stamp)?;
    artefacts.extend(python::emit(&source.contract, &stamp)?);
    artefacts.extend(typescript::emit(&source.contract, &stamp)?);
    artefacts.extend(go::emit(&source.contract, &stamp)?);
    artefacts.extend(docs::emit(&source.contract, &stamp)?);
    artefacts.extend(languages::operations(&source.contract, &stamp)?);
    Ok(artefacts)
}

fn check(root: &Path, sources: &[Artefact]) -> Result<()> {
    let mut stale = Vec::new();
    let mut can_build = true;
    for artefact in sources {
        if let Some(report) = artefact.check(root)? {
            can_build &= !schema::is_made_from(artefact);
            stale.push(report);
        }
    }
    stale.extend(go::strays(root, sources).iter().map(|stray| format!("stale: {stray}\n  openapi.yaml does not make it\n")));
    if can_build {
        stale.extend(schema::emit(root)?.check(root)?);
    } else {
        stale.push(format!("not checked: {}, which is made from the sources above\n", schema::PATH));
    }
    if stale.is_empty() {
        println!("all {} generated files are as openapi.yaml makes them", sources.len() + 1);
        return Ok(());
    }
    let stale = stale.join("\n");
    Err(format!("{stale}\nGenerated files are not as openapi.yaml makes them: run `cargo xtask codegen` and commit what it writes.").into())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests;
