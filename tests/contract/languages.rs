//! Every public method of the Rust client has a row in `sdks/surface.json`, which says what it is in Python; and every row is of one.
//! That Python has it, `sdks/python/tests/test_surface.py` tests.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The sources of the async client. The blocking one has a test of its own, `blocking_surface.rs`; a clock, a decoder and what tests are made of
/// are for Rust alone.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| match (path.is_dir(), path.file_name().and_then(|name| name.to_str())) {
            (_, Some("blocking" | "blocking.rs" | "builder.rs" | "clock.rs" | "sse" | "sse.rs" | "testing" | "testing.rs")) => Vec::new(),
            (true, _) => sources(&path),
            (false, _) if path.extension().is_some_and(|kind| kind == "rs") => vec![path],
            (false, _) => Vec::new(),
        })
        .collect()
}

/// `Type::method` of each public method of a source.
fn methods(source: &str) -> Vec<String> {
    let mut of = String::new();
    let mut found = Vec::new();
    for line in source.lines() {
        if let Some(header) = line.strip_prefix("impl") {
            let header = header.strip_prefix('<').and_then(|generics| Some(generics.split_once("> ")?.1)).unwrap_or(header);
            header.trim().split(['<', ' ']).next().unwrap_or_default().clone_into(&mut of);
        }
        let method = line.strip_prefix("    pub fn ").or_else(|| line.strip_prefix("    pub async fn "));
        found.extend(method.and_then(|method| method.split(['(', '<']).next()).map(|method| format!("{of}::{method}")));
    }
    found
}

#[test]
fn every_public_method_has_its_row_in_the_table_of_languages() {
    let rows: Vec<Value> = serde_json::from_str(include_str!("../../sdks/surface.json")).unwrap();
    let rows: BTreeSet<String> = rows.iter().map(|row| row["rust"].as_str().unwrap().to_owned()).collect();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../agentspec-ext/src");
    let due: BTreeSet<String> = sources(&source).iter().flat_map(|file| methods(&fs::read_to_string(file).unwrap())).collect();
    assert_eq!(due.difference(&rows).collect::<Vec<_>>(), Vec::<&String>::new(), "methods without a row in sdks/surface.json");
    assert_eq!(rows.difference(&due).collect::<Vec<_>>(), Vec::<&String>::new(), "rows of sdks/surface.json without a method");
}
