//! Prompts and answers in the form of OpenTelemetry's messages, for those who opt in.

use serde_json::json;

pub(super) fn input(text: &str) -> String {
    json!([{"role": "user", "parts": [{"type": "text", "content": text}]}]).to_string()
}

pub(super) fn output(text: &str) -> String {
    json!([{"role": "assistant", "parts": [{"type": "text", "content": text}]}]).to_string()
}
