//! The pages of the site, and which chapter of the guides is on which of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Tag, TagEnd};

use super::document::{Chapter, Document, parser};
use super::language::Language;
use super::links::{is_below, joined};
use super::reference::Reference;
use crate::Result;

/// The sources of the site alone; the other pages are documents of the workspace.
pub(super) const SOURCES: &str = "docs/site";
const SUMMARY: &str = "docs/site/SUMMARY.md";

pub(super) struct Site {
    pub(super) workspace: PathBuf,
    pub(super) reference: Reference,
    /// The documents by their paths: the pages, and those whose chapters pages show.
    documents: BTreeMap<String, Document>,
    pages: Vec<Page>,
    /// From a heading of a document, by its path and slug, to the page and the anchor there.
    placed: BTreeMap<(String, String), (String, String)>,
}

/// A page of the site.
pub(super) struct Page {
    /// The document.
    pub(super) source: String,
    /// The file of the page, relative to the first.
    pub(super) path: String,
    pub(super) tabs: Vec<Tabs>,
}

/// A list of links in a page, one item a language, in whose place the site shows the chapters that they lead to.
pub(super) struct Tabs {
    /// The offset of the list in the page's text.
    pub(super) start: usize,
    pub(super) languages: Vec<(Language, Vec<Shown>)>,
}

/// A chapter in a tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) document: String,
    pub(super) slug: String,
    pub(super) has_heading: bool,
}

/// The links of an item, without what the site does not show.
type Items = Vec<(Language, Vec<String>)>;

impl Site {
    pub(super) fn read(workspace: &Path, reference: Reference) -> Result<Self> {
        let summary = Document::read(workspace, SUMMARY)?;
        let mut site =
            Self { workspace: workspace.to_owned(), reference, documents: BTreeMap::new(), pages: Vec::new(), placed: BTreeMap::new() };
        for target in targets(&summary.text) {
            let source = joined(SUMMARY, &target);
            site.documents.insert(source.clone(), Document::read(workspace, &source)?);
            site.pages.push(Page { path: page(&source), source, tabs: Vec::new() });
        }
        site.place_chapters()?;
        Ok(site)
    }

    pub(super) fn pages(&self) -> &[Page] {
        &self.pages
    }

    pub(super) fn document(&self, path: &str) -> Result<&Document> {
        self.documents.get(path).ok_or_else(|| format!("{path} was not read").into())
    }

    /// Where a document, or a heading in it, is on the site: the page, and the anchor there.
    pub(super) fn place(&self, path: &str, anchor: Option<&str>) -> Option<(String, Option<String>)> {
        if let Some(page) = self.pages.iter().find(|page| page.source == path) {
            return Some((page.path.clone(), anchor.map(str::to_owned)));
        }
        if let Some(anchor) = anchor {
            let (page, anchor) = self.placed.get(&(path.to_owned(), anchor.to_owned()))?;
            return Some((page.clone(), Some(anchor.clone())));
        }
        // The first of its headings that has a place.
        let documents = self.documents.values().filter(|document| is_below(&document.path, path));
        let mut headings =
            documents.flat_map(|document| document.headings.iter().map(|heading| (document.path.clone(), heading.slug.clone())));
        headings.find_map(|key| self.placed.get(&key)).map(|(page, anchor)| (page.clone(), Some(anchor.clone())))
    }

