//! What the published crates ask of other graphs: a range of each library, so that a program may have another version that fits.

use std::fs;
use std::path::Path;

/// It writes the raw client, and is not there for those who take the checked-in one.
const GENERATOR: &str = "progenitor";

#[test]
fn no_library_is_pinned_but_the_generator() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for manifest in ["Cargo.toml", "agentspec-client/Cargo.toml", "agentspec-ext/Cargo.toml", "agentspec-mock/Cargo.toml"] {
        let text = fs::read_to_string(root.join(manifest)).unwrap();
        let pinned: Vec<_> = text.lines().filter(|line| line.contains("\"=")).filter_map(|line| line.split(' ').next()).collect();
        assert!(pinned.iter().all(|name| *name == GENERATOR), "{manifest}: {pinned:?}");
    }
}

/// The version that the documents tell is the one that is built with.
#[test]
fn the_documents_name_the_version_of_opentelemetry_that_is_needed() {
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
