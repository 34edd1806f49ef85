//! Every public method of the Rust client has a row in `sdks/surface.json`, which says what it is in Python; and every row is of one.
//! That Python has it, `sdks/python/tests/test_surface.py` tests.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::rust_surface;

/// A clock, a decoder and what tests are made of are for Rust alone.
const RUST_ALONE: [&str; 9] =
    ["Decoder", "Endpoint", "ErrorBuilder", "FailedBuilder", "Frame", "ResponseBuilder", "TestClock", "TooLarge", "Wait"];

#[test]
fn every_public_method_has_its_row_in_the_table_of_languages() {
    let rows: Vec<Value> = serde_json::from_str(include_str!("../../sdks/surface.json")).unwrap();
    let rows: BTreeSet<String> = rows.iter().map(|row| row["rust"].as_str().unwrap().to_owned()).collect();
    let methods = rust_surface::of_the_async_client().into_iter().filter(|(of, _)| !RUST_ALONE.contains(&of.as_str()));
    let due: BTreeSet<String> =
        methods.flat_map(|(of, methods)| methods.into_iter().map(move |method| format!("{of}::{method}"))).collect();
    assert_eq!(due.difference(&rows).collect::<Vec<_>>(), Vec::<&String>::new(), "methods without a row in sdks/surface.json");
    assert_eq!(rows.difference(&due).collect::<Vec<_>>(), Vec::<&String>::new(), "rows of sdks/surface.json without a method");
}
