//! What the turns of the model tell in a stream, beside their tool calls. Does no I/O.

use serde_json::Value;

use super::super::answer::Object;

/// The tokens that the last event does not tell.
const CACHE: [&str; 2] = ["cache_read", "cache_write"];

/// What is known of the turns of a stream.
#[derive(Debug, Default)]
pub(super) struct Turns {
    /// The text of the current turn that was streamed.
    streamed: String,
    /// The reason why the last turn ended.
    stop_reason: Option<Value>,
    /// The sums of [`CACHE`].
    cache: [Option<u64>; CACHE.len()],
}

impl Turns {
    /// Records a streamed text. Keeps at most one beyond `limit`: the whole text of a turn is no longer than that.
    pub(super) fn stream(&mut self, text: &str, limit: usize) {
        if self.streamed.len() <= limit {
            self.streamed.push_str(text);
        }
    }

    /// Ends a turn by its response, and returns the end of its text that was not streamed. Empty if the two texts differ. None if the text is no string.
    pub(super) fn end(&mut self, mut response: Object) -> Option<String> {
        let streamed = std::mem::take(&mut self.streamed);
        self.stop_reason = response.shift_remove("stop_reason").filter(|reason| !reason.is_null());
        for (sum, name) in self.cache.iter_mut().zip(CACHE) {
            if let Some(count) = response.get("usage").and_then(|usage| usage.get(name)?.as_u64()) {
                *sum = Some(sum.unwrap_or(0).saturating_add(count));
            }
        }
        match response.shift_remove("content") {
            None | Some(Value::Null) => Some(String::new()),
            Some(Value::String(content)) => Some(content.strip_prefix(&*streamed).unwrap_or_default().to_owned()),
            Some(_) => None,
        }
    }

    /// Adds what is known to the last event, unless it tells so itself.
    pub(super) fn describe(&mut self, done: &mut Object) {
        if let Some(reason) = self.stop_reason.take() {
            done.entry("stop_reason").or_insert(reason);
        }
        if let Some(Value::Object(usage)) = done.get_mut("usage") {
            for (sum, name) in self.cache.iter().zip(CACHE) {
                if let Some(sum) = sum {
                    usage.entry(name).or_insert((*sum).into());
                }
            }
        }
    }
}
