//! The steps of an answer, but for how it starts and ends.

use super::super::node::{Node, Problem};
use crate::scenario::steps::{Head, Payload, Step};

/// The steps that say something; the others are a word alone.
const KEYS: [&str; 10] = ["head", "stream", "json", "send", "chunk", "gzip", "slice", "pause_ms", "repeat", "forever"];

pub(super) const NEVER_PLAYED: &str = "it is never played: the step before it has no end";

pub(super) fn read(list: &[Node<'_>]) -> Result<Vec<Step>, Problem> {
    let mut steps = Vec::new();
    for node in list {
        if let Some(Step::Forever(_)) = steps.last() {
            return Err(node.problem(NEVER_PLAYED));
        }
        if node.value.is_string() {
            steps.push(word(node)?);
        } else {
            steps.extend(saying(node)?);
        }
    }
    Ok(steps)
}

fn word(node: &Node<'_>) -> Result<Step, Problem> {
    #[derive(Clone, Copy)]
    enum Word {
        LastChunk,
        GzipEnd,
        First,
        Last,
    }
    use Word::{First, GzipEnd, Last, LastChunk};

    let words = [
        ("last_chunk", LastChunk),
        ("gzip_end", GzipEnd),
        ("after_head", First),
        ("keep", Last),
        ("fin", Last),
        ("reset", Last),
        ("hang", Last),
        ("pass", Last),
    ];
    match node.one_of(&words)? {
        LastChunk => Ok(Step::LastChunk),
        GzipEnd => Ok(Step::GzipEnd),
        First => Err(node.problem("it says when the answer starts: put it first")),
        Last => Err(node.problem("it ends the answer: put it last, after what is repeated")),
    }
}

fn saying(node: &Node<'_>) -> Result<Vec<Step>, Problem> {
    let (key, value) = node.object(&KEYS)?.only(&KEYS)?;
    Ok(vec![match key {
        "head" => Step::Head(Head::new(&value.filled_text()?)),
        "stream" => Step::Head(stream(&value)?),
        "json" => return json(&value),
        "send" => Step::Send(payload(&value)?),
        "chunk" => Step::Chunk(filled_payload(&value)?),
        "gzip" => Step::Gzip(filled_payload(&value)?),
        "slice" => Step::Slice(value.whole(1, u32::MAX)? as usize),
        "pause_ms" => Step::Pause(value.millis()?),
        "repeat" => {
            let repeat = value.object(&["times", "steps"])?;
            let times = repeat.require("times")?.whole(1, u32::MAX)?.into();
            Step::Repeat { times, steps: group(&repeat.require("steps")?)? }
        }
        _ => Step::Forever(group(&value)?),
    }])
}

/// Steps that are repeated together.
fn group(node: &Node<'_>) -> Result<Vec<Step>, Problem> {
    let list = node.list()?;
    if list.is_empty() { Err(node.problem("it is empty: there is nothing to repeat")) } else { read(&list) }
}

/// The head of an event stream.
fn stream(node: &Node<'_>) -> Result<Head, Problem> {
    let rest = node.one_of(&[
        ("chunked", "Transfer-Encoding: chunked"),
        ("gzip", "Content-Encoding: gzip\nTransfer-Encoding: chunked"),
        ("close", "Connection: close"),
    ])?;
    Ok(Head::new(&format!("HTTP/1.1 200 OK\nContent-Type: text/event-stream\n{rest}")))
}

/// A whole answer, of the length that it says.
fn json(node: &Node<'_>) -> Result<Vec<Step>, Problem> {
    let body = payload(node)?;
    let head = Head::new(&format!("HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: {}", body.len()));
    Ok(vec![Step::Head(head), Step::Send(body)])
}

fn filled_payload(node: &Node<'_>) -> Result<Payload, Problem> {
    let payload = payload(node)?;
    if payload.len() == 0 { Err(node.problem("it is empty: an empty chunk is the last one, so write last_chunk")) } else { Ok(payload) }
}

/// A text, or an object that says which bytes.
fn payload(node: &Node<'_>) -> Result<Payload, Problem> {
    if !node.value.is_object() {
        return node.text().map(Payload::Text);
    }
    let object = node.object(&["base64", "fill", "bytes"])?;
    match (object.only(&["base64", "fill"])?, object.get("bytes")) {
        (("base64", base64), None) => base64.base64().map(|bytes| Payload::Bytes(bytes.into())),
        (("base64", _), Some(bytes)) => Err(bytes.problem("it belongs to fill: leave it out")),
        ((_, fill), _) => {
            let text = fill.text()?;
            if text.is_empty() {
                return Err(fill.problem("it is empty: write the text to fill with"));
            }
            Ok(Payload::Fill { text, bytes: object.require("bytes")?.whole(1, u32::MAX)? })
        }
    }
}
