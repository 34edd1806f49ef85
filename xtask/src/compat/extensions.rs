//! The rules for extensions, some of which define names in clients or the end of a stream.

use serde_json::Value;

use super::limits::difference;
use super::schema::{Walk, is_true};
use super::spot::Spot;

impl Walk<'_> {
    /// Judges a changed extension `key`.
    pub(super) fn extension(&mut self, spot: &Spot, key: &str, old: &Value, new: &Value) {
        let text = difference(key, &old[key], &new[key]);
        match key {
            "x-ends-stream" => match (is_true(&old[key]), is_true(&new[key])) {
                (false, true) => self.breaking(spot, "now ends the stream"),
                (true, false) => self.breaking(spot, "no longer ends the stream"),
                _ => {}
            },
            "x-sdk-name" => {
                let [was, is] = [old, new].map(called);
                if was != is {
                    self.breaking(spot, format!("is called {is}, was {was}"));
                }
            }
            "x-sdk-call" | "x-sdk-request" | "x-sdk-subject" if old[key].is_null() => self.compatible(spot, text),
            "x-sdk-call" | "x-sdk-list" | "x-sdk-request" | "x-sdk-subject" => self.breaking(spot, text),
            _ if key.starts_with("x-sdk-") => self.unknown(spot, key),
            _ => self.compatible(spot, format!("has a changed extension {key}")),
        }
    }
}

/// Returns the name of a parameter for callers; by default its name on the wire.
fn called(parameter: &Value) -> &str {
    ["x-sdk-name", "name"].into_iter().find_map(|key| parameter[key].as_str()).unwrap_or_default()
}
