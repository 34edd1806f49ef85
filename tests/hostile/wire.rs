//! The bytes of a response, and the facts about them.

use crate::bodies::Body;
use crate::encoding::Encoded;
use crate::events::COMMENT;
use crate::plan::{Piece, Plan};
use crate::request::Operation;

/// What happens after a response.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Then {
    Keep,
    Close,
    Reset,
    /// Closes when the next request arrives, without reading it.
    CloseUnderNext,
    /// Waits until the client closes.
    Hang,
}

/// The facts about a response, once it was sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Truth {
    /// `None` if no head was sent.
    pub(crate) status: Option<u16>,
    /// Whether a client may read it as a success.
    pub(crate) may_succeed: bool,
    /// Whether it is a stream with its `done` or `error`.
    pub(crate) has_end: bool,
}

/// The bytes to send.
pub(crate) struct Wire {
    /// Sent endlessly before the head.
    pub(crate) endless_start: Option<&'static [u8]>,
    pub(crate) pieces: Vec<Vec<u8>>,
    /// Sent endlessly after the pieces.
    pub(crate) endless_rest: Option<Vec<u8>>,
    /// Whether it is sent slowly.
    pub(crate) is_slow: bool,
    pub(crate) then: Then,
    pub(crate) truth: Truth,
}

/// An unrequested response that nearly every call would accept.
const UNASKED: &str = r#"{"agents": [], "output": "no", "usage": {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}, "turn": 1}"#;

/// The framing of a body.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Framing {
    Length,
    Chunked,
    /// The end of the connection.
    End,
}

