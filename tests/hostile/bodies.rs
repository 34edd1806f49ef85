//! The bodies of responses: a success of the operation with hostile values beside the promised ones, or something else in its place.

use serde_json::{Value, json};

use crate::events;
use crate::plan::{Piece, Plan};
use crate::request::Operation;

/// The body of a response, before it is encoded.
pub(crate) struct Body {
    pub(crate) status: u16,
    pub(crate) media_type: &'static str,
    pub(crate) bytes: Vec<u8>,
    /// Whether a client may read it as a success.
    pub(crate) is_success: bool,
    /// For a stream, the number of bytes up to its end event.
    pub(crate) end: Option<usize>,
}

/// Above the limits of the clients.
const HUGE: usize = 2 << 20;

const DOCUMENTED: [u16; 10] = [400, 401, 403, 404, 422, 429, 500, 502, 503, 504];

const CODES: [&str; 7] =
    ["invalid_request", "unauthorized", "rate_limited", "budget_exceeded", "internal_error", "pipeline_error", "none_of_ours"];

impl Body {
    /// Returns the body that the plan has for an operation, in the call with this id.
    pub(crate) fn of(operation: Operation, id: &str, key: &str, plan: &mut Plan) -> Self {
        if plan.has_any(&[Piece::OtherStatus, Piece::Redirect, Piece::ProxyStatus]) {
            return Self::error(key, plan);
        }
        if let Some(instead) = Self::instead(operation, key, plan) {
            return instead;
        }
        let status = operation.success();
        if operation == Operation::Stream {
            let (bytes, end) = events::stream(id, key, plan);
            return Self { status, media_type: "text/event-stream", bytes, is_success: end.is_some(), end };
        }
        let media_type = if operation == Operation::Metrics { "text/plain; version=0.0.4" } else { "application/json" };
        let bytes = match promised(operation, id) {
            Some(promised) => with_hostile_values(&promised, plan),
            None if operation == Operation::Metrics => format!("# {id}\nagentspec_requests_total 1\n{}\n", "#".repeat(32)).into_bytes(),
            None => Vec::new(),
        };
        Self { status, media_type, bytes, is_success: true, end: None }
    }

