//! An agent's `replies`.

use http::StatusCode;

use super::node::{Node, Object, Problem};
use crate::agents::{
    brain::Part,
    failure::Failure,
    replies::{Reply, ReplyContent, When},
};

const KEYS: [&str; 6] = ["when", "times", "delay_ms", "text", "events", "error"];

pub(super) fn read(node: &Node<'_>) -> Result<Vec<Reply>, Problem> {
    let list = node.list()?;
    let replies = list.iter().map(reply).collect::<Result<Vec<_>, _>>()?;
    let always = replies.iter().position(|reply| matches!(reply.when, When::Always) && reply.times.is_none());
    match always.and_then(|at| list.get(at + 1)) {
        Some(after) => Err(after
            .problem("is never used: the reply before it matches every message, as it has no when and no times; move this one before it")),
        None => Ok(replies),
    }
}

fn reply(node: &Node<'_>) -> Result<Reply, Problem> {
    let reply = node.object(&KEYS)?;
    let content = match reply.only(&["text", "events", "error"])? {
        ("text", text) => ReplyContent::Parts { parts: vec![Part::Text(text.string()?)], failure: None },
        ("events", list) => events(&list)?,
        (_, error) => ReplyContent::Error(http_error(&error)?),
    };
    Ok(Reply {
        when: reply.read("when", when)?.unwrap_or(When::Always),
        times: reply.read("times", |times| times.integer(1, u32::MAX))?,
        delay: reply.read("delay_ms", Node::millis)?.unwrap_or_default(),
        content,
    })
}

fn when(node: &Node<'_>) -> Result<When, Problem> {
    match node.object(&["equals", "contains"])?.only(&["equals", "contains"])? {
        ("equals", text) => Ok(When::Equals(text.string()?)),
        (_, text) => Ok(When::Contains(text.non_empty_string()?)),
    }
}

/// Reads the events of a stream. `done` is added, unless the last one is an error.
fn events(node: &Node<'_>) -> Result<ReplyContent, Problem> {
    let list = node.list()?;
    let mut parts = Vec::new();
    for (index, node) in list.iter().enumerate() {
        match event(node)? {
            Event::Part(part) => parts.push(part),
            Event::Failure(failure) => {
                return match list.get(index + 1) {
                    None => Ok(ReplyContent::Parts { parts, failure: Some(failure) }),
                    Some(after) => Err(after.problem("is never sent: the error before it ends the stream")),
                };
            }
        }
    }
    Ok(ReplyContent::Parts { parts, failure: None })
}

enum Event {
    Part(Part),
    Failure(Failure),
}

fn event(node: &Node<'_>) -> Result<Event, Problem> {
    const KEYS: [&str; 4] = ["text", "tool_call", "tool_result", "error"];
    match node.object(&KEYS)?.only(&KEYS)? {
        ("text", text) => Ok(Event::Part(Part::Text(text.string()?))),
        ("tool_call", call) => {
            let call = call.object(&["name", "arguments"])?;
            let arguments = call.read("arguments", Node::any_object)?.unwrap_or_default();
            Ok(Event::Part(Part::ToolCall { name: call.require("name")?.non_empty_string()?, arguments: arguments.into() }))
        }
        ("tool_result", result) => {
            let result = result.object(&["name", "output"])?;
            let output = result.get("output").map(|output| output.value.clone()).unwrap_or_default();
            Ok(Event::Part(Part::ToolResult { name: result.require("name")?.non_empty_string()?, output }))
        }
        (_, error) => last_event(&error).map(Event::Failure),
    }
}

/// Reads `{code, message}`, a failure whose status follows from its code.
pub(super) fn failure(node: &Node<'_>) -> Result<Failure, Problem> {
    let (code, message) = code_and_message(&node.object(&["code", "message"])?)?;
    Ok(Failure::new(code, message))
}

/// Reads the error that ends a stream.
fn last_event(node: &Node<'_>) -> Result<Failure, Problem> {
    let error = node.object(&["code", "message", "announced"])?;
    let (code, message) = code_and_message(&error)?;
    let is_announced = error.read("announced", Node::boolean)?.unwrap_or(false);
    Ok(Failure { is_announced, ..Failure::new(code, message) })
}

fn http_error(node: &Node<'_>) -> Result<Failure, Problem> {
    let error = node.object(&["status", "code", "message", "retry_after"])?;
    let (code, message) = code_and_message(&error)?;
    let mut failure = Failure::new(code, message);
    failure.status = error.read("status", status)?.unwrap_or(failure.status);
    failure.retry_after = error.read("retry_after", |seconds| seconds.integer(0, u32::MAX))?;
    Ok(failure)
}

fn status(node: &Node<'_>) -> Result<StatusCode, Problem> {
    let status = u16::try_from(node.integer(400, 599)?).ok().and_then(|status| StatusCode::from_u16(status).ok());
    status.ok_or_else(|| node.problem("expected a status from 400 to 599"))
}

fn code_and_message(error: &Object<'_>) -> Result<(String, String), Problem> {
    let code = error.require("code")?.non_empty_string()?;
    let message = error.read("message", Node::string)?.unwrap_or_else(|| "The agent failed.".to_owned());
    Ok((code, message))
}
