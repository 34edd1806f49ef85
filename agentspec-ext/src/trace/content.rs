//! Prompts and answers in the form of OpenTelemetry's messages, for those who opt in.

use std::borrow::Cow;

use serde_json::{Value, json};

use crate::error::escaped_json;
use crate::secret::Echo;

pub(super) fn input(text: &str, echo: Option<&Echo>) -> String {
    let text = &*hidden(text, echo);
    shown(&json!([{"role": "user", "parts": [{"type": "text", "content": text}]}]))
}

pub(super) fn output(text: &str, echo: Option<&Echo>) -> String {
    let text = &*hidden(text, echo);
    shown(&json!([{"role": "assistant", "parts": [{"type": "text", "content": text}]}]))
}

/// Without the client's credential.
pub(super) fn hidden<'a>(text: &'a str, echo: Option<&Echo>) -> Cow<'a, str> {
    echo.and_then(|echo| echo.hide(text)).map_or(Cow::Borrowed(text), Cow::Owned)
}

fn shown(messages: &Value) -> String {
    escaped_json(&messages.to_string())
}
