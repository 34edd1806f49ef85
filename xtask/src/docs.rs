//! `cargo xtask docs`: the documents of the workspace as a site, built by mdBook, and checked.

mod addresses;
mod browser;
mod document;
mod language;
mod links;
mod reference;
mod render;
mod site;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};

use self::document::parser;
use self::links::joined;
use self::reference::Reference;
use self::site::{SOURCES, Site, page};
use crate::workspace::{empty, root};
use crate::{Result, tools};

const MDBOOK: &str = "0.5.4";

/// The table of contents.
const SUMMARY: &str = "SUMMARY.md";

pub(crate) fn run() -> Result<()> {
    let site = Site::read(&root(), Reference::build()?)?;
    let book = root().join("target/docs/book");
    write(&site, &book)?;
    let folder = root().join("target/docs/site");
    build(&book, &folder)?;
    copy(site.reference.folder(), &folder.join(reference::FOLDER))?;
    let checked = addresses::check(&folder)?;
    println!("docs: {} pages, {checked} links, none broken", site.pages().len());
    browser::check(&folder)?;
    println!("{}", folder.join("index.html").display());
    Ok(())
}

/// Runs mdBook.
///
/// # Errors
/// It fails, or it warns.
fn build(book: &Path, folder: &Path) -> Result<()> {
    // Without the parts that serve and watch.
    let mut mdbook = tools::pinned_with("mdbook", MDBOOK, &["--no-default-features", "--features", "search"])?;
    eprintln!("\n==> mdbook build");
    let output = mdbook.env("MDBOOK_LOG", "warn").arg("build").arg(book).arg("--dest-dir").arg(folder).output()?;
    let printed = String::from_utf8_lossy(&output.stderr);
    if output.status.success() && printed.trim().is_empty() { Ok(()) } else { Err(format!("mdbook build: {printed}").into()) }
}

/// Writes the book that mdBook reads.
fn write(site: &Site, book: &Path) -> Result<()> {
    empty(book)?;
    let sources = root().join(SOURCES);
    fs::copy(sources.join("book.toml"), book.join("book.toml"))?;
    copy(&sources.join("theme"), &book.join("theme"))?;
    let put = |path: &str, text: String| -> Result<()> {
        let path = book.join("src").join(path);
        fs::create_dir_all(path.parent().unwrap_or(book))?;
        Ok(fs::write(path, text)?)
    };
    for page in site.pages() {
        put(&page.path, render::render(site, page)?)?;
    }
    let summary = fs::read_to_string(sources.join(SUMMARY))?;
    put(SUMMARY, on_the_site(&summary))
}

/// The table of contents, with the files of the pages in place of those of the documents.
fn on_the_site(summary: &str) -> String {
    let mut result = summary.to_owned();
    for (event, range) in parser(summary).into_offset_iter().collect::<Vec<_>>().into_iter().rev() {
        if let pulldown_cmark::Event::Start(pulldown_cmark::Tag::Link { dest_url, .. }) = event {
            let link = &summary[range.clone()];
            let target = page(&joined(&format!("{SOURCES}/{SUMMARY}"), &dest_url));
            result.replace_range(range, &link.replace(&format!("]({dest_url})"), &format!("]({target})")));
        }
    }
    result
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    let mut folders: Vec<(PathBuf, PathBuf)> = vec![(from.to_owned(), to.to_owned())];
    while let Some((from, to)) = folders.pop() {
        fs::create_dir_all(&to)?;
        for entry in fs::read_dir(&from).map_err(|error| format!("{}: {error}", from.display()))? {
            let entry = entry?;
            let target = to.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                folders.push((entry.path(), target));
            } else {
                fs::copy(entry.path(), target)?;
            }
        }
    }
    Ok(())
}
