//! The client of the golden contract of xtask, which has one of everything: it compiles, and reads what its contract promises.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

#[expect(unreachable_pub, clippy::all, clippy::pedantic, reason = "written by progenitor")]
#[allow(dead_code, unused_imports, reason = "only its types are used")]
mod generated {
    include!("../../xtask/tests/golden/agentspec-client-src-snapshot.rs");
}

use std::sync::Arc;

use progenitor_client::ClientHooks;
use serde_json::{Value, json};

use self::generated::Client;
use self::generated::types::{Book, Loan, Reader, Scores, StreamEvent};
use crate::json::from_value;

impl ClientHooks<Arc<dyn crate::Executor>> for Client {}

fn book(further: Value) -> Value {
    let mut book = json!({"title": "t", "shelf": "attic", "author": null, "isbn": 1, "type": "novel", "tags": []});
    let Value::Object(further) = further else { panic!("an object") };
    book.as_object_mut().unwrap().extend(further);
    book
}

#[test]
fn a_null_list_of_an_event_is_empty() {
    let event = json!({"type": "word", "text": "a", "marks": null, "at": "yesterday", "line": 0, "times": ["now"], "lines": [0]});
    let StreamEvent::Word { marks, at, line, times, lines, .. } = from_value(event).unwrap() else { panic!("a word") };
    assert_eq!((marks, at.as_deref(), line, times, lines), (Vec::new(), Some("yesterday"), Some(0), vec!["now".to_owned()], vec![0]));
}

#[test]
fn a_required_list_may_be_null_and_not_absent() {
    assert!(from_value::<Reader>(json!({"names": null})).unwrap().names.is_empty());
    assert!(from_value::<Reader>(json!({})).is_err());
}

#[test]
fn an_object_or_a_list_that_is_absent_is_empty_and_null_is_neither() {
    let read: Book = from_value(book(json!({}))).unwrap();
    assert!(read.facts.is_empty() && read.loans.is_empty() && read.notes.is_empty());
    for field in ["facts", "loans"] {
        assert!(from_value::<Book>(book(json!({ field: null }))).is_err(), "{field}");
    }
}

#[test]
fn maps_hold_what_the_contract_says() {
    let read: Book = from_value(book(json!({"lent": {"Alice": {"since": "1900"}}, "seen": {"here": "now"}}))).unwrap();
    let lent: &Loan = &read.lent.unwrap()["Alice"];
    assert_eq!((lent.since.as_str(), read.seen.unwrap()["here"].as_str()), ("1900", "now"));
    assert!(from_value::<Scores>(json!({"Alice": 1.5})).is_err());
}
