//! Prompts and answers as OpenTelemetry messages, for clients that opt in.

use std::borrow::Cow;

use serde_json::{Value, json};

use crate::error::escaped_json;
use crate::secret::Secrets;

pub(super) fn input(text: &str, secrets: &Secrets) -> String {
    let text = &*redacted(text, secrets);
    to_json(&json!([{"role": "user", "parts": [{"type": "text", "content": text}]}]))
}

pub(super) fn output(text: &str, secrets: &Secrets) -> String {
    let text = &*redacted(text, secrets);
    to_json(&json!([{"role": "assistant", "parts": [{"type": "text", "content": text}]}]))
}

/// Redacts the call's credentials.
pub(super) fn redacted<'a>(text: &'a str, secrets: &Secrets) -> Cow<'a, str> {
    secrets.redact(text).map_or(Cow::Borrowed(text), Cow::Owned)
}

fn to_json(messages: &Value) -> String {
    escaped_json(&messages.to_string())
}
