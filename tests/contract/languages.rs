//! Every public method of the Rust client has a row in `sdks/operations.json` (generated) or `sdks/surface.json` (the rest), which says what
//! it is in the other languages; and every row is of such a method. `sdks/python/tests/test_surface.py` and `sdks/typescript/tests/surface.test.ts`
//! test that they have it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::rust_surface;

/// The clock, the decoder and the parts of tests are for Rust alone.
const RUST_ALONE: [&str; 9] =
    ["Decoder", "Endpoint", "ErrorBuilder", "FailedBuilder", "Frame", "ResponseBuilder", "TestClock", "TooLarge", "Wait"];

#[test]
fn every_public_method_has_its_row_in_the_table_of_languages() {
    let surface: Value = serde_json::from_str(include_str!("../../sdks/surface.json")).unwrap();
    let operations: Value = serde_json::from_str(include_str!("../../sdks/operations.json")).unwrap();
    let all: Vec<_> = [&surface, &operations["rows"]].into_iter().flat_map(|rows| rows.as_array().unwrap()).collect();
    let rows: BTreeSet<String> = all.iter().map(|row| row["rust"].as_str().unwrap().to_owned()).collect();
    assert_eq!(rows.len(), all.len(), "a method has two rows");
    let methods = rust_surface::of_the_async_client().into_iter().filter(|(of, _)| !RUST_ALONE.contains(&of.as_str()));
    let expected: BTreeSet<String> =
        methods.flat_map(|(of, methods)| methods.into_iter().map(move |method| format!("{of}::{method}"))).collect();
    assert_eq!(expected.difference(&rows).collect::<Vec<_>>(), Vec::<&String>::new(), "methods without a row in sdks/surface.json");
    assert_eq!(
        rows.difference(&expected).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "rows of sdks/surface.json or sdks/operations.json without a method"
    );
}
