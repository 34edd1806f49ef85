//! A token as nearly every one is written: read in one go, before its line, its frame and its fields are looked for.

use super::text::take_string;

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
