//! The rooms of a crate, its modules at the root, lie in layers: no circle of imports joins two of them.
//!
//! Read from the syntax tree: `use`, paths within code, and the tokens of macros. What `lib.rs` exports under another path counts for the
//! module that it is from. Tests may use what lies above, and so may documentation.

mod graph;
mod paths;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::Path;

use self::graph::Graph;
use self::paths::{Module, Names};
use crate::Result;

/// Those of which the layers are held. What is generated into `agentspec-client` and what it is made with are one.
const CRATES: [&str; 2] = ["agentspec-ext", "agentspec-mock"];

pub(crate) fn check(workspace: &Path) -> Result<()> {
    for package in CRATES {
        eprintln!("\n==> layers of {package}");
        let circles = read(&workspace.join(package).join("src"))?.circles();
        if !circles.is_empty() {
            return Err(format!(
                "the modules of {package} import each other in a circle: move what both need into a module below them\n{}",
                circles.replace(&format!("{}/", workspace.display()), "")
            )
            .into());
        }
    }
    Ok(())
}

/// Reads the graph of the crate whose `lib.rs` is in `source`.
fn read(source: &Path) -> Result<Graph> {
    let root = Module { file: source.join("lib.rs"), path: Vec::new() };
    let file = parse(&root.file)?;
    let names = Names::of_root(&file);
    let mut graph = Graph::default();
    let mut left = paths::collect(&root, &file, &names, &mut graph)?;
    while let Some(module) = left.pop() {
        left.extend(paths::collect(&module, &parse(&module.file)?, &names, &mut graph)?);
    }
    Ok(graph)
}

fn parse(file: &Path) -> Result<syn::File> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    syn::parse_file(&text).map_err(|error| format!("{}:{}: {error}", file.display(), error.span().start().line).into())
}
