//! The published crates depend on ranges of versions, so that a program may use another compatible version.

use std::fs;
use std::path::Path;

/// It generates the raw client, and is no dependency of users of the checked-in one.
const GENERATOR: &str = "progenitor";

#[test]
fn only_the_generator_is_pinned() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for manifest in ["Cargo.toml", "agentspec-client/Cargo.toml", "agentspec-ext/Cargo.toml", "agentspec-mock/Cargo.toml"] {
        let text = fs::read_to_string(root.join(manifest)).unwrap();
        let pinned: Vec<_> = text.lines().filter(|line| line.contains("\"=")).filter_map(|line| line.split(' ').next()).collect();
        assert!(pinned.iter().all(|name| *name == GENERATOR), "{manifest}: {pinned:?}");
    }
}

/// The documented version is the one in Cargo.toml.
#[test]
fn the_documents_name_the_required_version_of_opentelemetry() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let manifest = read("Cargo.toml");
    for library in ["opentelemetry", "tracing-opentelemetry", "reqwest"] {
        let line = manifest.lines().find(|line| line.starts_with(&format!("{library} = "))).unwrap();
        let version = line.split('"').nth(1).unwrap();
        let minor = version.splitn(3, '.').take(2).collect::<Vec<_>>().join(".");
        assert!(read("agentspec-ext/src/lib.rs").contains(&format!("`{library}` {minor}")), "{library} {minor}");
        let chapter = read("agentspec-ext/guide/13-telemetry.md");
        assert!(library == "reqwest" || chapter.contains(&format!("{library} = \"{minor}\"")), "{library} {minor}");
    }
}