    fn instead(operation: Operation, key: &str, plan: &mut Plan) -> Option<Self> {
        let (media_type, bytes) = match plan.pieces.iter().find(|piece| **piece >= Piece::Empty && **piece <= Piece::OtherMediaType)? {
            // Any text is a page of metrics, and the response to a deletion has no body.
            _ if matches!(operation, Operation::Metrics | Operation::DeleteSession) => return None,
            Piece::Empty => ("application/json", Vec::new()),
            Piece::Page => ("text/html", b"<!doctype html><title>Sign in</title><h1>Sign in</h1>".to_vec()),
            Piece::ErrorInSuccess => ("application/json", documented(key, plan)),
            Piece::WrongShape => {
                ("application/json", br#"{"agents": {}, "output": 7, "usage": [], "sessions": null, "status": []}"#.to_vec())
            }
            Piece::OtherMediaType => ("application/x-protobuf", vec![0x0a, 0x03, 0x66]),
            _ => ("application/json", (0..200).map(|_| plan.chance.u8(..)).collect()),
        };
        Some(Self { status: operation.success(), media_type, bytes, is_success: false, end: None })
    }

    fn error(key: &str, plan: &mut Plan) -> Self {
        let status = if plan.has(Piece::Redirect) {
            *plan.chance.choice(&[301, 302, 303, 307, 308]).unwrap_or(&302)
        } else if plan.has(Piece::ProxyStatus) {
            407
        } else if plan.chance.usize(..4) > 0 {
            *plan.chance.choice(&DOCUMENTED).unwrap_or(&500)
        } else {
            loop {
                let status = plan.chance.u16(202..600);
                if status != 407 {
                    break status;
                }
            }
        };
        let (media_type, bytes) = failure(key, plan);
        let bytes = if matches!(status, 204 | 304) { Vec::new() } else { bytes };
        Self { status, media_type, bytes, is_success: false, end: None }
    }
}

/// Returns the body of a failure.
fn failure(key: &str, plan: &mut Plan) -> (&'static str, Vec<u8>) {
    let json = "application/json";
    match plan.pieces.iter().find(|piece| **piece >= Piece::Flat && **piece <= Piece::EscapesInBody) {
        Some(Piece::Flat) => (json, br#"{"error": "internal_error", "message": "It failed."}"#.to_vec()),
        Some(Piece::Foreign) => foreign(plan),
        Some(Piece::EmptyError) => (json, Vec::new()),
        Some(Piece::ErrorPage) => ("text/html", format!("<html><h1>502</h1>{key} {}</html>", "x".repeat(3000)).into_bytes()),
        Some(Piece::EchoInBody) => match plan.chance.usize(..3) {
            0 => (json, json!({"error": {"code": key, "message": format!("The key {key} is wrong.")}}).to_string().into_bytes()),
            1 => ("text/plain", format!("X-API-Key: {key}").into_bytes()),
            _ => (json, json!({"detail": [{"loc": ["header", key], "msg": key, key: key}]}).to_string().into_bytes()),
        },
        Some(Piece::EchoInSteps) => {
            let step = json!({"name": key, "status": "failed", "duration_ms": 1, "output": key});
            (json, json!({"error": {"code": "pipeline_error", "message": "No."}, "steps": [step]}).to_string().into_bytes())
        }
        Some(Piece::EchoEscaped) => {
            let escaped = key.chars().map(|letter| format!("\\u{:04x}", u32::from(letter))).collect::<Vec<_>>().concat();
            (json, format!(r#"{{"error": {{"code": "unauthorized", "message": "{escaped}"}}}}"#).into_bytes())
        }
        Some(Piece::EchoAcrossTheCut) => ("text/plain", format!("{}{key}", " ".repeat(2048 - key.len() / 2)).into_bytes()),
        Some(Piece::EscapesInBody) => {
            let message = "\u{1b}[2J\u{1b}]0;owned\u{7} \u{202e}txt.exe\u{200b} \u{9b}31m";
            (json, json!({"error": {"code": message, "message": message}}).to_string().into_bytes())
        }
        _ => (json, documented(key, plan)),
    }
}

fn documented(key: &str, plan: &mut Plan) -> Vec<u8> {
    let code = *plan.chance.choice(&CODES).unwrap_or(&"internal_error");
    let message = if plan.has(Piece::EchoInBody) { key } else { "It failed." };
    json!({"error": {"code": code, "message": message}}).to_string().into_bytes()
}

fn foreign(plan: &mut Plan) -> (&'static str, Vec<u8>) {
    match plan.chance.usize(..4) {
        0 => ("application/problem+json", br#"{"type": "about:blank", "title": "No", "status": 500, "detail": "It failed."}"#.to_vec()),
        1 => ("application/json", br#"{"errors": [{"message": "It failed."}, 7, null]}"#.to_vec()),
        2 => ("text/plain", b"upstream connect error or disconnect/reset before headers".to_vec()),
        _ => ("application/json", format!("[{}]", "0,".repeat(200_000)).into_bytes()),
    }
}

/// Returns the promised JSON, with the call's id in it; `None` if the response is not JSON.
fn promised(operation: Operation, id: &str) -> Option<Value> {
    let usage = json!({"input_tokens": 1, "output_tokens": 2, "total_tokens": 3});
    let session = json!({"session_id": id, "agent": "a", "created_at": "2026-01-15T09:30:00Z", "metadata": {}});
    match operation {
        Operation::ListAgents => Some(json!({"agents": [{"name": id, "model": "m", "status": "ready"}]})),
        Operation::Invoke => Some(json!({"output": id, "usage": usage})),
        Operation::CreateSession => Some(session),
        Operation::ListSessions => Some(json!({"sessions": [session], "total": 1})),
        Operation::Continue => Some(json!({"output": id, "usage": usage, "turn": 1})),
        Operation::RunPipeline => Some(json!({"pipeline": "p", "run_id": id, "status": "completed", "steps": [], "output": null})),
        Operation::ReadStatus => {
            let started = "2026-01-15T09:30:00Z";
            Some(json!({"pipeline": "p", "run_id": id, "status": "running", "steps": [], "started_at": started, "elapsed_ms": 1}))
        }
        Operation::Health => Some(json!({"status": "ok", "version": id})),
        Operation::Metrics | Operation::DeleteSession | Operation::Stream | Operation::Elsewhere => None,
    }
}

/// Adds a hostile value for each piece to the object.
fn with_hostile_values(promised: &Value, plan: &Plan) -> Vec<u8> {
    let values: Vec<Vec<u8>> = plan.pieces.iter().filter_map(|piece| hostile_value(*piece)).collect();
    let mut bytes = if plan.has(Piece::ByteOrderMark) { b"\xef\xbb\xbf".to_vec() } else { Vec::new() };
    bytes.push(b'{');
    for value in values {
        bytes.extend_from_slice(b"\"x\": ");
        bytes.extend(value);
        bytes.extend_from_slice(b", ");
    }
    bytes.extend_from_slice(&promised.to_string().into_bytes()[1..]);
    bytes
}

fn hostile_value(piece: Piece) -> Option<Vec<u8>> {
    Some(match piece {
        Piece::ManyValues => format!("[{}[]]", "{},".repeat(200_000)).into_bytes(),
        Piece::DeepNesting => ["[".repeat(20_000), "]".repeat(20_000)].concat().into_bytes(),
        Piece::HugeString => format!("\"{}\"", "x".repeat(HUGE)).into_bytes(),
        Piece::NotANumber => b"[NaN, -Infinity]".to_vec(),
        Piece::HugeNumber => b"[1e400, -1e400, 1e-400]".to_vec(),
        Piece::HugeInteger => "9".repeat(5000).into_bytes(),
        Piece::LoneSurrogate => br#""\ud83d and \udc00""#.to_vec(),
        Piece::BadUtf8 => b"\"\xff\xfe\xc3\"".to_vec(),
        Piece::DoubledName => br#"1, "output": "not this", "x": 2"#.to_vec(),
        _ => return None,
    })
}
