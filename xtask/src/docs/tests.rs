#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::PathBuf;

use super::document::{Document, slug};
use super::links::{joined, relative};
use super::reference::Reference;
use super::render::render;
use super::site::{Site, page};
use super::{copy, on_the_site};
use crate::workspace::{empty, root};

const SUMMARY: &str = "- [Streams](guide/streams.md)\n- [Every setting](../settings.md)\n- [More](guide/more.md)\n";
const STREAMS: &str = "# Streams\n\nAs follows.\n\n- [Rust](../../../rust/01.md)\n- [Go](../../../go/GUIDE.md#streams), [text](../../../go/GUIDE.md#text)\n\n## Next\n\n- A list.\n";
const MORE: &str = "# More\n\n- [Rust](../../../rust)\n- [Go](../../../go/GUIDE.md)\n";
const RUST: &str = "# Streaming\n\nRead it.\n\n```rust\n# hidden();\nread();\n```\n\n## How it ends\n\nSee [settings](../docs/settings.md#time) and [Go](../go/GUIDE.md#text).\n";
const GO: &str = "# Guide\n\nThis guide.\n\n## Streams\n\nIn Go, see [the source](../go/stream.go) and [below](#deep).\n\n## Text\n\nAll.\n\n### Deep\n\nDeeper.\n\n## Rest\n\nLeft.\n";
const SETTINGS: &str =
    "# Settings\n\n## Time\n\n```rust\na();\n```\n\n<!-- mock: {} -->\n```python\nb()\n```\n\nThen:\n\n```go\nc()\n```\n";

