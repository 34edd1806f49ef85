//! Normalizes a malformed response head: a blank before the colon, a folded line, a control character in a value, an invalid name. Pure.
//!
//! Never normalizes the headers that determine the end of the body: if `Content-Length` or `Transfer-Encoding` is malformed, the response is rejected.

use std::borrow::Cow;

use super::body::Body;

const LENGTH: &[u8] = b"content-length";
const CODING: &[u8] = b"transfer-encoding";

const MALFORMED: &str = "a Content-Length or Transfer-Encoding line of the response is malformed, so its end is unknown";
const TWO_LENGTHS: &str = "the response has both Content-Length and Transfer-Encoding, so its end is unknown";
const NO_COLON: &str = "a line in the head of the response has no colon";
const UNKNOWN_CODING: &str = "the response has a Transfer-Encoding other than chunked, which was not requested";

/// A normalized head.
pub(super) struct Head<'a> {
    /// The head as it was received, if it is well-formed.
    pub(super) normalized: Cow<'a, [u8]>,
    pub(super) after: AfterHead,
}

pub(super) enum AfterHead {
    Body(Body),
    /// The final response, after an informational one.
    FinalResponse,
    Nothing,
    /// Another protocol, or a response that the HTTP library rejects.
    Other,
}

/// Returns the end of the head at the start of `bytes`. The first `searched` bytes have been searched already.
pub(super) fn end(bytes: &[u8], searched: usize) -> Option<usize> {
    // The last searched bytes may be the start of the end, such as a line end and a CR.
    let from = searched.saturating_sub(3);
    let mut line_ends = memchr::memchr_iter(b'\n', &bytes[from..]).map(|place| from + place + 1);
    line_ends.find_map(|line| match &bytes[line..] {
        [b'\n', ..] => Some(line + 1),
        [b'\r', b'\n', ..] => Some(line + 2),
        _ => None,
    })
}

/// A valid line of the head.
struct Field<'a> {
    name: &'a [u8],
    value: Cow<'a, [u8]>,
}

/// Normalizes a complete head, including its empty line.
///
/// # Errors
/// If a header that determines the end of the body is malformed.
pub(super) fn normalize(head: &[u8]) -> Result<Head<'_>, &'static str> {
    let mut lines = head.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let first = lines.next().unwrap_or_default();
    let mut fields: Vec<Field<'_>> = Vec::new();
    // Whether a folded line may follow: the previous line was a valid field other than the two of the body's length.
    let mut can_continue = false;
    let mut is_framing = false;
    let mut is_well_formed = memchr::memchr_iter(b'\n', head).all(|end| head[..end].ends_with(b"\r"));
    for line in lines.take_while(|line| !line.is_empty()) {
        let colon = memchr::memchr(b':', line);
        let (written, value) = colon.map_or((line, &[][..]), |colon| (&line[..colon], &line[colon + 1..]));
        let framing_name = framing_field(written, colon.is_some());
        if framing_name.is_some_and(|name| !written.eq_ignore_ascii_case(name)) {
            return Err(MALFORMED);
        }
        if colon.is_none() && !is_blank(line[0]) {
            return Err(NO_COLON);
        }
        if is_blank(line[0]) {
            match fields.last_mut() {
                _ if is_framing => return Err(MALFORMED),
                Some(Field { value, .. }) if can_continue => {
                    value.to_mut().push(b' ');
                    value.to_mut().extend_from_slice(trimmed(line));
                }
                _ => {}
            }
            is_well_formed = false;
            continue;
        }
        is_framing = framing_name.is_some();
        let name = trimmed(written);
        can_continue = !name.is_empty() && name.iter().copied().all(is_token);
        is_well_formed &= can_continue && name.len() == written.len() && !has_control(value);
        if can_continue {
            fields.push(Field { name, value: Cow::Borrowed(trimmed(value)) });
        }
    }
    let after = after(first, &fields)?;
    if is_well_formed {
        return Ok(Head { normalized: Cow::Borrowed(head), after });
    }
    let mut normalized = Vec::with_capacity(head.len());
    normalized.extend_from_slice(first);
    normalized.extend_from_slice(b"\r\n");
    for Field { name, value } in fields {
        normalized.extend_from_slice(name);
        normalized.extend_from_slice(b": ");
        let shown = value.iter().map(|&byte| if is_control(byte) { b' ' } else { byte });
        normalized.extend(shown);
        normalized.extend_from_slice(b"\r\n");
    }
    normalized.extend_from_slice(b"\r\n");
    Ok(Head { normalized: Cow::Owned(normalized), after })
}

