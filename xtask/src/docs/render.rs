//! The text of a page: a document with the chapters of the guides in tabs, and with links that hold on the site.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Tag, TagEnd};

use super::document::{Document, parser};
use super::language::{Language, Panel, tabs};
use super::links::{Link, resolve};
use super::site::{Page, Shown, Site};
use crate::Result;

/// A part of a document on a page.
struct Part<'a> {
    document: &'a Document,
    range: Range<usize>,
    /// In a tab: whose, and the level of the heading above.
    tab: Option<(Language, usize)>,
}

/// A replacement in the text of a part.
struct Edit {
    range: Range<usize>,
    text: String,
}

impl Edit {
    const fn new(range: Range<usize>, text: String) -> Self {
        Self { range, text }
    }
}

/// A block of code.
struct Code {
    language: Option<Language>,
    range: Range<usize>,
}

/// The Markdown of a page.
pub(super) fn render(site: &Site, page: &Page) -> Result<String> {
    let document = site.document(&page.source)?;
    part(site, page, &Part { document, range: 0..document.text.len(), tab: None })
}

fn part(site: &Site, page: &Page, part: &Part<'_>) -> Result<String> {
    let text = &part.document.text[part.range.clone()];
    let mut edits = blocks_in_tabs(text);
    edits.extend(links(site, page, part.document, text)?);
    match part.tab {
        Some((language, above)) => edits.extend(headings(part, language, above)),
        None => edits.extend(lists(site, page, text)?),
    }
    Ok(edited(text, edits))
}

/// Blocks of several languages that follow one another say the same: they become tabs. Comments, which configure tests, are left out.
fn blocks_in_tabs(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut run: Vec<Code> = Vec::new();
    let mut depth = 0_usize;
    for (event, range) in parser(text).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(kind)) if depth == 0 => {
                let language = match &kind {
                    CodeBlockKind::Fenced(info) => Language::of_fence(info),
                    CodeBlockKind::Indented => None,
                };
                let is_next = |last: &Code| is_only_comments(&text[last.range.end..range.start]);
                let is_known = language.is_none() || run.iter().any(|code| code.language == language);
                if is_known || !run.last().is_some_and(is_next) {
                    edits.extend(tabs_of(text, &run));
                    run.clear();
                }
                if language.is_some() {
                    run.push(Code { language, range });
                }
                depth += 1;
            }
            Event::Start(Tag::HtmlBlock) if text[range.clone()].starts_with("<!--") => {
                edits.push(Edit::new(range, String::new()));
                depth += 1;
            }
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    edits.extend(tabs_of(text, &run));
    edits
}

fn tabs_of(text: &str, run: &[Code]) -> Option<Edit> {
    let (first, last) = (run.first()?, run.last()?);
    let panel = |code: &Code| Some(Panel { language: code.language?, level: 0, anchor: None, text: text[code.range.clone()].to_owned() });
    let panels: Vec<Panel> = run.iter().filter_map(panel).collect();
    (panels.len() > 1).then(|| Edit::new(first.range.start..last.range.end, tabs(&panels)))
}

fn is_only_comments(text: &str) -> bool {
    let mut rest = text.trim_start();
    while let Some((_, after)) = rest.strip_prefix("<!--").and_then(|comment| comment.split_once("-->")) {
        rest = after.trim_start();
    }
    rest.is_empty()
}

fn links(site: &Site, page: &Page, document: &Document, text: &str) -> Result<Vec<Edit>> {
    let mut edits = Vec::new();
    for (event, range) in parser(text).into_offset_iter() {
        let Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, .. }) = event else { continue };
        let link = &text[range.clone()];
        let Some(end) = link.rfind("](") else { continue };
        match resolve(site, &document.path, &dest_url, &page.path)? {
            Link::To(target) => edits.push(Edit::new(range.start + end + 2..range.end - 1, target)),
            Link::Text => edits.push(Edit::new(range.clone(), link[1..end].to_owned())),
        }
    }
    Ok(edits)
}

/// Headings stand below the one above the tabs, and have anchors of their own, since a page may have one title in each language.
fn headings(part: &Part<'_>, language: Language, above: usize) -> Vec<Edit> {
    let inside = || part.document.headings.iter().filter(|heading| part.range.contains(&heading.range.start));
    let highest = inside().map(|heading| heading.level).min().unwrap_or(1);
    let edit = |heading: &super::document::Heading| {
        let range = heading.range.start - part.range.start..heading.range.end - part.range.start;
        let line = part.document.text[heading.range.clone()].trim().trim_start_matches('#').trim();
        let marks = "#".repeat((above + 1 + heading.level - highest).min(6));
        Edit::new(range, format!("{marks} {line} {{#{}-{}}}\n", language.id(), heading.slug))
    };
    inside().map(edit).collect()
}

/// The lists that the site shows as tabs.
fn lists(site: &Site, page: &Page, text: &str) -> Result<Vec<Edit>> {
    let mut edits = Vec::new();
    let mut above = 1;
    for (event, range) in parser(text).into_offset_iter() {
        match event {
            Event::End(TagEnd::Heading(level)) => above = level as usize,
            Event::Start(Tag::List(_)) => {
                let Some(list) = page.tabs.iter().find(|list| list.start == range.start) else { continue };
                let panels = list.languages.iter().filter(|(_, chapters)| !chapters.is_empty());
                let panels = panels.map(|(language, chapters)| panel(site, page, *language, chapters, above));
                edits.push(Edit::new(range, tabs(&panels.collect::<Result<Vec<_>>>()?)));
            }
            _ => {}
        }
    }
    Ok(edits)
}

fn panel(site: &Site, page: &Page, language: Language, chapters: &[Shown], above: usize) -> Result<Panel> {
    let mut panel = Panel { language, level: above + 1, anchor: None, text: String::new() };
    for Shown { document, slug, has_heading } in chapters {
        let document = site.document(document)?;
        let chapter = document.chapter(slug)?;
        let mut range = chapter.body();
        if *has_heading {
            range.start = chapter.heading.range.start;
        } else {
            panel.anchor = Some(format!("{}-{slug}", language.id()));
        }
        panel.text += part(site, page, &Part { document, range, tab: Some((language, above)) })?.trim();
        panel.text += "\n\n";
    }
    Ok(panel)
}

/// Makes all edits; one within another is not made.
fn edited(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| (edit.range.start, usize::MAX - edit.range.end));
    let mut result = String::new();
    let mut end = 0;
    for Edit { range, text: replacement } in edits {
        if range.start >= end {
            result += &text[end..range.start];
            result += &replacement;
            end = range.end;
        }
    }
    result + &text[end..]
}
