//! The formats of other servers are rows of `error_body.jsonl`, which `tests/printed/error_body.rs` prints.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use super::*;

#[test]
fn a_deep_value_without_a_message_ends_the_search() {
    for (open, within, close) in [("{\"detail\":", "{}", "}"), ("{\"errors\":[", "{}", "]}"), ("{\"error\":", "[]", "}"), ("[", "5", "]")] {
        let body = [open.repeat(60), within.to_owned(), close.repeat(60)].concat();
        assert_eq!(message(&serde_json::from_str(&body).unwrap()), None, "{body}");
    }
}
