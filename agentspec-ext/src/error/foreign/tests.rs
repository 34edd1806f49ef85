#![allow(clippy::unwrap_used, reason = "a test may fail")]

use super::*;

fn check(rows: &[(&str, Option<&str>)]) {
    for (body, expected) in rows {
        assert_eq!(message(&serde_json::from_str(body).unwrap()).as_deref(), *expected, "{body}");
    }
}

#[test]
fn a_message_is_found_in_other_formats() {
    check(&[
        (r#"{"detail": "No."}"#, Some("No.")),
        (r#"{"detail": {"message": "No.", "hint": 3}}"#, Some("No.")),
        (r#"{"message": " No. "}"#, Some("No.")),
        (r#"{"message": ["a must be text", "b is missing"], "statusCode": 400}"#, Some("a must be text; b is missing")),
        (r#"{"Message": "No.", "Type": "User"}"#, Some("No.")),
        (r#"{"errorMessage": "No.", "errorType": "Error"}"#, Some("No.")),
        (r#"{"error": {"detail": "No."}}"#, Some("No.")),
        (r#"{"error": {"code": 429, "message": "No.", "status": "RESOURCE_EXHAUSTED"}}"#, Some("No.")),
        (r#"{"error": {"type": "invalid_request_error", "message": "No."}}"#, Some("No.")),
        (r#"{"error": "the key has expired"}"#, Some("the key has expired")),
        (r#"{"error": "invalid_token", "error_description": "The key has expired"}"#, Some("The key has expired")),
        (r#"{"fault": {"faultstring": "No.", "detail": {"errorcode": "oauth.v2.No"}}}"#, Some("No.: errorcode: oauth.v2.No")),
        (r#""No.""#, Some("No.")),
        (r#"["No.", "Never."]"#, Some("No.; Never.")),
    ]);
}

#[test]
fn a_problem_says_its_title_and_its_detail() {
    check(&[
        (
            r#"{"title": "Out of credit", "detail": "It costs 50.", "status": 403, "type": "https://example.com/credit"}"#,
            Some("Out of credit: It costs 50."),
        ),
        (r#"{"title": "Out of credit"}"#, Some("Out of credit")),
        (r#"{"title": "Bad", "detail": "Bad input"}"#, Some("Bad input")),
        (r#"{"type": "https://example.com/credit"}"#, Some("https://example.com/credit")),
        (r#"{"type": "about:blank", "status": 403}"#, None),
        (
            r#"{"title": "Invalid.", "errors": {"Name": ["too long", "not free"], "Age": "missing"}}"#,
            Some("Invalid.: Name: too long, not free; Age: missing"),
        ),
    ]);
}

#[test]
fn a_list_says_each_of_its_errors_with_its_place() {
    check(&[
        (
            r#"{"detail": [{"loc": ["body", "input"], "msg": "field required", "type": "missing"}, {"loc": ["body", "tags", 0], "msg": "not a text"}]}"#,
            Some("body.input: field required; body.tags.0: not a text"),
        ),
        (r#"{"errors": ["a", "b"]}"#, Some("a; b")),
        (r#"{"errors": [{"message": "a"}, {"detail": "b"}, {"msg": "c"}, {"title": "d"}, {"code": 7}]}"#, Some("a; b; c; d")),
        (r#"{"errors": [{"title": "Bad", "detail": "too short", "source": {"pointer": "/input"}}]}"#, Some("/input: Bad: too short")),
        (r#"{"errors": {"input": ["a", "b"], "name": "c"}}"#, Some("input: a, b; name: c")),
        (
            r#"{"message": "Validation failed", "errors": [{"field": "input", "message": "missing"}]}"#,
            Some("Validation failed: input: missing"),
        ),
        (r#"{"input": ["This field is required."]}"#, Some("input: This field is required.")),
    ]);
}

#[test]
fn a_code_and_what_is_no_text_say_nothing() {
    let rows =
        ["{}", "[]", "[1, 2]", "null", "5", r#""""#, r#"{"detail": ""}"#, r#"{"error": "not_found"}"#, r#"{"errors": [{"code": 7}]}"#];
    check(&rows.map(|body| (body, None)));
    check(&[(r#"{"message": null, "detail": "No."}"#, Some("No.")), (r#"{"message": "", "error": {"detail": "No."}}"#, Some("No."))]);
}

#[test]
fn a_deep_value_without_a_message_ends_the_search() {
    for (open, within, close) in [("{\"detail\":", "{}", "}"), ("{\"errors\":[", "{}", "]}"), ("{\"error\":", "[]", "}"), ("[", "5", "]")] {
        let body = [open.repeat(60), within.to_owned(), close.repeat(60)].concat();
        assert_eq!(message(&serde_json::from_str(&body).unwrap()), None, "{body}");
    }
}
