//! Go: types and the functions that read them, events, errors, and the calls of the client.

mod calls;
mod errors;
mod events;
mod names;
mod text;
mod types;

pub(super) use self::errors::sentinel;
pub(super) use self::events::constant as event_constant;
pub(super) use self::names::go_name;

use std::fs;
use std::path::Path;

use super::artefact::Artefact;
use super::client_codegen::contract::{Contract, Operation};
use super::stamp::Stamp;
use crate::Result;

/// The folder of the package, and the prefix of its generated files, which go last in its list.
const FOLDER: &str = "sdks/go";
const PREFIX: &str = "zz_";

/// The line by which Go's tools recognize generated files.
const MARK: &str = "// Code generated from openapi.yaml. DO NOT EDIT.";

pub(super) fn emit(contract: &Contract, stamp: &Stamp) -> Result<Vec<Artefact>> {
    names::check(contract)?;
    let file = |path, source: String| Artefact::file(path, format!("{MARK}\n// {stamp}\n\n{source}"));
    Ok(vec![
        file("sdks/go/zz_types.go", types::emit(contract)?),
        file("sdks/go/zz_events.go", events::emit(contract)?),
        file("sdks/go/zz_errors.go", errors::emit(contract)?),
        file("sdks/go/zz_calls.go", calls::emit(contract)?),
    ])
}

/// Returns the files with the prefix of generated files that the contract does not make.
pub(super) fn strays(root: &Path, artefacts: &[Artefact]) -> Vec<String> {
    let files = fs::read_dir(root.join(FOLDER)).into_iter().flatten().flatten();
    let names = files.filter_map(|file| file.file_name().into_string().ok()).filter(|name| name.starts_with(PREFIX));
    let mut strays: Vec<_> = names.map(|name| format!("{FOLDER}/{name}")).collect();
    strays.retain(|path| artefacts.iter().all(|artefact| artefact.path != path));
    strays.sort();
    strays
}

pub(super) fn remove_strays(root: &Path, artefacts: &[Artefact]) -> Result<()> {
    for stray in strays(root, artefacts) {
        fs::remove_file(root.join(&stray)).map_err(|error| format!("{stray}: {error}"))?;
        println!("removed    {stray}");
    }
    Ok(())
}

/// Returns the call as callers write it: `client.Agents.Invoke(ctx, &InvokeRequest{Name, Input})`.
pub(super) fn call(contract: &Contract, operation: &Operation) -> String {
    let given = operation.parameters.iter().map(|parameter| go_name(&parameter.name));
    let sent = contract.body_fields(operation).iter().map(|field| go_name(&field.name));
    let fields: Vec<_> = given.chain(sent).collect();
    let request = operation.request.as_ref().map(|request| format!(", &{request}{{{}}}", fields.join(", "))).unwrap_or_default();
    format!("{}(ctx{request})", method(operation))
}

/// Returns `client.Agents.Invoke`, or `client.Health`.
pub(super) fn method(operation: &Operation) -> String {
    let group = operation.call.group.as_ref().map(|group| format!("{}.", go_name(group))).unwrap_or_default();
    format!("client.{group}{}", go_name(&operation.call.name))
}

/// Returns `AgentsService` for the group `agents`.
fn service(group: &str) -> String {
    format!("{}Service", go_name(group))
}
