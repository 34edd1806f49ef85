//! Translates requests. A request that cannot be translated is not sent, as the runtime would run its agent on an empty message.

use percent_encoding::percent_decode_str;
use reqwest::header::CONTENT_LENGTH;
use reqwest::{Body, Request};
use serde_json::{Map, Value, json};
use url::Url;

use super::options::IgnoredOptions;
use crate::dialect::marks;
use crate::error::{Error, string};

/// What the translation of the response needs of the request.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub(super) session: Option<String>,
    pub(super) metadata: Option<Value>,
}

/// `{"input", "options"}` becomes `{"message"}`.
pub(super) fn message(request: &mut Request, ignored: &IgnoredOptions) -> Result<Asked, Error> {
    let message = input(request, ignored)?;
    set_body(request, &json!({ "message": message }));
    Ok(Asked::default())
}

/// A turn of a session becomes an invocation with its id: the runtime's other route for turns does not tell tokens.
pub(super) fn turn(request: &mut Request, ignored: &IgnoredOptions) -> Result<Asked, Error> {
    let message = input(request, ignored)?;
    let session = invoked_session(request.url_mut()).ok_or_else(|| unreadable("its path is not that of a session's turn"))?;
    set_body(request, &json!({ "message": message, "session_id": session }));
    Ok(Asked { session: Some(session), ..Asked::default() })
}

/// `{"input", "options"}` becomes `{"trigger": {"input"}}`.
pub(super) fn trigger(request: &mut Request, ignored: &IgnoredOptions) -> Result<Asked, Error> {
    let input = input(request, ignored)?;
    set_body(request, &json!({ "trigger": { "input": input } }));
    Ok(Asked::default())
}

/// Refuses metadata that is not text: the runtime would create a session without any.
pub(super) fn metadata(request: &Request) -> Result<Asked, Error> {
    let metadata = body(request)?.get("metadata").cloned().unwrap_or_else(|| json!({}));
    if let Some((key, _)) = metadata.as_object().into_iter().flatten().find(|(_, value)| string(value).is_none()) {
        return Err(Error::invalid_request(format!(
            "metadata.{key} is not text, and the dialect of the public AgentSpec runtime has no other metadata: give it as a string"
        )));
    }
    Ok(Asked { metadata: Some(metadata), ..Asked::default() })
}

/// Takes the input of a request, and warns of its options.
fn input(request: &Request, ignored: &IgnoredOptions) -> Result<String, Error> {
    let body = body(request)?;
    let input = body.get("input").and_then(string).ok_or_else(|| unreadable("its body has no `input`"))?;
    ignored.warn(body.get("options"), request.url());
    Ok(input)
}

fn body(request: &Request) -> Result<Map<String, Value>, Error> {
    let body = request.body().and_then(Body::as_bytes).and_then(marks::object);
    body.ok_or_else(|| unreadable("its body is not a JSON object"))
}

/// Returns the error of a request that is not as the client makes it.
fn unreadable(why: &str) -> Error {
    Error::invalid_request(format!(
        "a middleware has changed the request so that it cannot be translated to the dialect of the public AgentSpec runtime: {why}"
    ))
}

fn set_body(request: &mut Request, body: &Value) {
    request.headers_mut().remove(CONTENT_LENGTH);
    *request.body_mut() = Some(body.to_string().into());
}

/// Turns the path of a session's turn, `…/{agent}/sessions/{id}/continue`, into `…/{agent}/invoke`, and returns the id.
fn invoked_session(url: &mut Url) -> Option<String> {
    let mut ending = url.path_segments()?.rev();
    let (_, id, sessions) = (ending.next()?, ending.next()?, ending.next()?);
    let id = percent_decode_str(id).decode_utf8().ok().filter(|_| sessions == "sessions")?.into_owned();
    url.path_segments_mut().ok()?.pop().pop().pop().push("invoke");
    Some(id)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use reqwest::Method;

    use super::*;

    fn request(path: &str, body: &'static str) -> Request {
        let mut request = Request::new(Method::POST, Url::parse("http://localhost/team/a").unwrap().join(path).unwrap());
        *request.body_mut() = Some(body.into());
        request
    }

    fn sent(request: &Request) -> (&str, &str) {
        (request.url().path(), str::from_utf8(request.body().unwrap().as_bytes().unwrap()).unwrap())
    }

    #[test]
    fn a_turn_becomes_an_invocation_with_the_decoded_id_of_its_session() {
        for ending in ["continue", "stream"] {
            let mut request = request(&format!("/team/v1/agents/a%2Fb/sessions/s%201/{ending}"), r#"{"input":"Hi"}"#);
            let asked = turn(&mut request, &IgnoredOptions::default()).unwrap();
            assert_eq!(asked.session.as_deref(), Some("s 1"));
            assert_eq!(sent(&request), ("/team/v1/agents/a%2Fb/invoke", r#"{"message":"Hi","session_id":"s 1"}"#));
        }
    }

    #[test]
    fn a_request_without_an_input_is_not_sent() {
        for body in ["", "{}", "[]", r#"{"input":1}"#, r#"{"message":"Hi"}"#, r#"{"input":10000000000000000000000}"#] {
            let error = message(&mut request("/v1/agents/a/invoke", body), &IgnoredOptions::default()).unwrap_err();
            assert!(error.is_invalid_request() && !error.may_have_run() && error.message().contains("a middleware"), "{body}: {error}");
        }
        let error = turn(&mut request("/elsewhere", r#"{"input":"Hi"}"#), &IgnoredOptions::default()).unwrap_err();
        assert!(error.message().contains("its path"), "{error}");
    }
}
