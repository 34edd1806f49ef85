//! A text of an error, of which people see the start: the whole is kept until no credential is in it.

use std::borrow::Cow;

/// The longest text, in bytes.
pub(super) const LIMIT: usize = 1024;

/// What says that more was there.
const CUT: &str = "…";

pub(super) struct Capped {
    shown: Cow<'static, str>,
    /// Where it is more than what is shown: a credential that lies across the cut is found in it.
    whole: Option<String>,
}

impl Capped {
    pub(super) fn new(text: impl Into<Cow<'static, str>>) -> Self {
        let text = text.into();
        match cut(&text) {
            Some(shown) => Self { shown: shown.into(), whole: Some(text.into_owned()) },
            None => Self { shown: text, whole: None },
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.shown
    }

    /// The text, edited before it is cut.
    pub(super) fn edited(self, edit: impl FnOnce(&str) -> Option<String>) -> Self {
        match edit(self.whole.as_deref().unwrap_or(&self.shown)) {
            Some(text) => Self::new(text),
            None => self,
        }
    }

    /// Keeps what is shown alone.
    pub(super) fn settled(self) -> Self {
        Self { whole: None, ..self }
    }
}

/// The start of a text that is longer than the limit.
pub(super) fn cut(text: &str) -> Option<String> {
    if text.len() <= LIMIT {
        return None;
    }
    let end = (0..=LIMIT - CUT.len()).rev().find(|&end| text.is_char_boundary(end)).unwrap_or_default();
    Some([&text[..end], CUT].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_the_limit_is_whole_and_a_longer_one_is_cut_between_characters() {
        for (text, shown) in [
            ("x".repeat(LIMIT), "x".repeat(LIMIT)),
            ("x".repeat(LIMIT + 1), "x".repeat(LIMIT - 3) + CUT),
            ("é".repeat(LIMIT), "é".repeat((LIMIT - 3) / 2) + CUT),
            ("😀".repeat(LIMIT), "😀".repeat((LIMIT - 3) / 4) + CUT),
        ] {
            assert_eq!(Capped::new(text).as_str(), shown);
        }
    }

    #[test]
    fn what_lies_across_the_cut_is_edited_as_a_whole() {
        for before in LIMIT - 12..LIMIT + 4 {
            let text = Capped::new("x".repeat(before) + "secret" + &"y".repeat(LIMIT));
            let text = text.edited(|text| Some(text.replace("secret", "[hidden]"))).settled();
            let shown = text.as_str().trim_start_matches('x').trim_end_matches('y');
            assert!("[hidden]".starts_with(shown.trim_end_matches(CUT).trim_end_matches('y')), "{before}: {shown}");
            assert!(text.as_str().len() <= LIMIT);
        }
    }
}
