//! The languages, and the tabs in which the site shows what differs among them.

use std::fmt::Write as _;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Language {
    Rust,
    Python,
    TypeScript,
    Go,
    /// A text about all of them, which a page shows without tabs.
    Every,
}

impl Language {
    const ALL: [Self; 5] = [Self::Rust, Self::Python, Self::TypeScript, Self::Go, Self::Every];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Rust => "Rust",
            Self::Python => "Python",
            Self::TypeScript => "TypeScript",
            Self::Go => "Go",
            Self::Every => "Every language",
        }
    }

    /// As in anchors, and in what the page remembers.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Python => "python",
            Self::TypeScript => "typescript",
            Self::Go => "go",
            Self::Every => "every",
        }
    }

    /// The language of a block of code, by what its fence says.
    pub(super) fn of_fence(info: &str) -> Option<Self> {
        match info.split(',').next()? {
            "rust" => Some(Self::Rust),
            "python" => Some(Self::Python),
            "ts" | "typescript" => Some(Self::TypeScript),
            "go" => Some(Self::Go),
            _ => None,
        }
    }

    pub(super) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.name() == name)
    }
}

/// What a tab shows.
pub(super) struct Panel {
    pub(super) language: Language,
    /// The level of a heading there.
    pub(super) level: usize,
    /// The anchor of the chapter whose heading is not shown. Its panel has a heading of its own, so that a result of the search leads there.
    pub(super) anchor: Option<String>,
    pub(super) text: String,
}

/// Without the script of the site, the panels stand one below the other.
pub(super) fn tabs(panels: &[Panel]) -> String {
    if let [Panel { language: Language::Every, anchor, text, .. }] = panels {
        let anchor = anchor.as_ref().map_or_else(String::new, |anchor| format!("<a id=\"{anchor}\"></a>\n\n"));
        return format!("{anchor}{}\n\n", text.trim());
    }
    let has: Vec<&str> = panels.iter().map(|panel| panel.language.id()).collect();
    let mut html = format!("<div class=\"tabs\" data-has=\"{}\">\n", has.join(" "));
    for Panel { language, level, anchor, text } in panels {
        let (id, name) = (language.id(), language.name());
        let title = anchor.as_ref().map_or_else(
            || format!("<p class=\"tab-name\">{name}</p>"),
            |anchor| format!("\n{} {name} {{#{anchor} .tab-name}}", "#".repeat(*level)),
        );
        let _ = writeln!(html, "<section class=\"tab\" data-language=\"{id}\">\n{title}\n\n{}\n\n</section>", text.trim());
    }
    html + "</div>\n\n"
}
