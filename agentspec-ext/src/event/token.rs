//! A token as nearly every one is written: read in one go, before its line, its frame and its fields are looked for.

use super::text::plain;

/// How servers begin it: `json.dumps` of Python, and those that write no spaces.
const USUAL: [&[u8]; 2] = [br#"{"type": "token", "content": ""#, br#"{"type":"token","content":""#];

/// The content of the token that starts `json`, and what comes after its object. None where it is no token, or one that is written otherwise.
#[inline]
pub(super) fn usual_token(json: &[u8]) -> Option<(String, &[u8])> {
    let content = USUAL.iter().find_map(|start| json.strip_prefix(*start))?;
    let (content, rest) = content.split_at(plain(content));
    let rest = rest.strip_prefix(b"\"}")?;
    Some((std::str::from_utf8(content).ok()?.to_owned(), rest))
}
