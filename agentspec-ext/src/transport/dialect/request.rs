//! Translates requests. A request that cannot be translated is not sent, as the runtime would run its agent on an empty message.

use percent_encoding::percent_decode_str;
use reqwest::header::CONTENT_LENGTH;
use reqwest::{Body, Request};
use serde_json::{Value, json};
use url::Url;

use super::answer::{self, Object};
use super::options::IgnoredOptions;
use crate::dialect::marks;
use crate::error::{Error, string};

/// What the translation of the response needs of the request.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub(super) session: Option<String>,
    pub(super) metadata: Option<Value>,
}

/// `{"input", "options"}` becomes `{"message"}`. Other fields, which only a middleware can have added, are kept.
pub(super) fn message(request: &mut Request, ignored: &IgnoredOptions) -> Result<Asked, Error> {
    let (message, rest) = input(request, ignored)?;
    set_body(request, "message", message.into(), rest);
    Ok(Asked::default())
}

/// A turn of a session becomes an invocation with its id: the runtime's other route for turns does not tell tokens.
pub(super) fn turn(request: &mut Request, ignored: &IgnoredOptions) -> Result<Asked, Error> {
    let (message, mut rest) = input(request, ignored)?;
    let session = invoked_session(request.url_mut()).ok_or_else(|| unreadable("its path is not that of a session's turn"))?;
    rest.insert("session_id".to_owned(), session.as_str().into());
    set_body(request, "message", message.into(), rest);
    Ok(Asked { session: Some(session), ..Asked::default() })
}

/// `{"input", "options"}` becomes `{"trigger": {"input"}}`.
pub(super) fn trigger(request: &mut Request, ignored: &IgnoredOptions) -> Result<Asked, Error> {
    let (input, rest) = input(request, ignored)?;
    set_body(request, "trigger", json!({ "input": input }), rest);
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

/// Returns the input of a request and its other fields, and warns of its options.
fn input(request: &Request, ignored: &IgnoredOptions) -> Result<(String, Object), Error> {
    let mut body = body(request)?;
    let input = body.shift_remove("input").as_ref().and_then(string).ok_or_else(|| unreadable("its body has no `input`"))?;
    ignored.warn(body.shift_remove("options").as_ref(), request.url());
    Ok((input, body))
}

fn body(request: &Request) -> Result<Object, Error> {
    let body = request.body().and_then(Body::as_bytes).and_then(marks::object);
    body.ok_or_else(|| unreadable("its body is not a JSON object"))
}

/// Returns the error of a request that is not as the client makes it.
fn unreadable(why: &str) -> Error {
    Error::invalid_request(format!(
        "a middleware has changed the request so that it cannot be translated to the dialect of the public AgentSpec runtime: {why}"
    ))
}

fn set_body(request: &mut Request, field: &str, value: Value, rest: Object) {
    let body: Object = [(field.to_owned(), value)].into_iter().chain(rest).collect();
    request.headers_mut().remove(CONTENT_LENGTH);
    *request.body_mut() = Some(answer::write(&body).into());
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
    fn fields_that_a_middleware_has_added_are_kept() {
        let mut request =
            request("/v1/agents/a/invoke", r#"{"input":"Hi","options":{"seed":1},"variables":{"n":"1"},"id":100000000000000000000001}"#);
        message(&mut request, &IgnoredOptions::default()).unwrap();
        assert_eq!(sent(&request).1, r#"{"message":"Hi","variables":{"n":"1"},"id":100000000000000000000001}"#);
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
