//! A Markdown file of the workspace and its chapters. Does not know the site.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::Path;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::Result;

/// A Markdown file.
pub(super) struct Document {
    /// The path in the workspace, with slashes.
    pub(super) path: String,
    pub(super) text: String,
    pub(super) headings: Vec<Heading>,
}

/// A heading of a [`Document`].
pub(super) struct Heading {
    pub(super) level: usize,
    pub(super) title: String,
    /// The name by which links in the repository's own view address it.
    pub(super) slug: String,
    /// The heading itself in the text.
    pub(super) range: Range<usize>,
}

impl Document {
    pub(super) fn read(workspace: &Path, path: &str) -> Result<Self> {
        let text = fs::read_to_string(workspace.join(path)).map_err(|error| format!("{path}: {error}"))?;
        Ok(Self::new(path, &text))
    }

    pub(super) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), headings: headings(text), text: text.to_owned() }
    }

    /// The chapters that a site may place: the text before the first heading of the second level, and what each such heading begins.
    pub(super) fn chapters(&self) -> Vec<Chapter<'_>> {
        let mut starts: Vec<&Heading> = self.headings.iter().filter(|heading| heading.level == 2).collect();
        starts.splice(0..0, self.headings.iter().find(|heading| heading.level == 1));
        let ends = starts.iter().skip(1).map(|heading| heading.range.start).chain([self.text.len()]);
        starts.iter().zip(ends).map(|(heading, end)| Chapter { document: self, heading, end }).collect()
    }

    pub(super) fn chapter(&self, slug: &str) -> Result<Chapter<'_>> {
        let mut chapters = self.chapters().into_iter();
        let found = chapters.find(|chapter| chapter.heading.slug == slug);
        found.ok_or_else(|| format!("{}: no chapter of the first or second level is named #{slug}", self.path).into())
    }
}

/// A part of a [`Document`] that a page shows as a whole.
#[derive(Clone, Copy)]
pub(super) struct Chapter<'a> {
    pub(super) document: &'a Document,
    pub(super) heading: &'a Heading,
    end: usize,
}

impl Chapter<'_> {
    /// The text below the heading.
    pub(super) fn body(&self) -> Range<usize> {
        self.heading.range.end..self.end
    }

    pub(super) fn is_empty(&self) -> bool {
        self.document.text[self.body()].trim().is_empty()
    }
}

/// The extensions that mdBook reads, and the sites that show the repository.
pub(super) fn parser(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS)
}

fn headings(text: &str) -> Vec<Heading> {
    let mut found = Vec::new();
    let mut open: Option<Heading> = None;
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (event, range) in parser(text).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                open = Some(Heading { level: level as usize, title: String::new(), slug: String::new(), range });
            }
            Event::Text(piece) | Event::Code(piece) => {
                if let Some(heading) = &mut open {
                    heading.title.push_str(&piece);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some(mut heading) = open.take() {
                    let slug = slug(&heading.title);
                    let count = seen.entry(slug.clone()).or_default();
                    heading.slug = if *count == 0 { slug } else { format!("{slug}-{count}") };
                    *count += 1;
                    found.push(heading);
                }
            }
            _ => {}
        }
    }
    found
}

/// The anchor of a heading, as GitHub and mdBook make it.
pub(super) fn slug(title: &str) -> String {
    let kept = title.trim().chars().filter_map(|letter| match letter {
        ' ' => Some('-'),
        _ if letter.is_alphanumeric() || letter == '-' || letter == '_' => Some(letter),
        _ => None,
    });
    kept.flat_map(char::to_lowercase).collect()
}
