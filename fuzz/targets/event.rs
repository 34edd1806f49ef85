//! The typed parse of an event against its JSON value.
#![no_main]

use agentspec_fuzz::{may_know_the_mark, observed, reference};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    if may_know_the_mark(data) {
        return;
    }
    let (came, due) = (observed::parse(data), reference::event::parse(&String::from_utf8_lossy(data)));
    // As text, which tells the order of keys.
    let text = |event: &Result<Value, String>| event.as_ref().ok().map(Value::to_string);
    assert_eq!(text(&came), text(&due), "{came:?}, and expected is {due:?}");
});
