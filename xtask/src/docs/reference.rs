//! The reference of the Rust crates, by rustdoc, and where an item is in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::Result;
use crate::workspace::{cargo, root, step};

/// Its place on the site.
pub(super) const FOLDER: &str = "rust/";
const CRATE: &str = "agentspec_ext";

/// The modules of the guide, with the files that they include.
const GUIDE: &str = "agentspec-ext/src/guide.rs";

/// What users of the Rust client see.
const PACKAGES: [&str; 3] = ["agentspec-client", "agentspec-ext", "agentspec-mock"];
/// As in `package.metadata.docs.rs`.
const FEATURES: [&str; 6] = ["blocking", "http2", "otel", "rustls", "schema", "test-util"];

pub(super) struct Reference {
    folder: PathBuf,
    /// The files of the items by their paths in the crate.
    items: BTreeMap<String, String>,
    /// The files of the guide by the names of their modules.
    guide: BTreeMap<String, String>,
}

impl Reference {
    /// Runs rustdoc, of which the site has its own output, without the workspace's other crates.
    pub(super) fn build() -> Result<Self> {
        let target = root().join("target");
        let mut command = cargo();
        command.args(["doc", "--no-deps"]).args(PACKAGES.iter().flat_map(|package| ["--package", package]));
        command.args(["--features", &FEATURES.map(|feature| format!("agentspec-ext/{feature}")).join(",")]);
        // What is compiled is shared with the other commands; Cargo before 1.91 compiles it again.
        command.env("CARGO_BUILD_BUILD_DIR", &target).env("CARGO_TARGET_DIR", target.join("docs"));
        step("the reference of the Rust crates", &mut command)?;
        let guide = fs::read_to_string(root().join(GUIDE)).map_err(|error| format!("{GUIDE}: {error}"))?;
        Self::read(&target.join("docs/doc"), &guide)
    }

    pub(super) fn read(folder: &Path, guide: &str) -> Result<Self> {
        let all = folder.join(CRATE).join("all.html");
        let list = fs::read_to_string(&all).map_err(|error| format!("{}: {error}", all.display()))?;
        Ok(Self { folder: folder.to_owned(), items: items(&list), guide: modules(guide) })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file of a module of the guide.
    pub(super) fn file_of(&self, module: &str) -> Option<&str> {
        self.guide.get(module).map(String::as_str)
    }

    /// The address of `::Client`, of `::Client::agents`, of `::guide::streaming#how-a-stream-ends`, or of `#features`.
    ///
    /// A chapter of the guide begins with `guide/`; other addresses are files of the reference.
    pub(super) fn address(&self, item: &str) -> Option<String> {
        let (path, anchor) = item.split_once('#').map_or((item, String::new()), |(path, anchor)| (path, format!("#{anchor}")));
        let path = path.strip_prefix("::").unwrap_or(path);
        if let Some(module) = path.strip_prefix("guide::") {
            return self.guide.contains_key(module).then(|| format!("guide/{module}/index.html{anchor}"));
        }
        let module =
            if path.is_empty() { format!("{CRATE}/index.html") } else { format!("{CRATE}/{}/index.html", path.replace("::", "/")) };
        if self.folder.join(&module).exists() {
            return Some(module + &anchor);
        }
        if let Some(file) = self.items.get(path) {
            return Some(format!("{CRATE}/{file}{anchor}"));
        }
        let (owner, member) = path.rsplit_once("::")?;
        let file = format!("{CRATE}/{}", self.items.get(owner)?);
        let text = fs::read_to_string(self.folder.join(&file)).ok()?;
        let kinds = ["method", "variant", "tymethod", "structfield", "associatedconstant"];
        let anchors = kinds.map(|kind| format!("{kind}.{member}"));
        let found = anchors.iter().find(|anchor| text.contains(&format!("id=\"{anchor}\"")))?;
        Some(format!("{file}#{found}"))
    }
}

/// Reads rustdoc's list of all items: `<a href="types/struct.Usage.html">types::Usage</a>`.
fn items(list: &str) -> BTreeMap<String, String> {
    let entries = list.split("<a href=\"").skip(1).filter_map(|entry| {
        let (file, rest) = entry.split_once("\">")?;
        let (name, _) = rest.split_once("</a>")?;
        Some((name.to_owned(), file.to_owned()))
    });
    entries.filter(|(_, file)| file.contains('.') && !file.starts_with("..")).collect()
}

/// Reads the modules of the guide: `#[doc = include_str!("../guide/01-client.md")]` before `pub mod client {}`.
fn modules(guide: &str) -> BTreeMap<String, String> {
    let entries = guide.split("include_str!(\"../").skip(1).filter_map(|entry| {
        let (file, rest) = entry.split_once('"')?;
        let (name, _) = rest.split_once("pub mod ")?.1.split_once(' ')?;
        Some((name.to_owned(), format!("agentspec-ext/{file}")))
    });
    entries.collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn rustdocs_list_names_the_file_of_each_item() {
        let list = r#"<a href="../static.files/x.css">x</a><li><a href="struct.Client.html">Client</a></li><li><a href="types/struct.Usage.html">types::Usage</a>"#;
        let found = items(list);
        assert_eq!(found.get("Client").unwrap(), "struct.Client.html");
        assert_eq!(found.get("types::Usage").unwrap(), "types/struct.Usage.html");
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn each_module_of_the_guide_has_a_file() {
        let found = modules(include_str!("../../../agentspec-ext/src/guide.rs"));
        assert_eq!(found.get("streaming").unwrap(), "agentspec-ext/guide/05-streaming.md");
        assert!(found.len() >= 14 && found.values().all(|file| root().join(file).exists()), "{found:?}");
    }
}