/// Returns what follows the head.
fn after(first: &[u8], fields: &[Field<'_>]) -> Result<AfterHead, &'static str> {
    let values = |name| fields.iter().filter(move |field| field.name.eq_ignore_ascii_case(name)).map(|field| &*field.value);
    let mut length = None;
    for part in values(LENGTH).flat_map(|value| value.split(|&byte| byte == b',')) {
        let value = std::str::from_utf8(trimmed(part)).ok().filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()));
        let value = value.and_then(|digits| digits.parse::<u64>().ok()).ok_or(MALFORMED)?;
        if length.replace(value).is_some_and(|other| other != value) {
            return Err(MALFORMED);
        }
    }
    let codings: Vec<_> = values(CODING).collect();
    if codings.iter().any(|coding| coding.iter().copied().any(|byte| is_control(byte) || !byte.is_ascii())) {
        return Err(MALFORMED);
    }
    let is_chunked = match codings[..] {
        [] => false,
        [coding] if coding.eq_ignore_ascii_case(b"chunked") => true,
        _ => return Err(UNKNOWN_CODING),
    };
    let status = first.get(9..12).and_then(|status| std::str::from_utf8(status).ok()?.parse::<u16>().ok());
    Ok(match (status, length) {
        (_, Some(_)) if is_chunked => return Err(TWO_LENGTHS),
        (None | Some(101), _) => AfterHead::Other,
        (Some(100..=199), _) => AfterHead::FinalResponse,
        (Some(204 | 304), _) => AfterHead::Nothing,
        _ if is_chunked && first.starts_with(b"HTTP/1.0") => AfterHead::Other,
        _ if is_chunked => AfterHead::Body(Body::CHUNKED),
        (_, Some(0)) => AfterHead::Nothing,
        (_, Some(length)) => AfterHead::Body(Body::Length(length)),
        (_, None) => AfterHead::Body(Body::UntilClose),
    })
}

/// Returns the length header that a name is, or would be without its invalid characters. A line without a colon need only begin with the name.
fn framing_field(written: &[u8], has_colon: bool) -> Option<&'static [u8]> {
    if has_colon && written.iter().copied().all(is_token) {
        return [LENGTH, CODING].into_iter().find(|name| written.eq_ignore_ascii_case(name));
    }
    let mut letters = written.iter().copied().filter(|&byte| is_token(byte)).map(|byte| byte.to_ascii_lowercase());
    [LENGTH, CODING].into_iter().find(|name| {
        let mut letters = letters.by_ref().clone();
        name.iter().all(|&letter| letters.next() == Some(letter)) && (!has_colon || letters.next().is_none())
    })
}

/// Returns whether a byte is valid in the name of a header (RFC 9110).
fn is_token(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'^'..=b'`' | b'|' | b'~')
}

fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

fn trimmed(text: &[u8]) -> &[u8] {
    let start = text.iter().position(|&byte| !is_blank(byte)).unwrap_or(text.len());
    let end = text.iter().rposition(|&byte| !is_blank(byte)).map_or(start, |last| last + 1);
    &text[start..end]
}

fn has_control(value: &[u8]) -> bool {
    // Without an early end, which would prevent the compiler from looking at many bytes at once.
    value.iter().fold(false, |found, &byte| found | is_control(byte))
}

fn is_control(byte: u8) -> bool {
    byte.is_ascii_control() && byte != b'\t'
}

#[cfg(test)]
mod tests;
