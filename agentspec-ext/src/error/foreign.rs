//! Finds the text in the error bodies of others: frameworks, gateways and standards.

use serde_json::{Map, Value};

/// The fields that say what is wrong, the best one first.
const SAID: [&str; 10] = [
    "message",
    "Message",           // AWS, ASP.NET
    "msg",               // FastAPI, in its list
    "error_description", // OAuth (RFC 6749, section 5.2)
    "error_message",
    "errorMessage", // AWS Lambda
    "faultstring",  // gateways, in `fault`
    "title",        // problem+json (RFC 9457), JSON:API
    "reason",       // Elasticsearch
    "description",
];

/// The fields that say more of it.
const MORE: [&str; 3] = ["detail", "details", "errors"];

/// The fields that hold all of it, where nothing stands beside them.
const WITHIN: [&str; 3] = ["error", "Error", "fault"];

/// The fields that say where it is wrong.
const PLACES: [&str; 4] = ["loc", "field", "param", "pointer"];

/// The text for people in what a server sent.
pub(super) fn said(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned),
        Value::Array(items) => joined(items.iter().filter_map(said), "; "),
        Value::Object(object) => said_in(object),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// As [`said`], of an object.
pub(super) fn said_in(object: &Map<String, Value>) -> Option<String> {
    let first = SAID.iter().find_map(|field| said(object.get(*field)?));
    let more = MORE.iter().find_map(|field| match object.get(*field)? {
        Value::Object(fields) => said_in(fields).or_else(|| of_fields(fields)),
        other => said(other),
    });
    let text = match (first, more) {
        (Some(first), Some(more)) if first.contains(&more) => first,
        (Some(first), Some(more)) if more.contains(&first) => more,
        (Some(first), Some(more)) => format!("{first}: {more}"),
        (Some(text), None) | (None, Some(text)) => text,
        (None, None) => WITHIN.iter().find_map(|field| within(object.get(*field)?)).or_else(|| type_of(object)).or_else(|| bare(object))?,
    };
    Some(match place(object) {
        Some(place) => format!("{place}: {text}"),
        None => text,
    })
}

/// One word is a code.
fn within(value: &Value) -> Option<String> {
    let text = said(value)?;
    Some(text).filter(|text| !value.is_string() || !is_code(text))
}

/// Whether a text is for machines.
pub(super) fn is_code(text: &str) -> bool {
    !text.is_empty() && !text.contains(char::is_whitespace)
}

/// The kind of a problem of which nothing else is told; `about:blank` says nothing (RFC 9457, section 4.2.1).
fn type_of(object: &Map<String, Value>) -> Option<String> {
    said(object.get("type")?).filter(|kind| kind.contains(':') && kind != "about:blank")
}

/// The fields of a form, each with what is wrong with it, when nothing stands beside them.
fn bare(object: &Map<String, Value>) -> Option<String> {
    if object.values().all(Value::is_array) { of_fields(object) } else { None }
}

fn of_fields(fields: &Map<String, Value>) -> Option<String> {
    let told = fields.iter().filter_map(|(field, value)| {
        let text = match value {
            Value::Array(items) => joined(items.iter().filter_map(said), ", "),
            other => said(other),
        };
        text.map(|text| format!("{field}: {text}"))
    });
    joined(told, "; ")
}

fn place(object: &Map<String, Value>) -> Option<String> {
    let step = |step: &Value| match step {
        Value::String(name) => Some(name.clone()),
        Value::Number(index) => Some(index.to_string()),
        _ => None,
    };
    let of = |object: &Map<String, Value>| {
        PLACES.iter().find_map(|field| match object.get(*field)? {
            Value::Array(steps) => joined(steps.iter().filter_map(step), "."),
            other => said(other).filter(|_| other.is_string()),
        })
    };
    of(object).or_else(|| of(object.get("source")?.as_object()?))
}

fn joined(texts: impl Iterator<Item = String>, between: &str) -> Option<String> {
    let texts: Vec<_> = texts.collect();
    if texts.is_empty() { None } else { Some(texts.join(between)) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    fn check(rows: &[(&str, Option<&str>)]) {
        for (body, due) in rows {
            assert_eq!(said(&serde_json::from_str(body).unwrap()).as_deref(), *due, "{body}");
        }
    }

    #[test]
    fn a_text_is_found_in_the_forms_of_others() {
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
}
