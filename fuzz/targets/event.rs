//! The typed parse of an event against its JSON value.
#![no_main]

use agentspec_fuzz::{observed, reference};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let (came, due) = (observed::parse(data), reference::event::parse(&String::from_utf8_lossy(data)));
    assert_eq!(came.as_ref().ok(), due.as_ref().ok(), "{came:?}, and due is {due:?}");
});
