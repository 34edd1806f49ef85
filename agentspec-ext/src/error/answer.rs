//! From an answer that is no success, or cannot be read, to an error.

use std::time::SystemTime;

use agentspec_client::json::Undecodable;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use url::Url;

use super::{Error, ErrorBody, ErrorKind};
use crate::headers;
use crate::outcome::Outcome;
use crate::retry::retry_after;

/// An answer, as far as it came.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// As much of the body as was read.
    pub(crate) body: Vec<u8>,
    pub(crate) undecodable: Option<Undecodable>,
}

impl Error {
    /// The error that `answer` is: by its status, by the error in its body, or because it cannot be read.
    pub(crate) fn from_answer(answer: Answer, now: SystemTime) -> Self {
        let Answer { status, headers, body, undecodable } = answer;
        let told = ErrorBody::parse(&body);
        let kind = match &told {
            Some(told) if status.is_success() => ErrorKind::of_code(told.code.as_deref().unwrap_or_default()),
            None if status.is_success() => ErrorKind::Decode,
            _ => ErrorKind::of_status(status.as_u16()),
        };
        let is_of_proxy = told.is_none() && status == StatusCode::PROXY_AUTHENTICATION_REQUIRED;
        let is_unsupported = told.is_none() && matches!(status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED);
        let (kind, outcome) = if is_of_proxy { (ErrorKind::Connect, Outcome::NotSent) } else { (kind, outcome(status)) };
        let ErrorBody { code, message, steps } = told.unwrap_or_default();
        let message = message.unwrap_or_else(|| describe(status, &headers, undecodable.as_ref()));
        let mut error = Self::new(kind, outcome, message);
        error.0.is_final = is_of_proxy;
        error.0.is_unsupported = is_unsupported;
        error.0.code = code.map_or_else(|| kind.default_code(Some(status.as_u16())), Into::into);
        error.0.retry_after = retry_after(&headers, now);
        error.0.steps = steps;
        let error = error.with_answer(status, headers, &body);
        match undecodable {
            Some(undecodable) if kind == ErrorKind::Decode => error.with_source(undecodable),
            _ => error,
        }
    }
}

/// The contract's rule: 4xx and 503 were refused; any other answer may stand for a run. So may a redirect, which is how a server answers a
/// POST that it has done, but for 307 and 308: they ask to send it elsewhere (RFC 9110, section 15.4).
fn outcome(status: StatusCode) -> Outcome {
    match status.as_u16() {
        307 | 308 | 400..=499 | 503 => Outcome::Rejected,
        _ => Outcome::Unknown,
    }
}

/// Where a redirect leads, without what may hold a secret: user, password, query and fragment.
fn without_secrets(target: &str) -> String {
    let place = target.split(['?', '#']).next().unwrap_or_default();
    let Ok(mut url) = Url::parse(place) else { return place.to_owned() };
    match (url.set_username(""), url.set_password(None)) {
        (Ok(()), Ok(())) => url.into(),
        _ => place.to_owned(),
    }
}

fn describe(status: StatusCode, headers: &HeaderMap, undecodable: Option<&Undecodable>) -> String {
    let media = headers::media_type(headers).unwrap_or("no content type");
    if status.is_success() && undecodable.is_some() {
        format!("the answer is not what the contract promises ({media})")
    } else if status.is_redirection() {
        let target = headers.get("location").and_then(|target| target.to_str().ok()).map_or_else(|| "nowhere".to_owned(), without_secrets);
        format!("the server answered {status}, to {target}: redirects are not followed; set the base URL to the server's own")
    } else if status == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
        "the proxy wants a credential: give it one where the proxy is set".to_owned()
    } else if matches!(status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED) {
        format!("the server does not know this route ({status}, {media}): is the base URL right, and the server not too old?")
    } else if status.is_success() {
        format!("the contract knows no answer {status} here ({media})")
    } else {
        format!("the server answered {status} without an error in its body ({media})")
    }
}
