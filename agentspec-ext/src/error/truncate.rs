//! A text of an error, of which people see the start: the whole is kept until no credential is in it.

use std::borrow::Cow;

/// The longest text, in bytes.
pub(super) const LIMIT: usize = 1024;

/// What says that more was there.
const ELLIPSIS: &str = "…";

pub(super) struct Truncated {
    text: Cow<'static, str>,
    /// Where it is more than what is shown: a credential that lies across the cut is found in it.
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

    /// The text, edited before it is cut.
    pub(super) fn map(self, edit: impl FnOnce(&str) -> Option<String>) -> Self {
        match edit(self.full.as_deref().unwrap_or(&self.text)) {
            Some(text) => Self::new(text),
            None => self,
        }
    }

    /// Keeps what is shown alone.
    pub(super) fn without_full(self) -> Self {
        Self { full: None, ..self }
    }
}

/// The start of a text that is longer than the limit.
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
    fn a_text_of_the_limit_is_whole_and_a_longer_one_is_cut_between_characters() {
        for (text, shown) in [
            ("x".repeat(LIMIT), "x".repeat(LIMIT)),
            ("x".repeat(LIMIT + 1), "x".repeat(LIMIT - 3) + ELLIPSIS),
            ("é".repeat(LIMIT), "é".repeat((LIMIT - 3) / 2) + ELLIPSIS),
            ("😀".repeat(LIMIT), "😀".repeat((LIMIT - 3) / 4) + ELLIPSIS),
        ] {
            assert_eq!(Truncated::new(text).as_str(), shown);
        }
    }

    #[test]
    fn what_lies_across_the_cut_is_edited_as_a_whole() {
        for before in LIMIT - 12..LIMIT + 4 {
            let text = Truncated::new("x".repeat(before) + "secret" + &"y".repeat(LIMIT));
            let text = text.map(|text| Some(text.replace("secret", "[hidden]"))).without_full();
            let shown = text.as_str().trim_start_matches('x').trim_end_matches('y');
            assert!("[hidden]".starts_with(shown.trim_end_matches(ELLIPSIS).trim_end_matches('y')), "{before}: {shown}");
            assert!(text.as_str().len() <= LIMIT);
        }
    }
}
