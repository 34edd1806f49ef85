//! The rooms of a crate, its modules at the root, lie in layers: no circle of imports joins two of them.
//!
//! Read from the syntax tree: `use`, paths within code, and the tokens of macros, except code that is quoted for another crate. What the root
//! exports under another path counts for the module that it is from. Tests may use what lies above, and so may documentation.

mod graph;
mod paths;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::Path;

use self::graph::Graph;
use self::paths::{Module, Names};
use crate::Result;

/// Module trees whose layers must hold: what is listed here is checked.
const TREES: [Tree; 6] = [
    Tree { root: "agentspec-client/src/lib.rs", generated: Some("snapshot.rs") },
    Tree::written("agentspec-client/codegen/mod.rs"),
    Tree::written("agentspec-ext/src/lib.rs"),
    Tree::written("agentspec-mock/src/lib.rs"),
    Tree::written("sdks/python/src/lib.rs"),
    Tree::written("xtask/src/main.rs"),
];

/// A crate, or modules that several crates include.
struct Tree {
    /// The file whose modules are the rooms, from the root of the workspace.
    root: &'static str,
    /// The file beside the root that stands for what the root includes from `OUT_DIR`.
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
        let circles = read(&root, tree.generated)?.circles();
        if !circles.is_empty() {
            return Err(format!(
                "the modules of {} import each other in a circle: move what both need into a module below them\n{}",
                tree.root,
                circles.replace(&format!("{}/", workspace.display()), "")
            )
            .into());
        }
    }
    Ok(())
}

/// Reads the graph of the modules that the file `root` declares.
fn read(root: &Path, generated: Option<&str>) -> Result<Graph> {
    let module = Module { file: root.to_owned(), path: Vec::new() };
    let file = parse(root)?;
    let tree = paths::Tree { names: Names::of_root(&file), generated: generated.map(|generated| root.with_file_name(generated)) };
    let mut graph = Graph::default();
    let mut left = paths::collect(&module, &file, &tree, &mut graph)?;
    while let Some(module) = left.pop() {
        left.extend(paths::collect(&module, &parse(&module.file)?, &tree, &mut graph)?);
    }
    Ok(graph)
}

fn parse(file: &Path) -> Result<syn::File> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    syn::parse_file(&text).map_err(|error| format!("{}:{}: {error}", file.display(), error.span().start().line).into())
}
