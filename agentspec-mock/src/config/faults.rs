//! The scenarios of the fault mode.

use std::collections::BTreeMap;

use super::node::{Node, Problem};
use crate::fault_mode::{Answer, End, Head, Payload, Scenario, Scenarios, Step};

/// The steps that are a word alone.
const WORDS: [(&str, Word); 7] = [
    ("after_head", Word::AfterHead),
    ("last_chunk", Word::LastChunk),
    ("gzip_end", Word::GzipEnd),
    ("keep", Word::End(End::Keep)),
    ("fin", Word::End(End::Fin)),
    ("reset", Word::End(End::Reset)),
    ("hang", Word::End(End::Hang)),
];

/// The steps that say more.
const KEYS: [&str; 10] = ["head", "stream", "json", "send", "chunk", "gzip", "slice", "pause_ms", "repeat", "forever"];

#[derive(Debug, Clone, Copy)]
enum Word {
    AfterHead,
    LastChunk,
    GzipEnd,
    End(End),
}

pub(super) fn read(node: &Node<'_>) -> Result<Scenarios, Problem> {
    let scenarios = node.entries("an object of scenarios is")?.into_iter();
    let scenarios = scenarios.map(|(name, node)| {
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)) {
            return Err(node.problem("the name of a scenario is part of a URL: write it with letters, digits, '-' and '_' alone"));
        }
        Ok((name.to_owned(), scenario(&node)?))
    });
    scenarios.collect::<Result<BTreeMap<_, _>, _>>()
}

/// A list of steps, which is the one answer, or a list of such lists.
fn scenario(node: &Node<'_>) -> Result<Scenario, Problem> {
    let list = node.list()?;
    if list.first().is_some_and(|first| first.value.is_array()) {
        return list.iter().map(answer).collect::<Result<_, _>>().map(Scenario);
    }
    Ok(Scenario(vec![answer(node)?]))
}

fn answer(node: &Node<'_>) -> Result<Answer, Problem> {
    let list = node.list()?;
    if list.is_empty() {
        return Err(node.problem("it is empty: an answer has at least one step, such as fin"));
    }
    let is_first_word = list.first().is_some_and(|first| first.value == "after_head");
    let mut answer = Answer { after_head: is_first_word, steps: Vec::new(), end: End::Keep };
    let mut nodes = list.iter().skip(usize::from(is_first_word));
    while let Some(node) = nodes.next() {
        match step(node)? {
            Said::Steps(steps) => answer.steps.extend(steps),
            Said::ClosingHead(head) => {
                answer.steps.push(head);
                // Its end is how the client knows that the stream is whole.
                answer.end = End::Fin;
            }
            Said::End(end) => {
                answer.end = end;
                nodes.next().map_or(Ok(()), |after| Err(after.problem("it is never played: the step before it ends the answer")))?;
            }
        }
        if let (Some(Step::Forever(_)), Some(after)) = (answer.steps.last(), nodes.clone().next()) {
            return Err(after.problem("it is never played: the step before it has no end"));
        }
    }
    Ok(answer)
}

/// What a step says.
#[derive(Debug)]
enum Said {
    Steps(Vec<Step>),
    /// A head whose body ends with the connection.
    ClosingHead(Step),
    End(End),
}

impl From<Step> for Said {
    fn from(step: Step) -> Self {
        Self::Steps(vec![step])
    }
}

fn step(node: &Node<'_>) -> Result<Said, Problem> {
    if node.value.is_string() {
        return match node.one_of(&WORDS)? {
            Word::AfterHead => Err(node.problem("after_head comes first: it says when the answer starts")),
            Word::LastChunk => Ok(Step::LastChunk.into()),
            Word::GzipEnd => Ok(Step::GzipEnd.into()),
            Word::End(end) => Ok(Said::End(end)),
        };
    }
    let (key, value) = node.object(&KEYS)?.only(&KEYS)?;
    Ok(match key {
        "head" => Step::Head(Head::new(&value.filled_text()?)).into(),
        "stream" => stream(&value)?,
        "json" => json(&value)?,
        "send" => Step::Send(payload(&value)?).into(),
        "chunk" => Step::Chunk(filled_payload(&value)?).into(),
        "gzip" => Step::Gzip(filled_payload(&value)?).into(),
        "slice" => Step::Slice(value.whole(1, u32::MAX)? as usize).into(),
        "pause_ms" => Step::Pause(value.millis()?).into(),
        "repeat" => {
            let repeat = value.object(&["times", "steps"])?;
            let times = repeat.require("times")?.whole(1, u32::MAX)?;
            Step::Repeat { times, steps: group(&repeat.require("steps")?)? }.into()
        }
        _ => Step::Forever(group(&value)?).into(),
    })
}

/// Steps that are repeated together.
fn group(node: &Node<'_>) -> Result<Vec<Step>, Problem> {
    let list = node.list()?;
    if list.is_empty() {
        return Err(node.problem("it is empty: there is nothing to repeat"));
    }
    let mut steps = Vec::new();
    for node in list {
        match step(&node)? {
            Said::Steps(more) => steps.extend(more),
            Said::ClosingHead(head) => steps.push(head),
            Said::End(_) => return Err(node.problem("an answer ends once: put this after what is repeated")),
        }
    }
    Ok(steps)
}

fn stream(node: &Node<'_>) -> Result<Said, Problem> {
    const HEAD: &str = "HTTP/1.1 200 OK\nContent-Type: text/event-stream\n";
    let kinds = [
        ("chunked", "Transfer-Encoding: chunked"),
        ("gzip", "Content-Encoding: gzip\nTransfer-Encoding: chunked"),
        ("close", "Connection: close"),
    ];
    let rest = node.one_of(&kinds)?;
    let head = Step::Head(Head::new(&format!("{HEAD}{rest}")));
    Ok(if rest == kinds[2].1 { Said::ClosingHead(head) } else { head.into() })
}

/// A whole answer, of the length that it says.
fn json(node: &Node<'_>) -> Result<Said, Problem> {
    let body = payload(node)?;
    let head = Head::new(&format!("HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: {}", body.len()));
    Ok(Said::Steps(vec![Step::Head(head), Step::Send(body)]))
}

fn filled_payload(node: &Node<'_>) -> Result<Payload, Problem> {
    let payload = payload(node)?;
    if payload.len() == 0 { Err(node.problem("it is empty: an empty chunk is the last one, so write last_chunk")) } else { Ok(payload) }
}

fn payload(node: &Node<'_>) -> Result<Payload, Problem> {
    if !node.value.is_object() {
        return node.text().map(|text| Payload::Bytes(text.into()));
    }
    let object = node.object(&["base64", "fill", "bytes"])?;
    match object.only(&["base64", "fill"])? {
        ("base64", base64) => match object.get("bytes") {
            None => base64.base64().map(|bytes| Payload::Bytes(bytes.into())),
            Some(bytes) => Err(bytes.problem("it belongs to fill: leave it out")),
        },
        (_, fill) => {
            let text = fill.text()?;
            if text.is_empty() {
                return Err(fill.problem("it is empty: write the text to fill with"));
            }
            Ok(Payload::Fill { text, bytes: object.require("bytes")?.whole(1, u32::MAX)? })
        }
    }
}