    /// First the chapters that a link names, then what links to whole documents leave for themselves.
    fn place_chapters(&mut self) -> Result<()> {
        let mut lists: Vec<(usize, usize, Items)> = Vec::new();
        for (index, page) in self.pages.iter().enumerate() {
            lists.extend(tab_lists(&self.document(&page.source)?.text).into_iter().map(|(start, items)| (index, start, items)));
        }
        for is_rest in [false, true] {
            for (index, start, items) in &lists {
                for (language, links) in items {
                    for (position, link) in links.iter().enumerate() {
                        let named = link.split_once('#');
                        if named.is_none() == is_rest {
                            let source = joined(&self.pages[*index].source, named.map_or(link, |(path, _)| path));
                            let shown = self.shown(&source, named.map(|(_, slug)| slug), position == 0)?;
                            self.show(*index, *start, *language, position, shown)?;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// The chapters that a link stands for.
    fn shown(&mut self, path: &str, slug: Option<&str>, is_first: bool) -> Result<Vec<Shown>> {
        let is_folder = self.workspace.join(path).is_dir();
        let documents = if is_folder { markdown_below(&self.workspace, path)? } else { vec![path.to_owned()] };
        let mut shown = Vec::new();
        for path in documents {
            if !self.documents.contains_key(&path) {
                self.documents.insert(path.clone(), Document::read(&self.workspace, &path)?);
            }
            let document = self.document(&path)?;
            if let Some(slug) = slug {
                document.chapter(slug)?;
                shown.push(Shown { document: path.clone(), slug: slug.to_owned(), has_heading: !is_first });
                continue;
            }
            let is_left =
                |chapter: &Chapter<'_>| !chapter.is_empty() && !self.placed.contains_key(&(path.clone(), chapter.heading.slug.clone()));
            for Chapter { heading, .. } in document.chapters().into_iter().filter(is_left) {
                let has_heading = is_folder || heading.level > 1 || !is_first;
                shown.push(Shown { document: path.clone(), slug: heading.slug.clone(), has_heading });
            }
        }
        Ok(shown)
    }

    fn show(&mut self, index: usize, start: usize, language: Language, position: usize, shown: Vec<Shown>) -> Result<()> {
        let page = self.pages[index].path.clone();
        for Shown { document, slug, .. } in &shown {
            let text = self.document(document)?;
            let chapter = text.chapter(slug)?;
            let within = |heading: &&super::document::Heading| {
                heading.range.start == chapter.heading.range.start || chapter.body().contains(&heading.range.start)
            };
            let slugs: Vec<String> = text.headings.iter().filter(within).map(|heading| heading.slug.clone()).collect();
            for slug in slugs {
                let anchor = format!("{}-{slug}", language.id());
                if let Some((other, _)) = self.placed.insert((document.clone(), slug.clone()), (page.clone(), anchor)) {
                    return Err(format!("{document}#{slug} is on the pages {other} and {page} of the site: one is enough").into());
                }
            }
        }
        let lists = &mut self.pages[index].tabs;
        if lists.iter().all(|list| list.start != start) {
            lists.push(Tabs { start, languages: Vec::new() });
        }
        if let Some(list) = lists.iter_mut().find(|list| list.start == start) {
            match list.languages.iter_mut().find(|(known, _)| *known == language) {
                Some((_, chapters)) if position == 0 => drop(chapters.splice(0..0, shown)),
                Some((_, chapters)) => chapters.extend(shown),
                None => list.languages.push((language, shown)),
            }
            list.languages.sort_by_key(|(language, _)| *language);
        }
        Ok(())
    }
}

/// The file of a document's page.
pub(super) fn page(source: &str) -> String {
    let shortened = [SOURCES, "docs"].into_iter().find_map(|folder| source.strip_prefix(folder)?.strip_prefix('/'));
    match (shortened, source.strip_suffix("/README.md")) {
        // The document about the site.
        _ if source == "docs/site/README.md" => "site.md".to_owned(),
        (Some(path), _) => path.to_owned(),
        (None, Some(folder)) => format!("{folder}.md"),
        (None, None) => source.to_lowercase(),
    }
}

fn markdown_below(workspace: &Path, folder: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(workspace.join(folder))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if Path::new(&name).extension().is_some_and(|extension| extension == "md") {
            found.push(format!("{folder}/{name}"));
        }
    }
    found.sort();
    Ok(found)
}

/// The targets of the links of a text, in its order.
fn targets(text: &str) -> Vec<String> {
    let target = |event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.into_string()),
        _ => None,
    };
    parser(text).filter_map(target).collect()
}

/// The lists of a text whose items all begin with a link that a language names, with their offsets.
fn tab_lists(text: &str) -> Vec<(usize, Items)> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut items: Vec<(String, Vec<String>)> = Vec::new();
    let mut start = 0;
    let mut is_in_link = false;
    for (event, range) in parser(text).into_offset_iter() {
        match event {
            Event::Start(Tag::List(_)) => {
                depth += 1;
                if depth == 1 {
                    start = range.start;
                    items.clear();
                }
            }
            Event::Start(Tag::Item) => items.push((String::new(), Vec::new())),
            Event::Start(Tag::Link { dest_url, .. }) => {
                is_in_link = true;
                if let Some((_, links)) = items.last_mut() {
                    links.push(dest_url.into_string());
                }
            }
            Event::End(TagEnd::Link) => is_in_link = false,
            Event::Text(piece) => {
                // What the first link says.
                if let Some((name, links)) = items.last_mut()
                    && is_in_link
                    && links.len() == 1
                {
                    name.push_str(&piece);
                }
            }
            Event::End(TagEnd::List(_)) => {
                depth -= 1;
                if depth == 0 {
                    let named = |(name, links): (String, Vec<String>)| Language::of_name(&name).map(|language| (language, links));
                    let languages: Option<Items> = items.drain(..).map(named).collect();
                    found.extend(languages.map(|items| (start, items)));
                }
            }
            _ => {}
        }
    }
    found
}
