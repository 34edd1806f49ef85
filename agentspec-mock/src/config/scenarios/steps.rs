//! Reads the steps of an answer, except those that start and end it.

use super::super::node::{Node, Problem};
use crate::scenario::steps::{Head, Payload, Step};

/// The steps with a value. The others are a word.
const KEYS: [&str; 10] = ["head", "stream", "json", "send", "chunk", "gzip", "slice", "pause_ms", "repeat", "forever"];

pub(super) const NEVER_PLAYED: &str = "is never played: the step before it has no end";

pub(super) fn read(list: &[Node<'_>]) -> Result<Vec<Step>, Problem> {
    let mut steps = Vec::new();
    for node in list {
        if let Some(Step::Forever(_)) = steps.last() {
            return Err(node.problem(NEVER_PLAYED));
        }
        if node.value.is_string() {
            steps.push(word(node)?);
        } else {
            steps.extend(with_value(node)?);
        }
    }
    Ok(steps)
}

fn word(node: &Node<'_>) -> Result<Step, Problem> {
    #[derive(Clone, Copy)]
    enum Word {
        LastChunk,
        GzipEnd,
        Start,
        End,
    }
    use Word::{End, GzipEnd, LastChunk, Start};

    let words = [
        ("last_chunk", LastChunk),
        ("gzip_end", GzipEnd),
        ("after_head", Start),
        ("keep", End),
        ("fin", End),
        ("reset", End),
        ("hang", End),
        ("pass", End),
    ];
    match node.one_of(&words)? {
        LastChunk => Ok(Step::LastChunk),
        GzipEnd => Ok(Step::GzipEnd),
        Start => Err(node.problem("must be the first step: it defines when the answer starts")),
        End => Err(node.problem("ends the answer: put it last, after repeated steps")),
    }
}

fn with_value(node: &Node<'_>) -> Result<Vec<Step>, Problem> {
    let (key, value) = node.object(&KEYS)?.only(&KEYS)?;
    Ok(vec![match key {
        "head" => Step::Head(Head::new(&value.non_empty_string()?)),
        "stream" => Step::Head(stream(&value)?),
        "json" => return json(&value),
        "send" => Step::Send(payload(&value)?),
        "chunk" => Step::Chunk(non_empty_payload(&value)?),
        "gzip" => Step::Gzip(non_empty_payload(&value)?),
        "slice" => Step::Slice(value.integer(1, u32::MAX)? as usize),
        "pause_ms" => Step::Pause(value.millis()?),
        "repeat" => {
            let repeat = value.object(&["times", "steps"])?;
            let times = repeat.require("times")?.integer(1, u32::MAX)?.into();
            Step::Repeat { times, steps: group(&repeat.require("steps")?)? }
        }
        _ => Step::Forever(group(&value)?),
    }])
}

/// Reads steps that are repeated together.
fn group(node: &Node<'_>) -> Result<Vec<Step>, Problem> {
    let list = node.list()?;
    if list.is_empty() { Err(node.problem("must not be empty: there is nothing to repeat")) } else { read(&list) }
}

/// Reads the head of an event stream.
fn stream(node: &Node<'_>) -> Result<Head, Problem> {
    let rest = node.one_of(&[
        ("chunked", "Transfer-Encoding: chunked"),
        ("gzip", "Content-Encoding: gzip\nTransfer-Encoding: chunked"),
        ("close", "Connection: close"),
    ])?;
    Ok(Head::new(&format!("HTTP/1.1 200 OK\nContent-Type: text/event-stream\n{rest}")))
}

/// Reads the body of a whole answer, and adds its head.
fn json(node: &Node<'_>) -> Result<Vec<Step>, Problem> {
    let body = payload(node)?;
    let head = Head::new(&format!("HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: {}", body.len()));
    Ok(vec![Step::Head(head), Step::Send(body)])
}

fn non_empty_payload(node: &Node<'_>) -> Result<Payload, Problem> {
    let payload = payload(node)?;
    if payload.len() == 0 {
        Err(node.problem("must not be empty: an empty chunk is the last one, so write last_chunk"))
    } else {
        Ok(payload)
    }
}

/// Reads a payload: a string, or an object that describes the bytes.
fn payload(node: &Node<'_>) -> Result<Payload, Problem> {
    if !node.value.is_object() {
        return node.string().map(Payload::Text);
    }
    let object = node.object(&["base64", "fill", "bytes"])?;
    match (object.only(&["base64", "fill"])?, object.get("bytes")) {
        (("base64", base64), None) => base64.base64().map(|bytes| Payload::Bytes(bytes.into())),
        (("base64", _), Some(bytes)) => Err(bytes.problem("belongs to fill: leave it out")),
        ((_, fill), _) => {
            let text = fill.string()?;
            if text.is_empty() {
                return Err(fill.problem("must not be empty: write the text to fill with"));
            }
            Ok(Payload::Fill { text, bytes: object.require("bytes")?.integer(1, u32::MAX)? })
        }
    }
}