impl Wire {
    pub(crate) fn of(operation: Operation, id: &str, key: &str, mut plan: Plan) -> Self {
        let mut body = Body::of(operation, id, key, &mut plan);
        let has_body = !matches!(body.status, 204 | 304);
        // If the end of the connection ends a text, a cut is not noticeable.
        let is_cut = plan.has(Piece::CutInBody) && has_body && operation != Operation::Metrics;
        if is_cut {
            let kept = plan.chance.usize(..body.bytes.len().max(1));
            body.end = body.end.filter(|end| *end <= kept);
            body.bytes.truncate(kept);
        }
        let is_shortened = is_cut
            || operation != Operation::Metrics
                && plan.has_any(&[Piece::LengthTooLarge, Piece::LengthTooSmall, Piece::BadChunk])
                && has_body;
        let mut encoded = Encoded::of(body.bytes, is_cut, &mut plan);
        if plan.has(Piece::EndlessComments) {
            encoded.endless.get_or_insert_with(|| COMMENT.to_vec());
        }
        let framing = framing(operation, &encoded, &mut plan);
        let mut head = head(body.status, body.media_type, id, key, &encoded, &mut plan);
        let mut pieces = Vec::new();
        if has_body {
            head.extend_from_slice(length(framing, encoded.bytes.len(), &plan).as_bytes());
            pieces = slices(&encoded.bytes, framing, &mut plan);
            if framing == Framing::Chunked && !is_cut && encoded.endless.is_none() {
                pieces.push(if plan.has(Piece::BadChunk) { b"no chunk\r\n".to_vec() } else { b"0\r\n\r\n".to_vec() });
            }
        }
        head.extend_from_slice(b"\r\n");
        if plan.has(Piece::SecondAnswer) {
            pieces.push(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{UNASKED}", UNASKED.len()).into_bytes());
        }
        let is_stream = operation == Operation::Stream;
        let mut truth = Truth {
            status: Some(body.status),
            // Only the status of the response to a deletion is read.
            may_succeed: operation == Operation::DeleteSession && (200..300).contains(&body.status)
                || body.is_success
                    && if is_stream {
                        body.end.is_some() && encoded.is_whole
                    } else {
                        !has_body || encoded.is_whole && encoded.endless.is_none() && !is_shortened
                    },
            has_end: body.end.is_some() && encoded.is_whole,
        };
        let breaks = |truth: &mut Truth| *truth = Truth { status: None, may_succeed: false, has_end: false };
        if plan.has(Piece::NoAnswer) {
            (head, pieces) = (Vec::new(), Vec::new());
            breaks(&mut truth);
        } else if plan.has(Piece::CutInHead) {
            head.truncate(plan.chance.usize(..head.len()));
            pieces.clear();
            breaks(&mut truth);
        }
        let then = then(framing, is_shortened || truth.status.is_none(), &plan);
        pieces.insert(0, head);
        Self {
            endless_start: plan.has(Piece::EndlessInformational).then_some(b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n"),
            pieces,
            endless_rest: encoded.endless.filter(|_| has_body && !is_cut && truth.status.is_some()).map(|endless| chunk(&endless, &plan)),
            is_slow: plan.has_any(&[Piece::Slow, Piece::EndlessComments]),
            then,
            truth,
        }
    }
}

fn framing(operation: Operation, encoded: &Encoded, plan: &mut Plan) -> Framing {
    if plan.has(Piece::NoLength) && operation != Operation::Metrics && encoded.endless.is_none() {
        Framing::End
    } else if plan.has_any(&[Piece::BadChunk, Piece::ChunkExtensions, Piece::BlankInCoding]) || encoded.endless.is_some() {
        Framing::Chunked
    } else if plan.has_any(&[Piece::BlankInLength, Piece::DoubledLength, Piece::TwoLengths, Piece::LengthTooLarge, Piece::LengthTooSmall]) {
        Framing::Length
    } else if plan.has(Piece::LengthAndChunked) || operation == Operation::Stream || plan.chance.bool() {
        Framing::Chunked
    } else {
        Framing::Length
    }
}

/// Returns the headers that frame the body.
fn length(framing: Framing, length: usize, plan: &Plan) -> String {
    let chunked = if plan.has(Piece::BlankInCoding) { "transfer-encoding : chunked\r\n" } else { "transfer-encoding: chunked\r\n" };
    match framing {
        Framing::End => "connection: close\r\n".to_owned(),
        Framing::Chunked if plan.has(Piece::LengthAndChunked) => format!("content-length: {length}\r\n{chunked}"),
        Framing::Chunked => chunked.to_owned(),
        Framing::Length if plan.has(Piece::BlankInLength) => format!("content-length : {length}\r\n"),
        Framing::Length if plan.has(Piece::DoubledLength) => format!("content-length: {length}\r\n").repeat(2),
        Framing::Length if plan.has(Piece::TwoLengths) => format!("content-length: {length}\r\ncontent-length: {}\r\n", length + 1),
        Framing::Length if plan.has(Piece::LengthTooLarge) => format!("content-length: {}\r\n", length + 7),
        Framing::Length if plan.has(Piece::LengthTooSmall) => format!("content-length: {}\r\n", length.saturating_sub(7)),
        Framing::Length => format!("content-length: {length}\r\n"),
    }
}

/// Returns the head without the headers that frame the body.
fn head(status: u16, media_type: &str, id: &str, key: &str, encoded: &Encoded, plan: &mut Plan) -> Vec<u8> {
    let mut head = Vec::new();
    if plan.has(Piece::FewInformational) {
        head.extend_from_slice(b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n");
    }
    head.extend_from_slice(format!("HTTP/1.1 {status} Hostile\r\ncontent-type: {media_type}\r\n").as_bytes());
    let correlation_id = if plan.has(Piece::ForeignCorrelationId) {
        format!("foreign-{}", plan.chance.u32(..))
    } else if plan.has(Piece::EchoInCorrelationId) {
        key.to_owned()
    } else {
        id.to_owned()
    };
    head.extend_from_slice(format!("x-correlation-id: {correlation_id}\r\n").as_bytes());
    if let Some(encoding) = encoded.name {
        head.extend_from_slice(format!("content-encoding: {encoding}\r\n").as_bytes());
    }
    if plan.has(Piece::RetryAfter) {
        let asked = plan.chance.choice(&RETRY_AFTER).copied().unwrap_or_default();
        head.extend_from_slice(format!("retry-after: {asked}\r\n").as_bytes());
    }
    if (300..400).contains(&status) {
        let target = plan.chance.choice(&["/elsewhere", "https://example.invalid/elsewhere", "//example.invalid/", "::"]).copied();
        head.extend_from_slice(format!("location: {}?api_key={key}\r\n", target.unwrap_or_default()).as_bytes());
    }
    for piece in &plan.pieces {
        head.extend(careless(*piece, key));
    }
    head
}

fn careless(piece: Piece, key: &str) -> Vec<u8> {
    match piece {
        Piece::BlankBeforeColon => b"x-one : 1\r\n".to_vec(),
        Piece::FoldedLine => b"x-folded: a\r\n\tb\r\n  c\r\n".to_vec(),
        Piece::ControlCharacter => b"x-control: a\x01b\x1bc\x7f\r\n".to_vec(),
        Piece::DoubledHeader => b"x-two: 1\r\nx-two: 2\r\ncontent-language: en\r\ncontent-language: de\r\n".to_vec(),
        Piece::EscapesInHeader => b"x-escapes: \x1b[2J \xe2\x80\xae\xff\r\n".to_vec(),
        Piece::ManyHeaders => b"x-many: 1\r\n".repeat(200),
        Piece::LongHeader => format!("x-long: {}\r\n", "x".repeat(600 << 10)).into_bytes(),
        Piece::EchoInHeader => format!("www-authenticate: Bearer realm=\"{key}\"\r\nx-echo: {key}\r\nset-cookie: k={key}\r\n").into_bytes(),
        _ => Vec::new(),
    }
}

const RETRY_AFTER: [&str; 10] = [
    "0",
    "0",
    "1",
    "-1",
    "1.5",
    "soon",
    "99999999999999999999999",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "0\r\nretry-after: 3600",
];

/// Splits the body into a few hundred pieces at most, so that a long one takes no longer than a short one.
fn slices(bytes: &[u8], framing: Framing, plan: &mut Plan) -> Vec<Vec<u8>> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    let longest = (bytes.len() / 40).clamp(64, 64 << 10);
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(plan.chance.usize(1..=longest).min(rest.len()));
        pieces.push(if framing == Framing::Chunked { chunk(piece, plan) } else { piece.to_vec() });
        rest = after;
    }
    pieces
}

fn chunk(bytes: &[u8], plan: &Plan) -> Vec<u8> {
    let extension = if plan.has(Piece::ChunkExtensions) { ";x=\"y\";z" } else { "" };
    [format!("{:x}{extension}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

fn then(framing: Framing, is_broken: bool, plan: &Plan) -> Then {
    if plan.has(Piece::Hang) {
        return Then::Hang;
    }
    let is_over =
        is_broken || framing == Framing::End || plan.has(Piece::CloseAfter) || plan.has_any(&[Piece::TwoLengths, Piece::LengthAndChunked]);
    match (is_over, plan.has(Piece::ByReset) && is_broken) {
        (_, true) => Then::Reset,
        (true, false) => Then::Close,
        (false, false) if plan.has(Piece::CloseUnderNext) => Then::CloseUnderNext,
        (false, false) => Then::Keep,
    }
}
