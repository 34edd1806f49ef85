//! Whether every link of the built site leads to a file, and to an anchor in it. Reads what is written, without a browser.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::links::joined;
use super::reference;
use crate::Result;

/// mdBook's page for addresses that do not exist: a server shows it at any depth, so its links begin with the root of the site.
const NOT_FOUND: &str = "404.html";

/// Returns how many links there are.
///
/// # Errors
/// A link is broken; the message has all of them.
pub(super) fn check(site: &Path) -> Result<usize> {
    let mut anchors: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut broken = Vec::new();
    let mut count = 0;
    for page in pages(site)? {
        let html = fs::read_to_string(site.join(&page))?;
        for link in values(&html, "href").into_iter().chain(values(&html, "src")) {
            if link.contains(':') || link.starts_with("//") {
                continue;
            }
            count += 1;
            let (path, anchor) = link.split_once('#').map_or((link.as_str(), None), |(path, anchor)| (path, Some(anchor)));
            let target = if path.is_empty() { page.clone() } else { joined(&page, path) };
            let is_there = site.join(&target).is_file()
                && anchor.is_none_or(|anchor| anchor.is_empty() || has_anchor(site, &mut anchors, &target, anchor));
            if !is_there {
                broken.push(format!("{page}: {link}"));
            }
        }
    }
    if broken.is_empty() { Ok(count) } else { Err(format!("the site has broken links:\n{}", broken.join("\n")).into()) }
}

fn has_anchor(site: &Path, anchors: &mut BTreeMap<String, BTreeSet<String>>, file: &str, anchor: &str) -> bool {
    let of_file = anchors.entry(file.to_owned()).or_insert_with(|| {
        let html = fs::read_to_string(site.join(file)).unwrap_or_default();
        values(&html, "id").into_iter().collect()
    });
    of_file.contains(anchor)
}

/// The pages that the site's own text makes.
fn pages(site: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(site.join(&folder))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                // rustdoc checks its own links.
                if path != Path::new(reference::FOLDER) {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "html") && path != Path::new(NOT_FOUND) {
                found.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The values of an attribute, in the form in which mdBook and rustdoc write it.
fn values(html: &str, attribute: &str) -> Vec<String> {
    let begins = format!(" {attribute}=\"");
    let values = html.split(&begins).skip(1).filter_map(|rest| rest.split('"').next());
    values.map(|value| value.replace("&amp;", "&")).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;
    use crate::workspace::{empty, root};

    #[test]
    fn a_link_to_a_missing_file_or_anchor_is_broken() {
        let site = root().join("target/docs-test/addresses");
        empty(&site).unwrap();
        fs::create_dir(site.join("guide")).unwrap();
        fs::write(site.join("index.html"), r##"<p id="top"></p><a href="#top">x</a><a href="guide/a.html#b">x</a>"##).unwrap();
        fs::write(site.join("guide/a.html"), r#"<h2 id="b"></h2><a href="../index.html#top">x</a><a href="https://example.com/">x</a>"#)
            .unwrap();
        assert_eq!(check(&site).unwrap(), 3);
        fs::write(site.join("guide/a.html"), r##"<h2 id="c"></h2><a href="../gone.html">x</a><a href="#d">x</a>"##).unwrap();
        let error = check(&site).unwrap_err().to_string();
        for link in ["index.html: guide/a.html#b", "guide/a.html: ../gone.html", "guide/a.html: #d"] {
            assert!(error.contains(link), "{error}");
        }
    }
}
