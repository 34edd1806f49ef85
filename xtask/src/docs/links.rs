//! Where a link of a document leads on the site.

use std::path::Path;

use super::site::Site;
use crate::Result;

/// What becomes of a link.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Link {
    To(String),
    /// It leads to a file that the site does not have: only its text stays.
    Text,
}

/// Resolves `target`, a link in the document `from`, for the page `page`.
///
/// # Errors
/// The workspace has no such file, or its reference no such item.
pub(super) fn resolve(site: &Site, from: &str, target: &str, page: &str) -> Result<Link> {
    if target.contains("://") || target.starts_with("mailto:") {
        return Ok(Link::To(target.to_owned()));
    }
    let problem = |what: &str| format!("{from}: the link {target} leads to {what}");
    if let Some(item) = target.strip_prefix("crate") {
        let Some(address) = site.reference.address(item) else { return Err(problem("no item of the reference").into()) };
        return match address.strip_prefix("guide/") {
            Some(chapter) => guide(site, chapter, page).ok_or_else(|| problem("no chapter of the guide").into()),
            None => Ok(Link::To(relative(page, &format!("{}{address}", super::reference::FOLDER)))),
        };
    }
    let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
    let path = if path.is_empty() { from.to_owned() } else { joined(from, path) };
    if !site.workspace.join(&path).exists() {
        return Err(problem("no file of the workspace").into());
    }
    Ok(site.place(&path, anchor).map_or(Link::Text, |(to, anchor)| Link::To(address(page, &to, anchor.as_deref()))))
}

/// A chapter of the Rust guide that rustdoc shows, too, as `async_invocation/index.html#without-async`.
fn guide(site: &Site, chapter: &str, page: &str) -> Option<Link> {
    let (module, anchor) = chapter.split_once("/index.html")?;
    let (to, anchor) = site.place(site.reference.file_of(module)?, anchor.strip_prefix('#'))?;
    Some(Link::To(address(page, &to, anchor.as_deref())))
}

/// The link from one page to another.
fn address(from: &str, to: &str, anchor: Option<&str>) -> String {
    let path = if from == to && anchor.is_some() { String::new() } else { relative(from, to) };
    anchor.map_or_else(|| path.clone(), |anchor| format!("{path}#{anchor}"))
}

/// The path `to`, seen from the folder of the file `from`.
pub(super) fn relative(from: &str, to: &str) -> String {
    let folders = |path: &str| path.rsplit_once('/').map_or(Vec::new(), |(folder, _)| folder.split('/').map(str::to_owned).collect());
    let (from, folder): (Vec<String>, Vec<String>) = (folders(from), folders(to));
    let shared = from.iter().zip(&folder).take_while(|(left, right)| left == right).count();
    "../".repeat(from.len() - shared) + &to.split('/').skip(shared).collect::<Vec<_>>().join("/")
}

/// The file that the relative `path` in the file `from` names.
pub(super) fn joined(from: &str, path: &str) -> String {
    let mut folders: Vec<&str> = from.split('/').collect();
    folders.pop();
    for part in path.trim_end_matches('/').split('/') {
        match part {
            "." => {}
            ".." => drop(folders.pop()),
            _ => folders.push(part),
        }
    }
    folders.join("/")
}

/// Whether `path` is below `folder`, or is it.
pub(super) fn is_below(path: &str, folder: &str) -> bool {
    Path::new(path).starts_with(folder)
}
