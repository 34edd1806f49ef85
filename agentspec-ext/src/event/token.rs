//! A token as nearly every one is written: read in one go, before its line, its frame and its fields are looked for.

use super::extra::Extra;
use super::text::take_string;
use super::{StreamEvent, Token};

/// How servers begin it: `json.dumps` of Python, and those that write no spaces.
const SPACED: &[u8] = br#"{"type": "token", "content": ""#;
const DENSE: &[u8] = br#"{"type":"token","content":""#;

/// The content of the token that starts `json`, and what comes after its object. None where it is no token, or one that is written otherwise.
#[inline]
pub(super) fn usual_token(json: &[u8]) -> Option<(String, &[u8])> {
    let content = json.strip_prefix(SPACED).or_else(|| json.strip_prefix(DENSE))?;
    let (content, rest) = take_string(content)?;
    Some((content, rest.strip_prefix(b"}")?))
}

/// The token of this content, which has no other fields.
#[inline]
pub(super) fn token(content: String) -> StreamEvent {
    StreamEvent::Token(Token { content, extra: Extra::default() })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_usually_written_as_the_contract_has_it() {
        let content = "naïve \"x\"\n";
        let dense = serde_json::to_string(&token(content.to_owned())).unwrap();
        let spaced = dense.replace("\":", "\": ").replace(",\"", ", \"");
        for written in [dense, spaced] {
            assert_eq!(usual_token(format!("{written}\n").as_bytes()), Some((content.to_owned(), &b"\n"[..])), "{written}");
        }
    }
}
