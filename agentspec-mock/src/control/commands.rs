//! The bodies of the requests below `/_control/`. Each error names the field.

use std::time::Duration;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::value::RawValue;

use crate::{api::error::ApiError, scripts::answer::Answer};

/// An answer to the next request, or to the next one for an operation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerCommand {
    pub(super) operation: Option<String>,
    status: Option<u16>,
    error: Option<ErrorText>,
    /// As it was written; `null` is a body, too.
    #[serde(default, deserialize_with = "written")]
    json: Option<Box<RawValue>>,
    body: Option<String>,
    body_base64: Option<String>,
    events: Option<String>,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    delay_ms: u64,
}

/// A slow or failing step of a pipeline's next run.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StepCommand {
    pub(super) pipeline: String,
    pub(super) step: String,
    pub(super) delay_ms: Option<u64>,
    pub(super) fail: Option<ErrorText>,
}

/// The time by which the clock advances.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AdvanceCommand {
    pub(super) ms: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ErrorText {
    pub(super) code: String,
    pub(super) message: String,
}

fn written<'de, D: Deserializer<'de>>(json: D) -> Result<Option<Box<RawValue>>, D::Error> {
    Box::<RawValue>::deserialize(json).map(Some)
}

/// Reads the body of a request.
///
/// # Errors
///
/// A 400 that names the field.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let command = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let field = error.path().to_string();
        ApiError::invalid(if field == "." { "body" } else { &field }, &error.inner().to_string())
    })?;
    json.end().map_err(|error| ApiError::invalid("body", &error.to_string()))?;
    Ok(command)
}

impl AnswerCommand {
    pub(super) fn answer(self) -> Result<Answer, ApiError> {
        let Self { status, error, json, body, body_base64, events, headers, delay_ms, operation: _ } = self;
        let bodies = [error.is_some(), json.is_some(), body.is_some(), body_base64.is_some(), events.is_some()];
        if bodies.into_iter().filter(|given| *given).count() > 1 {
            return Err(ApiError::invalid("body", "give at most one of `error`, `json`, `body`, `body_base64` and `events`"));
        }
        if error.is_some() && status.is_none() {
            return Err(ApiError::invalid("status", "give it with `error`, such as 503"));
        }
        if events.is_some() && !matches!(status, None | Some(200)) {
            return Err(ApiError::invalid("status", "`events` are a 200: leave it out"));
        }
        let status = Answer::checked(status.unwrap_or(200)).map_err(|problem| ApiError::invalid("status", &problem))?;
        let mut answer = match (error, json, body, body_base64, events) {
            (Some(error), ..) => status.error_body(&error.code, &error.message),
            (_, Some(json), ..) => status.json_text(json.get().to_owned()),
            (_, _, Some(text), ..) => status.body(text),
            (_, _, _, Some(encoded), _) => {
                let decoded = BASE64_STANDARD.decode(encoded);
                status.body(decoded.map_err(|_| ApiError::invalid("body_base64", "expected base64 (RFC 4648, section 4)"))?)
            }
            (.., Some(events)) => Answer::events(events),
            _ => status,
        };
        for (index, (name, value)) in headers.iter().enumerate() {
            answer = answer.checked_header(name, value).map_err(|problem| ApiError::invalid(&format!("headers[{index}]"), &problem))?;
        }
        Ok(answer.delay(Duration::from_millis(delay_ms)))
    }
}