/// A workspace with these files, and a site of it.
fn site(name: &str, changed: &[(&str, &str)]) -> crate::Result<Site> {
    let folder = workspace(name);
    let files = [
        ("docs/site/SUMMARY.md", SUMMARY),
        ("docs/site/guide/streams.md", STREAMS),
        ("docs/site/guide/more.md", MORE),
        ("docs/settings.md", SETTINGS),
        ("rust/01.md", RUST),
        ("go/GUIDE.md", GO),
        ("go/stream.go", ""),
        ("rustdoc/agentspec_ext/all.html", r#"<a href="struct.Client.html">Client</a>"#),
        ("rustdoc/agentspec_ext/struct.Client.html", r#"<section id="method.agents">"#),
    ];
    for (path, text) in files.iter().chain(changed) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    Site::read(&folder, Reference::read(&folder.join("rustdoc"), "").unwrap())
}

fn workspace(name: &str) -> PathBuf {
    let folder = root().join("target/docs-test").join(name);
    empty(&folder).unwrap();
    folder
}

fn rendered(site: &Site, path: &str) -> crate::Result<String> {
    render(site, site.pages().iter().find(|page| page.path == path).unwrap())
}

#[test]
fn a_list_of_languages_becomes_their_chapters_in_tabs() {
    let page = rendered(&site("tabs", &[]).unwrap(), "guide/streams.md").unwrap();
    let rust = "<section class=\"tab\" data-language=\"rust\">\n\n## Rust {#rust-streaming .tab-name}\n\nRead it.\n\n```rust\n# hidden();\nread();\n```\n\n## How it ends {#rust-how-it-ends}\n";
    let go = "## Go {#go-streams .tab-name}\n\nIn Go, see the source and [below](#go-deep).\n\n## Text {#go-text}\n\nAll.\n\n### Deep {#go-deep}\n";
    for part in ["As follows.\n\n<div class=\"tabs\" data-has=\"rust go\">\n", rust, go, "</div>\n\n## Next\n\n- A list."] {
        assert!(page.contains(part), "{part}\n---\n{page}");
    }
    assert!(!page.contains("Left."));
}

#[test]
fn a_link_to_a_whole_document_shows_what_no_other_page_shows() {
    let page = rendered(&site("rest", &[]).unwrap(), "guide/more.md").unwrap();
    assert!(page.contains("data-has=\"go\"") && page.contains("This guide.") && page.contains("## Rest {#go-rest}\n\nLeft."), "{page}");
    assert!(!page.contains("All.") && !page.contains("Read it."), "{page}");
}

#[test]
fn a_chapter_is_on_one_page() {
    let twice = "- [Go](../../../go/GUIDE.md#text)\n";
    let error = site("twice", &[("docs/site/guide/more.md", twice)]).err().unwrap().to_string();
    assert!(error.contains("go/GUIDE.md#text is on the pages guide/streams.md and guide/more.md"), "{error}");
}

#[test]
fn a_chapter_that_does_not_exist_is_named() {
    let error = site("missing", &[("docs/site/guide/more.md", "- [Go](../../../go/GUIDE.md#gone)\n")]).err().unwrap().to_string();
    assert_eq!(error, "go/GUIDE.md: no chapter of the first or second level is named #gone");
}

#[test]
fn links_lead_to_pages_to_chapters_in_tabs_and_to_the_reference() {
    let text = format!("{RUST}\n[`Client`](crate::Client) [`agents`](crate::Client::agents) [web](https://example.com/)\n");
    let page = rendered(&site("links", &[("rust/01.md", &text)]).unwrap(), "guide/streams.md").unwrap();
    for link in [
        "[settings](../settings.md#time)",
        "[Go](#go-text)",
        "[`Client`](../rust/agentspec_ext/struct.Client.html)",
        "[`agents`](../rust/agentspec_ext/struct.Client.html#method.agents)",
        "[web](https://example.com/)",
    ] {
        assert!(page.contains(link), "{link}\n---\n{page}");
    }
}

#[test]
fn a_link_to_no_file_and_to_no_item_is_an_error() {
    for (link, problem) in [("../go/GONE.md", "no file of the workspace"), ("crate::Gone", "no item of the reference")] {
        let site = site("broken", &[("rust/01.md", &format!("# A\n\n[x]({link})\n"))]).unwrap();
        let error = rendered(&site, "guide/streams.md").unwrap_err().to_string();
        assert_eq!(error, format!("rust/01.md: the link {link} leads to {problem}"));
    }
}

#[test]
fn neighbouring_blocks_of_several_languages_become_tabs() {
    let page = rendered(&site("blocks", &[]).unwrap(), "settings.md").unwrap();
    let tabs = "<div class=\"tabs\" data-has=\"rust python\">\n<section class=\"tab\" data-language=\"rust\">\n<p class=\"tab-name\">Rust</p>\n\n```rust";
    assert!(page.contains(tabs) && page.contains("Then:\n\n```go\nc()\n```") && !page.contains("mock:"), "{page}");
    assert!(!page.contains("data-has=\"rust python go\""), "{page}");
}

#[test]
fn every_page_has_a_file() {
    for (source, file) in [
        ("docs/site/index.md", "index.md"),
        ("docs/site/guide/client.md", "guide/client.md"),
        ("docs/site/README.md", "site.md"),
        ("docs/errors.md", "errors.md"),
        ("sdks/python/README.md", "sdks/python.md"),
        ("CHANGELOG.md", "changelog.md"),
    ] {
        assert_eq!(page(source), file);
    }
    assert_eq!(
        on_the_site("- [Errors](../errors.md)\n  - [Go](../../sdks/go/README.md)\n"),
        "- [Errors](errors.md)\n  - [Go](sdks/go.md)\n"
    );
}

#[test]
fn paths_are_relative_to_files() {
    assert_eq!(joined("docs/site/SUMMARY.md", "../../sdks/go/README.md"), "sdks/go/README.md");
    assert_eq!(joined("README.md", "agentspec-ext/guide/"), "agentspec-ext/guide");
    assert_eq!(relative("guide/a.md", "errors.md"), "../errors.md");
    assert_eq!(relative("sdks/go.md", "sdks/python.md"), "python.md");
    assert_eq!(relative("a.md", "rust/x/y.html"), "rust/x/y.html");
}

#[test]
fn a_heading_has_the_anchor_of_the_repositorys_own_view() {
    for (title, anchor) in [("Node.js, proxies and certificates", "nodejs-proxies-and-certificates"), ("`a_b` – C", "a_b--c")] {
        assert_eq!(slug(&title.replace('`', "")), anchor);
    }
    let document = Document::new("a.md", "# A\n\n```sh\n# no heading\n```\n\n## `b()` twice\n\n## `b()` twice\n");
    let slugs: Vec<&str> = document.headings.iter().map(|heading| heading.slug.as_str()).collect();
    assert_eq!(slugs, ["a", "b-twice", "b-twice-1"]);
}

#[test]
fn the_lock_of_the_check_names_no_registry() {
    let lock = include_str!("../../../docs/site/check/package-lock.json");
    assert!(lock.contains("\"integrity\"") && !lock.contains("\"resolved\""));
}

#[test]
fn folders_are_copied_whole() {
    let folder = workspace("copied");
    fs::create_dir_all(folder.join("from/a/b")).unwrap();
    fs::write(folder.join("from/a/b/c"), "c").unwrap();
    copy(&folder.join("from"), &folder.join("to")).unwrap();
    assert_eq!(fs::read_to_string(folder.join("to/a/b/c")).unwrap(), "c");
}
