//! Checks every response of the mock server against `openapi.yaml`.

use std::ops::Deref;

use agentspec_mock::{Exchange, MockServer};
use serde_json::{Value, json};

use crate::operations::operations;
use crate::schemas::{contract, errors, resolve, validator};

/// A mock server whose responses are checked against the contract when it is dropped, except scripted ones, which may be anything.
#[derive(Debug)]
pub struct CheckedServer(Option<MockServer>);

/// Adds `server.checked()`, for tests that start their own server.
pub trait Checked {
    /// Checks every response of this server against the contract.
    #[must_use]
    fn checked(self) -> CheckedServer;
}

impl Checked for MockServer {
    fn checked(self) -> CheckedServer {
        CheckedServer(Some(self))
    }
}

impl Deref for CheckedServer {
    type Target = MockServer;

    #[expect(clippy::expect_used, reason = "the server is there until the drop")]
    fn deref(&self) -> &MockServer {
        self.0.as_ref().expect("the server runs")
    }
}

impl Drop for CheckedServer {
    fn drop(&mut self) {
        let exchanges = self.0.take().map(|server| server.exchanges()).unwrap_or_default();
        let breaches: Vec<String> = exchanges.iter().filter_map(|exchange| check(exchange).err()).collect();
        assert!(breaches.is_empty() || std::thread::panicking(), "the mock server breaks openapi.yaml:\n{}", breaches.join("\n"));
    }
}

/// Checks a response against the contract.
///
/// # Errors
/// The operation does not declare the status, the body does not match its schema, or a required header is missing.
pub fn check(exchange: &Exchange) -> Result<(), String> {
    if exchange.scripted {
        return Ok(());
    }
    let place = format!("{} {} {}", exchange.request.method, exchange.request.path, exchange.status);
    check_answer(exchange).map_err(|breach| format!("{place}: {breach}"))
}

fn check_answer(exchange: &Exchange) -> Result<(), String> {
    let status = exchange.status.as_u16();
    let response = match exchange.operation() {
        Some(operation) => declared(operation, status)?,
        // A request that is no operation is still refused in the format of the contract.
        None if (400..500).contains(&status) => &contract()["components"]["responses"]["ClientError"],
        None => return Err("an answer to what is no operation".to_owned()),
    };
    let expected = response["headers"].as_object().into_iter().flatten();
    for (name, header) in expected {
        let header = resolve(header);
        match exchange.header(name) {
            Some(value) => validate(&header["schema"], &json!(value)).map_err(|breach| format!("the header {name}: {breach}"))?,
            None if header["required"] == json!(true) => return Err(format!("the header {name} is not there")),
            None => {}
        }
    }
    let is_bodiless = exchange.request.method == "HEAD";
    let Some(content) = response["content"].as_object().filter(|_| !is_bodiless) else {
        return if exchange.body.is_empty() { Ok(()) } else { Err("expected no body".to_owned()) };
    };
    let media = exchange.header("content-type").unwrap_or_default();
    let essence = media.split(';').next().unwrap_or_default().trim();
    let schema = &content.get(essence).ok_or_else(|| format!("the content type {media:?} is not declared"))?["schema"];
    let text = std::str::from_utf8(&exchange.body).map_err(|error| error.to_string())?;
    match essence {
        "application/json" => validate(schema, &serde_json::from_str(text).map_err(|error| error.to_string())?),
        "text/event-stream" => stream(schema, text, exchange.ended),
        _ => Ok(()),
    }
}

/// Checks that each event matches its schema, and that an end event is the last one, and present if the stream has ended.
fn stream(schema: &Value, text: &str, ended: bool) -> Result<(), String> {
    let events: Vec<Value> = events(text, ended).collect::<Result<_, _>>()?;
    events.iter().try_for_each(|event| validate(schema, event))?;
    let is_end = |event: &Value| event["type"] == "done" || event["type"] == "error";
    match events.iter().position(is_end) {
        Some(end) if end + 1 < events.len() => Err("an event after the end".to_owned()),
        None if ended => Err("the stream has ended without done or error".to_owned()),
        _ => Ok(()),
    }
}

/// Returns the response that an operation declares for a status, by the status itself, else by its class.
fn declared(operation: &str, status: u16) -> Result<&'static Value, String> {
    let found = operations().find(|candidate| candidate.id == operation).ok_or_else(|| format!("there is no {operation}"))?;
    found.response(status).ok_or_else(|| format!("{operation} declares no {status}"))
}

/// Returns the JSON of each event of a stream; of an unfinished stream, that of the complete events.
pub fn events(text: &str, ended: bool) -> impl Iterator<Item = Result<Value, String>> {
    let whole = if ended { text } else { text.rsplit_once("\n\n").map_or("", |(whole, _)| whole) };
    let events = whole.split("\n\n").filter(|event| !event.is_empty());
    events.map(|event| {
        let data = event.strip_prefix("data: ").ok_or_else(|| format!("no data: {event}"))?;
        serde_json::from_str(data).map_err(|error| format!("{error}: {data}"))
    })
}

fn validate(schema: &Value, value: &Value) -> Result<(), String> {
    errors(&*validator(schema)?, value)
}
