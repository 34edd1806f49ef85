//! `error_body.jsonl`: the error that a response is, by its status, its headers and its body.

use std::collections::BTreeMap;

use agentspec_ext::reqwest::StatusCode;
use agentspec_ext::testing::ErrorBuilder;
use agentspec_tests::printed;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::json;

#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
struct Input {
    status: u16,
    /// The phrase that servers send with the status.
    status_text: String,
    headers: BTreeMap<String, String>,
    body: String,
    body_b64: Option<String>,
}

impl Input {
    fn of(status: u16, content_type: Option<&str>, body: &[u8]) -> Self {
        let headers = content_type.map(|media| ("content-type".to_owned(), media.to_owned())).into_iter().collect();
        let (body, body_b64) = match str::from_utf8(body) {
            Ok(body) => (body.to_owned(), None),
            Err(_) => (String::new(), Some(STANDARD.encode(body))),
        };
        let status_text = StatusCode::from_u16(status).unwrap().canonical_reason().unwrap_or_default().to_owned();
        Self { status, status_text, headers, body, body_b64 }
    }

    fn bytes(&self) -> Vec<u8> {
        self.body_b64.as_ref().map_or_else(|| self.body.clone().into_bytes(), |body| STANDARD.decode(body).unwrap())
    }
}

/// A row: what it shows, its status, content type and body.
type Row = (&'static str, u16, Option<&'static str>, &'static str);

const JSON: Option<&str> = Some("application/json");
const TEXT: Option<&str> = Some("text/plain; charset=utf-8");
const HTML: Option<&str> = Some("text/html; charset=utf-8");

/// The two forms of the contract.
const FORMS: &[Row] = &[
    ("an object", 404, JSON, r#"{"error": {"code": "not_found", "message": "no", "detail": "more"}}"#),
    ("the flat form", 404, JSON, r#"{"error": "not_found", "message": "no", "detail": "more"}"#),
    ("the code decides no kind beside its status", 500, JSON, r#"{"error": {"code": "not_found", "message": "no"}}"#),
    ("an unknown code", 422, JSON, r#"{"error": {"code": "melted", "message": "no"}}"#),
    ("a used budget", 429, JSON, r#"{"error": {"code": "budget_exceeded", "message": "no"}}"#),
    ("a code alone in the flat form", 400, JSON, r#"{"error": "melted"}"#),
    ("a code alone in an object", 400, JSON, r#"{"error": {"code": "melted"}}"#),
    ("a code and an empty message", 400, JSON, r#"{"error": {"code": "melted", "message": ""}}"#),
    ("a code and a message of blanks", 400, JSON, r#"{"error": {"code": "melted", "message": " \n"}}"#),
    ("a message alone", 400, JSON, r#"{"error": {"message": "no"}}"#),
    ("an empty code", 400, JSON, r#"{"error": {"code": "", "message": "no"}}"#),
    ("a number as the code", 400, JSON, r#"{"error": {"code": 404, "message": "no"}}"#),
    ("a number as the message", 400, JSON, r#"{"error": {"code": "melted", "message": 5}}"#),
    ("a type in place of the code", 400, JSON, r#"{"error": {"type": "bad", "message": "no"}}"#),
    ("an empty error beside a message", 400, JSON, r#"{"error": "", "message": "no"}"#),
    ("spaces around a message are kept", 400, JSON, r#"{"error": {"code": "melted", "message": " no "}}"#),
    ("a code with the detail of an object", 400, JSON, r#"{"error": {"code": "melted", "detail": "gone for good"}}"#),
    ("a code with the description of OAuth", 400, JSON, r#"{"error": "melted", "error_description": "gone for good"}"#),
    ("a code with a list of details", 400, JSON, r#"{"error": "melted", "detail": ["gone for good"]}"#),
    ("a text in place of the code", 400, JSON, r#"{"error": "gone for good"}"#),
    ("a text in place of the code, with spaces around it", 400, JSON, r#"{"error": " gone for good "}"#),
    ("a text in place of the code, beside a message", 400, JSON, r#"{"error": "Not Here", "message": "gone for good"}"#),
    (
        "a text in place of the code, beside a list of messages",
        400,
        JSON,
        r#"{"error": "Bad Request", "message": ["a is missing"], "statusCode": 400}"#,
    ),
    ("an error that is null", 400, JSON, r#"{"error": null}"#),
    ("an error that is empty", 400, JSON, r#"{"error": {}}"#),
    ("an error that is a number", 400, JSON, r#"{"error": 5}"#),
    ("an error that is an empty text", 400, JSON, r#"{"error": ""}"#),
    ("an error that is an empty text beside a detail", 400, JSON, r#"{"error": "", "detail": "no"}"#),
    ("an error that is false beside a message", 400, JSON, r#"{"error": false, "message": "no"}"#),
    ("an error that is a list", 400, JSON, r#"{"error": ["a", "b"]}"#),
    ("a code with terminal escapes is kept as it is", 400, JSON, r#"{"error": {"code": "\u001b[2J", "message": "no"}}"#),
    (
        "a message with terminal escapes is kept as it is",
        400,
        JSON,
        r#"{"error": {"code": "melted", "message": "\u001b]0;a\u0007\u202eb"}}"#,
    ),
    ("a code that JavaScript gives every object", 400, JSON, r#"{"error": {"code": "__proto__", "message": "no"}}"#),
    ("a failed run without steps", 500, JSON, r#"{"error": {"code": "pipeline_error", "message": "no"}, "steps": []}"#),
    (
        "a failed run with steps",
        500,
        JSON,
        r#"{"error": {"code": "pipeline_error", "message": "no"}, "steps": [{"name": "a", "status": "completed", "output": "done", "duration_ms": 5}, {"name": "b", "status": "failed", "output": null, "duration_ms": null}]}"#,
    ),
    (
        "steps in the flat form",
        500,
        JSON,
        r#"{"error": "pipeline_error", "message": "no", "steps": [{"name": "a", "status": "failed", "output": null, "duration_ms": null}]}"#,
    ),
    ("steps that cannot be read are none", 500, JSON, r#"{"error": {"code": "pipeline_error", "message": "no"}, "steps": [{"name": 5}]}"#),
    (
        "steps within the error are none",
        500,
        JSON,
        r#"{"error": {"code": "pipeline_error", "message": "no", "steps": [{"name": "a", "status": "failed", "output": null, "duration_ms": null}]}}"#,
    ),
];

/// Bodies in the forms of other servers.
const FOREIGN: &[Row] = &[
    ("a detail", 400, JSON, r#"{"detail": "No."}"#),
    ("a detail that is an object", 400, JSON, r#"{"detail": {"message": "No.", "hint": 3}}"#),
    ("a message, with spaces around it", 400, JSON, r#"{"message": " No. "}"#),
    ("a list of messages", 400, JSON, r#"{"message": ["a must be text", "b is missing"], "statusCode": 400}"#),
    ("a message with a capital letter", 400, JSON, r#"{"Message": "No.", "Type": "User"}"#),
    ("a message of a function that failed", 500, JSON, r#"{"errorMessage": "No.", "errorType": "Error"}"#),
    ("an error message with an underscore", 500, JSON, r#"{"error_message": "No."}"#),
    ("a detail within the error", 400, JSON, r#"{"error": {"detail": "No."}}"#),
    ("a number as the code, with a status", 429, JSON, r#"{"error": {"code": 429, "message": "No.", "status": "RESOURCE_EXHAUSTED"}}"#),
    ("a type of the error", 400, JSON, r#"{"error": {"type": "invalid_request_error", "message": "No."}}"#),
    ("a text as the error", 401, JSON, r#"{"error": "the key has expired"}"#),
    ("OAuth", 401, JSON, r#"{"error": "invalid_token", "error_description": "The key has expired"}"#),
    ("a fault of a gateway", 401, JSON, r#"{"fault": {"faultstring": "No.", "detail": {"errorcode": "oauth.v2.No"}}}"#),
    ("an error with a capital letter", 400, JSON, r#"{"Error": {"Message": "No."}}"#),
    ("a reason within the error", 400, JSON, r#"{"error": {"reason": "No.", "type": "parse_exception"}}"#),
    ("a description", 400, JSON, r#"{"description": "No."}"#),
    ("a text alone", 400, JSON, r#""No.""#),
    ("a list of texts", 400, JSON, r#"["No.", "Never."]"#),
    (
        "a problem with title and detail",
        403,
        Some("application/problem+json"),
        r#"{"title": "Out of credit", "detail": "It costs 50.", "status": 403, "type": "https://example.com/credit"}"#,
    ),
    ("a problem with a title alone", 403, Some("application/problem+json"), r#"{"title": "Out of credit"}"#),
    ("a detail that contains the title", 400, JSON, r#"{"title": "Bad", "detail": "Bad input"}"#),
    ("a title that contains the detail", 400, JSON, r#"{"title": "Bad input", "detail": "input"}"#),
    ("a problem with its type alone", 403, JSON, r#"{"type": "https://example.com/credit"}"#),
    ("a problem of no type", 403, JSON, r#"{"type": "about:blank", "status": 403}"#),
    ("a type that is no URI", 403, JSON, r#"{"type": "credit"}"#),
    ("a problem with fields", 400, JSON, r#"{"title": "Invalid.", "errors": {"Name": ["too long", "not free"], "Age": "missing"}}"#),
    (
        "a list of places and messages",
        422,
        JSON,
        r#"{"detail": [{"loc": ["body", "input"], "msg": "field required", "type": "missing"}, {"loc": ["body", "tags", 0], "msg": "not a text"}]}"#,
    ),
    ("a list of errors that are texts", 400, JSON, r#"{"errors": ["a", "b"]}"#),
    (
        "a list of errors that are objects",
        400,
        JSON,
        r#"{"errors": [{"message": "a"}, {"detail": "b"}, {"msg": "c"}, {"title": "d"}, {"code": 7}]}"#,
    ),
    ("a pointer to the place", 400, JSON, r#"{"errors": [{"title": "Bad", "detail": "too short", "source": {"pointer": "/input"}}]}"#),
    ("a param as the place", 400, JSON, r#"{"error": {"message": "too high", "param": "temperature", "type": "invalid_request_error"}}"#),
    ("errors by field", 400, JSON, r#"{"errors": {"input": ["a", "b"], "name": "c"}}"#),
    (
        "a message and a list with a field",
        400,
        JSON,
        r#"{"message": "Validation failed", "errors": [{"field": "input", "message": "missing"}]}"#,
    ),
    ("fields with lists alone", 400, JSON, r#"{"input": ["This field is required."]}"#),
    ("fields with lists beside another field", 400, JSON, r#"{"input": ["This field is required."], "status": 400}"#),
    ("a message that is null beside a detail", 400, JSON, r#"{"message": null, "detail": "No."}"#),
    ("an empty message beside an error", 400, JSON, r#"{"message": "", "error": {"detail": "No."}}"#),
    ("an empty object", 400, JSON, "{}"),
    ("an empty list", 400, JSON, "[]"),
    ("a list of numbers", 400, JSON, "[1, 2]"),
    ("null", 400, JSON, "null"),
    ("a number", 400, JSON, "5"),
    ("an empty text in JSON", 400, JSON, r#""""#),
    ("an empty detail", 400, JSON, r#"{"detail": ""}"#),
    ("errors with numbers alone", 400, JSON, r#"{"errors": [{"code": 7}]}"#),
    ("integers beyond 64 bits", 400, JSON, r#"{"error": {"code": "melted", "message": "no", "id": 123456789012345678901234567890}}"#),
    ("the last of two members with a name holds", 400, JSON, r#"{"error": "a", "error": {"code": "b", "message": "no"}}"#),
];

/// Bodies that are text, or nothing that can be read.
const OTHERS: &[Row] = &[
    ("nothing, with a content type", 503, JSON, ""),
    ("blanks", 500, JSON, " \r\n"),
    ("plain text", 503, TEXT, "upstream connect error"),
    ("plain text with line ends around it", 500, TEXT, "\r\n the agent is gone\r\n"),
    ("plain text that is markup", 500, TEXT, "<b>No.</b>"),
    ("plain text of blanks", 500, TEXT, "  \n"),
    ("text without a content type", 400, None, "Client sent an HTTP request to an HTTPS server.\n"),
    ("text with the content type of JSON", 400, JSON, "no healthy upstream"),
    ("text with the content type of JSON in capitals", 400, Some("Application/JSON"), "no healthy upstream"),
    ("text with the content type of bytes", 400, Some("application/octet-stream"), "no healthy upstream"),
    ("markup without a content type", 400, None, "<error>No.</error>"),
    ("XML", 500, Some("application/xml"), "<error>No.</error>"),
    ("JSON that is cut", 500, JSON, r#"{"error": {"code": "melted", "mess"#),
    ("a list that is cut", 500, JSON, r#"["No."#),
    ("a text of JSON that is cut", 500, JSON, r#""No."#),
    ("something after the JSON", 500, JSON, r#"{"error": {"code": "melted", "message": "no"}} {}"#),
    ("a control character in a text without a content type", 400, None, "a\u{1}b"),
    ("a line feed and a tab in a text without a content type", 400, None, "a\n\tb"),
    ("JSON with the content type of text", 400, TEXT, r#"{"error": {"code": "melted", "message": "no"}}"#),
    ("JSON with the content type of a page", 400, HTML, r#"{"error": {"code": "melted", "message": "no"}}"#),
    ("JSON without a content type", 400, None, r#"{"error": {"code": "melted", "message": "no"}}"#),
    ("JSON after a byte order mark", 400, JSON, "\u{feff}{\"error\": {\"code\": \"melted\", \"message\": \"no\"}}"),
    ("text after a byte order mark", 400, TEXT, "\u{feff}no healthy upstream"),
    ("an event stream", 500, Some("text/event-stream"), "data: {\"type\": \"error\", \"code\": \"melted\", \"message\": \"no\"}\n\n"),
    ("terminal escapes in plain text are kept as they are", 500, TEXT, "\u{1b}[2Jno\u{202e}"),
    ("control characters beyond ASCII in a text without a content type", 400, None, "a\u{9b}b\u{85}c"),
    ("a vertical tab in a text without a content type", 400, None, "a\u{b}b"),
    // White space is what Unicode calls so: U+0085 is, and U+FEFF is not.
    ("a text between white space beyond ASCII", 400, TEXT, "\u{85}\u{3000}no\u{feff}\u{a0}"),
    ("a message between white space beyond ASCII", 400, JSON, r#"{"detail": "\u0085\u2028no\ufeff\u0085"}"#),
    ("a message of white space beyond ASCII", 400, JSON, r#"{"error": {"code": "melted", "message": "\u0085"}, "detail": "no"}"#),
    ("a message of a byte order mark", 400, JSON, r#"{"error": {"code": "melted", "message": "\ufeff"}}"#),
    ("a flat code with a byte order mark", 400, JSON, r#"{"error": "mel\ufeffted", "message": "no"}"#),
    ("a flat text with a line break beyond ASCII", 400, JSON, r#"{"error": "mel\u0085ted", "message": "no"}"#),
    // Pages.
    ("a page", 502, HTML, "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"),
    ("a page without a title", 500, HTML, "<h1>No.</h1>"),
    ("a page with an empty title", 500, HTML, "<html><title> </title>"),
    ("a page with a title between white space beyond ASCII", 500, HTML, "<html><title>\u{85}No\u{85}\u{feff} way\u{a0}</title>"),
    ("a page whose title is cut", 500, HTML, "<html><title>No"),
    (
        "a title with attributes and line ends",
        400,
        HTML,
        "<html><head><TITLE class=a>\n 400 The plain HTTP request\n was sent to HTTPS port </Title>",
    ),
    ("a title that is not ASCII", 500, HTML, "<html><title>İ ß</title>"),
    ("a page with the content type of text", 500, TEXT, "<!DOCTYPE html><title>No</title>"),
    ("a page with the content type of JSON", 500, JSON, " \r\n<HTML lang=en><title>No</title>"),
    ("a page without a content type", 500, None, "<!doctype HTML><title>No</title>"),
    ("an XHTML page", 500, Some("application/xhtml+xml"), "<?xml version=\"1.0\"?><html><title>No</title></html>"),
    ("an empty page", 500, HTML, ""),
    ("events with the content type of a page are no page", 500, HTML, "data: {}\n\n"),
    // Routes that the server does not know.
    ("404 without a body", 404, None, ""),
    ("404 with a text", 404, TEXT, "404 page not found\n"),
    ("404 with another text", 404, TEXT, "no such agent"),
    ("404 with a page", 404, HTML, "<html><title>Not here</title>"),
    ("404 with the name of the status as a detail", 404, JSON, r#"{"detail": "Not Found"}"#),
    ("404 with another detail", 404, JSON, r#"{"detail": "no such agent"}"#),
    ("404 with the name of the status as an error", 404, JSON, r#"{"error": "Not Found"}"#),
    (
        "404 with the name of the status as an error, and its path",
        404,
        JSON,
        r#"{"timestamp": "2026-01-01", "status": 404, "error": "Not Found", "path": "/v1/agents"}"#,
    ),
    ("404 with a message that names the status", 404, JSON, r#"{"error": {"message": "404: page not found!"}}"#),
    ("404 with a message alone", 404, JSON, r#"{"error": {"message": "no such agent"}}"#),
    ("404 with a code alone", 404, JSON, r#"{"error": "not_found"}"#),
    ("404 with a code and a message that names the status", 404, JSON, r#"{"error": {"code": "not_found", "message": "Not Found"}}"#),
    ("405 without a body", 405, None, ""),
    ("405 with the name of the status", 405, JSON, r#"{"detail": "Method Not Allowed"}"#),
    ("405 with a code", 405, JSON, r#"{"error": {"code": "melted", "message": "no"}}"#),
    // Successes that are none.
    ("200 with an error of the contract", 200, JSON, r#"{"error": {"code": "rate_limited", "message": "no"}}"#),
    ("200 with an error in the flat form", 200, JSON, r#"{"error": "not_found", "message": "no"}"#),
    ("200 with an error of an unknown code", 200, JSON, r#"{"error": {"code": "melted", "message": "no"}}"#),
    ("200 with an error without a code", 200, JSON, r#"{"error": {"message": "no"}}"#),
    ("200 with a page", 200, HTML, "<html><title>Welcome</title>"),
    ("200 with a page of another content type", 200, JSON, "<!DOCTYPE html><title>Welcome</title>"),
    ("202 with an object", 202, JSON, r#"{"output": "no"}"#),
    ("202 with a page", 202, HTML, "<html><title>Welcome</title>"),
    ("206 without a body", 206, None, ""),
    ("407 without a body", 407, None, ""),
    ("407 with a text", 407, TEXT, "Give a credential."),
];

/// Each status without a body, whose kind, code and outcome its number alone decides.
const STATUSES: [u16; 27] =
    [300, 301, 302, 303, 304, 307, 308, 400, 401, 402, 403, 406, 408, 409, 410, 413, 418, 422, 425, 429, 451, 500, 501, 502, 503, 504, 599];

const LOCATIONS: &[(&str, &str)] = &[
    ("a redirect to another server", "https://elsewhere.example/v1/agents"),
    ("a redirect shows no user, password, query or fragment", "https://me:canary@elsewhere.example/a?key=canary#canary"),
    ("a redirect to a path", "/login?next=canary"),
    ("a redirect to another scheme", "mailto:me@elsewhere.example"),
    ("a redirect without a scheme", "//me:canary@elsewhere.example/a"),
];

fn rows() -> Vec<(String, Input)> {
    let object = |code: &str, message: &str| json!({ "error": { "code": code, "message": message } }).to_string();
    let tables = [FORMS, FOREIGN, OTHERS].concat().into_iter();
    let mut rows: Vec<_> =
        tables.map(|(name, status, content_type, body)| (name.to_owned(), Input::of(status, content_type, body.as_bytes()))).collect();
    rows.extend(STATUSES.map(|status| (format!("status {status}"), Input::of(status, None, b""))));
    rows.extend(LOCATIONS.iter().map(|(name, target)| {
        let mut input = Input::of(302, None, b"");
        input.headers.insert("location".to_owned(), (*target).to_owned());
        ((*name).to_owned(), input)
    }));
    let bytes: [(&str, u16, Option<&str>, Vec<u8>); 8] = [
        ("plain text that is not UTF-8", 500, TEXT, b"Gr\xf6\xdfe".to_vec()),
        ("text without a content type that is not UTF-8", 500, None, b"Gr\xf6\xdfe".to_vec()),
        ("JSON that is not UTF-8", 500, JSON, b"{\"error\": {\"code\": \"melted\", \"message\": \"Gr\xf6\xdfe\"}}".to_vec()),
        ("binary data", 500, Some("application/octet-stream"), b"\x00\x9f\x92\x96".to_vec()),
        ("a message of 1024 bytes", 500, JSON, object("melted", &"x".repeat(1024)).into()),
        ("a message of 1025 bytes is cut", 500, JSON, object("melted", &"x".repeat(1025)).into()),
        ("a long message is cut between characters", 500, JSON, object("melted", &"ä".repeat(600)).into()),
        ("a long text without a content type is no text", 500, None, "x".repeat(1025).into()),
    ];
    rows.extend(bytes.into_iter().map(|(name, status, media, body)| (name.to_owned(), Input::of(status, media, &body))));
    rows.push(("a long plain text is cut".to_owned(), Input::of(500, TEXT, "x".repeat(1100).as_bytes())));
    rows
}

#[test]
fn error_body_vectors_are_as_printed() {
    printed::check("error_body.jsonl", rows(), |input| {
        let builder =
            input.headers.iter().fold(ErrorBuilder::from_status(input.status), |builder, (name, value)| builder.header(name, value));
        let error = builder.body(input.bytes()).build();
        json!({
            "kind": printed::variant(&error.kind()),
            "code": error.code(),
            "message": error.message(),
            "outcome": error.outcome(),
            "steps": error.steps().len(),
            "is_unsupported": error.is_unsupported(),
        })
    });
}
