//! The blocking client has every public method of the async one: one that is added there and forgotten here is named.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The files of the async client that have methods which users call, and those of the blocking one that have the same.
const COUNTERPARTS: [(&str, &str); 11] = [
    ("api/agents.rs", "agents.rs"),
    ("api/call.rs", "call.rs"),
    ("client.rs", "client.rs"),
    ("client/config.rs", "config.rs"),
    ("api/pipelines.rs", "pipelines.rs"),
    ("api/pipelines/watch.rs", "pipelines/watch.rs"),
    ("api/prompt.rs", "call.rs"),
    ("api/sessions.rs", "sessions.rs"),
    ("api/sessions/handle.rs", "sessions/handle.rs"),
    ("api/sessions/paging.rs", "sessions.rs"),
    ("stream.rs", "stream.rs"),
];

/// What the async client alone has: the raw client is async.
const ASYNC_ALONE: [&str; 1] = ["raw"];

/// The names of the functions that begin with one of these words.
fn functions(file: &Path, beginnings: &[&str]) -> BTreeSet<String> {
    let source = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let named = |line: &str| {
        let rest = beginnings.iter().find_map(|beginning| line.trim_start().strip_prefix(beginning))?;
        Some(rest.split(['(', '<']).next()?.to_owned())
    };
    source.lines().filter_map(named).collect()
}

#[test]
fn the_blocking_client_has_every_method_of_the_async_one() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../agentspec-ext/src");
    for (asynchronous, blocking) in COUNTERPARTS {
        let due = functions(&source.join(asynchronous), &["pub fn ", "pub async fn "]);
        assert!(!due.is_empty(), "{asynchronous}");
        // Those that are forwarded by a macro have no `pub`.
        let there = functions(&source.join("blocking").join(blocking), &["pub fn ", "fn "]);
        for method in due.iter().filter(|method| !ASYNC_ALONE.contains(&method.as_str())) {
            assert!(
                there.contains(method),
                "agentspec-ext/src/{asynchronous} has {method}, and agentspec-ext/src/blocking/{blocking} has not"
            );
        }
    }
}
