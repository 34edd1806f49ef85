//! Checks that the root modules of a crate form layers: no cycle of imports.
//!
//! Reads the syntax tree: `use`, paths in code, and the tokens of macros, except code that is quoted for another crate. A name that the root
//! re-exports counts as part of its module. Tests and documentation may refer to higher layers.

mod graph;
mod paths;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::Path;

use self::graph::Graph;
use self::paths::{Module, Names};
use crate::Result;

/// The module trees that are checked.
const TREES: [Tree; 7] = [
    Tree { root: "agentspec-client/src/lib.rs", generated: Some("snapshot.rs") },
    Tree::written("agentspec-client/codegen/mod.rs"),
    Tree::written("agentspec-doctor/src/lib.rs"),
    Tree::written("agentspec-ext/src/lib.rs"),
    Tree::written("agentspec-mock/src/lib.rs"),
    Tree::written("sdks/python/src/lib.rs"),
    Tree::written("xtask/src/main.rs"),
];

/// A crate, or a module tree that several crates include.
struct Tree {
    /// The file that declares the root modules, relative to the workspace root.
    root: &'static str,
    /// The file next to the root that replaces the file included from `OUT_DIR`.
    generated: Option<&'static str>,
}

impl Tree {
    const fn written(root: &'static str) -> Self {
        Self { root, generated: None }
    }
}

pub(crate) fn check(workspace: &Path) -> Result<()> {
    for tree in &TREES {
        eprintln!("\n==> layers of {}", tree.root);
        let root = workspace.join(tree.root);
        let cycles = read(&root, tree.generated)?.cycles();
        if !cycles.is_empty() {
            return Err(format!(
                "the modules of {} import each other in a cycle: move the shared code into a lower module\n{}",
                tree.root,
                cycles.replace(&format!("{}/", workspace.display()), "")
            )
            .into());
        }
    }
    Ok(())
}

/// Reads the graph of the modules that `root` declares.
fn read(root: &Path, generated: Option<&str>) -> Result<Graph> {
    let module = Module { file: root.to_owned(), path: Vec::new() };
    let file = parse(root)?;
    let context = paths::Context { names: Names::of_root(&file), generated: generated.map(|generated| root.with_file_name(generated)) };
    let mut graph = Graph::default();
    let mut left = paths::collect(&module, &file, &context, &mut graph)?;
    while let Some(module) = left.pop() {
        left.extend(paths::collect(&module, &parse(&module.file)?, &context, &mut graph)?);
    }
    Ok(graph)
}

fn parse(file: &Path) -> Result<syn::File> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    syn::parse_file(&text).map_err(|error| format!("{}:{}: {error}", file.display(), error.span().start().line).into())
}
