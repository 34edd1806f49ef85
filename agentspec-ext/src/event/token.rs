//! The fast path for a token in its usual form: parsed at once, without looking for its line, frame and fields.

use super::extra::Extra;
use super::text::take_string;
use super::{StreamEvent, Token};

/// The start of a token as servers write it: with the spaces of Python's `json.dumps`, or without spaces.
const SPACED: &[u8] = br#"{"type": "token", "content": ""#;
const DENSE: &[u8] = br#"{"type":"token","content":""#;

/// Returns the content of the token at the start of `json`, and the rest after its object. None if it is not a token in one of the usual forms.
#[inline]
pub(super) fn common_token(json: &[u8]) -> Option<(String, &[u8])> {
    let content = json.strip_prefix(SPACED).or_else(|| json.strip_prefix(DENSE))?;
    take_string(content, b'}')
}

/// The same for a token whose fields are sorted by name.
pub(super) fn sorted_token(json: &[u8]) -> Option<(String, &[u8])> {
    let between = |start: &[u8], end: &[u8]| {
        let (content, rest) = take_string(json.strip_prefix(start)?, b',')?;
        Some((content, rest.strip_prefix(end)?))
    };
    between(br#"{"content": ""#, br#" "type": "token"}"#).or_else(|| between(br#"{"content":""#, br#""type":"token"}"#))
}

/// Creates a token without other fields.
#[inline]
pub(super) fn token(content: String) -> StreamEvent {
    StreamEvent::Token(Token { content, extra: Extra::default() })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn the_usual_forms_of_a_token_are_read() {
        let content = "naïve \"x\"\n";
        let dense = serde_json::to_string(&token(content.to_owned())).unwrap();
        let spaced = dense.replace("\":", "\": ").replace(",\"", ", \"");
        for written in [dense, spaced] {
            assert_eq!(common_token(format!("{written}\n").as_bytes()), Some((content.to_owned(), &b"\n"[..])), "{written}");
        }
    }
}
