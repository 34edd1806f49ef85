//! The licences of the crates that are compiled into a program or a native module: their texts go into its packages.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::Result;
use crate::workspace::{cargo, output, root};

/// The file, which is not checked in: pyproject.toml takes every `LICENSE-*` of its folder into a wheel.
pub(super) const FILE: &str = "LICENSE-THIRD-PARTY.txt";

/// How the name of a file with a licence starts, in lower case.
const STARTS: [&str; 5] = ["license", "licence", "copying", "notice", "unlicense"];

/// Writes the licences of what `package`, in the folder `project`, is compiled from for a target.
pub(super) fn write(package: &str, project: &str, target: &str) -> Result<()> {
    let tree = ["tree", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}", "--package", package, "--target", target];
    let tree = output("cargo tree", cargo().args(tree))?;
    // As in `serde v1.0.228`; what follows is the path of one of this workspace, or a mark.
    let used: BTreeSet<(&str, &str)> =
        tree.lines().filter_map(|line| line.split_once(" v")).map(|(name, rest)| (name, first_word(rest))).collect();
    let metadata = ["metadata", "--locked", "--format-version", "1", "--filter-platform", target];
    let metadata: Value = serde_json::from_str(&output("cargo metadata", cargo().args(metadata))?)?;

    // By the texts, since many crates have the same.
    let mut by_text: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let text = |field: &str| package[field].as_str().unwrap_or_default();
        let (name, version) = (text("name"), text("version"));
        if package["source"].is_null() || !used.contains(&(name, version)) {
            continue;
        }
        let folder = Path::new(text("manifest_path")).parent().unwrap_or(Path::new("."));
        by_text.entry(texts(folder)?).or_default().push(format!("{name} {version} ({})", text("license")));
    }
    if by_text.is_empty() {
        return Err(format!("{package} is compiled from no other crate").into());
    }
    let mut all = format!("{package} is compiled from these crates, under the licences that follow their names.\n");
    for (text, names) in by_text {
        write!(all, "\n{}\n{}\n\n{text}", "=".repeat(80), names.join("\n"))?;
    }
    Ok(fs::write(root().join(project).join(FILE), all)?)
}

/// Returns the texts of the licences in a crate's folder. A crate without one names it in its manifest alone.
fn texts(folder: &Path) -> Result<String> {
    let is_licence = |path: &Path| {
        let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        path.is_file() && STARTS.iter().any(|start| name.starts_with(start))
    };
    let files = super::files(folder, "")?.into_iter().filter(|path| is_licence(path));
    files.map(|path| Ok(format!("{}\n", String::from_utf8_lossy(&fs::read(path)?).trim_end()))).collect()
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}
