//! JSON as the runtime writes it. Pure.

use http::StatusCode;
use serde::Serialize;

use crate::api::response::{Content, Response};

/// The characters that are escaped, as a page of HTML or a script may contain the JSON.
const ESCAPED: [(char, &str); 5] = [('<', "\\u003c"), ('>', "\\u003e"), ('&', "\\u0026"), ('\u{2028}', "\\u2028"), ('\u{2029}', "\\u2029")];

/// Returns a body as JSON.
pub(crate) fn write(body: &impl Serialize) -> String {
    // The wire types have a JSON form: their keys are strings.
    let json = serde_json::to_string(body).unwrap_or_default();
    // These characters occur in strings only.
    ESCAPED.iter().fold(json, |json, (character, escape)| json.replace(*character, escape))
}

/// Returns a response with a JSON body.
pub(crate) fn response(status: StatusCode, body: &impl Serialize) -> Response {
    Response::new(status).with_content("application/json", Content::Whole(write(body).into()))
}

/// Returns a 200 with a JSON body.
pub(crate) fn ok(body: &impl Serialize) -> Response {
    response(StatusCode::OK, body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_html_and_line_ends_of_scripts_are_escaped() {
        assert_eq!(write(&"<a href='x'>é & \"b\"\u{2028}\u{2029}\n"), r#""\u003ca href='x'\u003eé \u0026 \"b\"\u2028\u2029\n""#);
    }
}
