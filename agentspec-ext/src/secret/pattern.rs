//! Finds a secret in a text of the server: verbatim, escaped, or in base64, as in `Authorization: Basic`.

use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use memchr::memmem;
use zeroize::Zeroizing;

use super::encoding::{self, CharMatch, match_char};

/// The shortest secret that is redacted, in bytes: a shorter one may occur by chance.
const MIN_LENGTH: usize = 4;
/// The shortest secret that is redacted in base64, in bytes.
const MIN_LENGTH_BASE64: usize = 8;

/// The end of a text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum End {
    /// The text is complete.
    Whole,
    /// The text continues and was cut here: even a single character may be the start of the secret.
    Cut,
    /// The text may be incomplete.
    Broken,
}

/// The forms in which a secret may occur in a text.
pub(crate) struct SecretPattern {
    secret: Bytes,
    base64: Vec<Zeroizing<Vec<u8>>>,
}

/// The result of comparing a text with an encoded secret.
enum EncodedMatch {
    None,
    /// The secret ends at this index.
    End(usize),
    /// The text ends after this many characters of the secret.
    Prefix(usize),
}

impl SecretPattern {
    /// Creates the pattern of `secret`, which is ASCII; None if it is too short.
    pub(crate) fn new(secret: Bytes) -> Option<Self> {
        if secret.len() < MIN_LENGTH {
            return None;
        }
        let base64 = if secret.len() < MIN_LENGTH_BASE64 { Vec::new() } else { base64_forms(&secret) };
        Some(Self { secret, base64 })
    }

    /// Returns the ranges of the secret in the text, in any order.
    pub(super) fn find(&self, text: &[u8], end: End) -> Vec<Range<usize>> {
        let mut ranges: Vec<_> = memmem::find_iter(text, &self.secret).map(|start| start..start + self.secret.len()).collect();
        for encoded in &self.base64 {
            ranges.extend(memmem::find_iter(text, &**encoded).map(|start| start..start + encoded.len()));
        }
        let first = self.secret.first().copied().unwrap_or_default();
        let starts = |(start, byte): (usize, &u8)| (*byte == first || encoding::starts_escape(*byte)).then_some(start);
        for start in text.iter().enumerate().filter_map(starts) {
            if let EncodedMatch::End(end) = self.match_encoded(text, start) {
                ranges.push(start..end);
            }
        }
        let shortest = match end {
            End::Whole => usize::MAX,
            End::Cut => 1,
            End::Broken => MIN_LENGTH,
        };
        ranges.extend(self.prefix_at_end(text, shortest));
        ranges
    }

    pub(super) fn has_same_secret(&self, other: &Self) -> bool {
        self.secret == other.secret
    }

    /// Returns whether the name of a header, which is lowercase, contains the secret.
    pub(super) fn is_in_header_name(&self, name: &str) -> bool {
        memmem::find(name.as_bytes(), &Zeroizing::new(self.secret.to_ascii_lowercase())).is_some()
    }

    fn match_encoded(&self, text: &[u8], start: usize) -> EncodedMatch {
        let mut at = start;
        for (index, byte) in self.secret.iter().enumerate() {
            match match_char(&text[at..], *byte) {
                CharMatch::Length(length) => at += length,
                CharMatch::Incomplete => return EncodedMatch::Prefix(index),
                CharMatch::Mismatch => return EncodedMatch::None,
            }
        }
        EncodedMatch::End(at)
    }

    /// Returns the range of a prefix of the secret at the end of the text, if it has at least `shortest` characters.
    fn prefix_at_end(&self, text: &[u8], shortest: usize) -> Option<Range<usize>> {
        if shortest == usize::MAX {
            return None;
        }
        let longest = (self.secret.len() * encoding::MAX_LENGTH).min(text.len());
        let is_start = |start: &usize| {
            let rest = &text[*start..];
            matches!(self.match_encoded(text, *start), EncodedMatch::Prefix(index) if index >= shortest)
                || self.base64.iter().any(|encoded| rest.len() >= MIN_LENGTH && encoded.starts_with(rest))
        };
        (text.len() - longest..text.len()).find(is_start).map(|start| start..text.len())
    }
}

/// Returns the parts of the secret's base64 that do not depend on the text around it, for each alignment.
fn base64_forms(secret: &[u8]) -> Vec<Zeroizing<Vec<u8>>> {
    let mut all: Vec<Zeroizing<Vec<u8>>> = Vec::new();
    for (before, skipped) in [(0, 0), (1, 2), (2, 3)] {
        let text = Zeroizing::new([&[0; 2][..before], secret].concat());
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            let encoded = Zeroizing::new(engine.encode(&*text));
            let stable = encoded.as_bytes()[skipped..text.len() * 8 / 6].to_vec();
            if !all.iter().any(|known| **known == stable) {
                all.push(Zeroizing::new(stable));
            }
        }
    }
    all
}
