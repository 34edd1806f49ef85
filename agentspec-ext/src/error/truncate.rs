//! A text of an error, truncated for display. Keeps the full text until the credentials are redacted in it.

use std::borrow::Cow;

/// The longest text, in bytes.
pub(super) const LIMIT: usize = 1024;

/// Marks a truncated text.
const ELLIPSIS: &str = "…";

pub(super) struct Truncated {
    text: Cow<'static, str>,
    /// The full text, if it is longer than the limit: a credential across the limit is found in it.
    full: Option<String>,
}

impl Truncated {
    pub(super) fn new(text: impl Into<Cow<'static, str>>) -> Self {
        let text = text.into();
        match truncate(&text) {
            Some(start) => Self { text: start.into(), full: Some(text.into_owned()) },
            None => Self { text, full: None },
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Edits the full text, then truncates it.
    pub(super) fn map(self, edit: impl FnOnce(&str) -> Option<String>) -> Self {
        match edit(self.full.as_deref().unwrap_or(&self.text)) {
            Some(text) => Self::new(text),
            None => self,
        }
    }

    /// Drops the full text.
    pub(super) fn without_full(self) -> Self {
        Self { full: None, ..self }
    }
}

/// Truncates a text that is longer than the limit.
pub(super) fn truncate(text: &str) -> Option<String> {
    if text.len() <= LIMIT {
        return None;
    }
    let end = (0..=LIMIT - ELLIPSIS.len()).rev().find(|&end| text.is_char_boundary(end)).unwrap_or_default();
    Some([&text[..end], ELLIPSIS].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_longer_text_than_the_limit_is_cut_between_characters() {
        for (text, expected) in [
            ("x".repeat(LIMIT), "x".repeat(LIMIT)),
            ("x".repeat(LIMIT + 1), "x".repeat(LIMIT - 3) + ELLIPSIS),
            ("é".repeat(LIMIT), "é".repeat((LIMIT - 3) / 2) + ELLIPSIS),
            ("😀".repeat(LIMIT), "😀".repeat((LIMIT - 3) / 4) + ELLIPSIS),
        ] {
            assert_eq!(Truncated::new(text).as_str(), expected);
        }
    }

    #[test]
    fn a_word_across_the_limit_is_edited_as_a_whole() {
        for before in LIMIT - 12..LIMIT + 4 {
            let text = Truncated::new("x".repeat(before) + "secret" + &"y".repeat(LIMIT));
            let text = text.map(|text| Some(text.replace("secret", "[redacted]"))).without_full();
            let shown = text.as_str().trim_start_matches('x').trim_end_matches('y');
            assert!("[redacted]".starts_with(shown.trim_end_matches(ELLIPSIS).trim_end_matches('y')), "{before}: {shown}");
            assert!(text.as_str().len() <= LIMIT);
        }
    }
}
