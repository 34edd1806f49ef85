//! From an answer that is no success, or cannot be read, to an error.

use std::time::SystemTime;

use agentspec_client::json::Undecodable;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;

use super::Outcome;
use super::capped::Capped;
use super::sent::Sent;
use super::{Error, ErrorBody, ErrorKind, location};
use crate::headers;
use crate::headers::retry_after;
use crate::secret::{HIDDEN, Secrets};

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
    ///
    /// Of what the server said, the credentials are hidden before anything is made of it.
    pub(crate) fn from_answer(answer: Answer, now: SystemTime, secrets: &Secrets) -> Self {
        let Answer { status, mut headers, body, undecodable } = answer;
        secrets.hide_in_headers(&mut headers);
        let sent = Sent::read(headers::media_type(&headers), &body, secrets);
        let told = sent.json.as_ref().and_then(Value::as_object).and_then(ErrorBody::of_answer);
        let kind = match &told {
            Some(told) if status.is_success() => ErrorKind::of_code(told.code.as_deref().unwrap_or_default()),
            None if status.is_success() => ErrorKind::Decode,
            _ => ErrorKind::of_status(status.as_u16()),
        };
        let is_unsupported = match status {
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => told.as_ref().is_none_or(says_nothing),
            _ => told.is_none() && status.is_success() && sent.is_page,
        };
        let message = match &told {
            Some(ErrorBody { message: Some(message), .. }) if !is_unsupported => message.clone(),
            Some(_) if !is_unsupported => format!("the server answered {status} with a code alone, and no message"),
            _ => describe(status, &headers, undecodable.as_ref(), &sent),
        };
        let ErrorBody { code, steps, .. } = told.unwrap_or_default();
        let mut error = Self::new(kind, outcome(status), message);
        error.0.is_unsupported = is_unsupported;
        error.0.code = Capped::new(code.map_or_else(|| kind.default_code(Some(status.as_u16())), Into::into));
        error.0.retry_after = retry_after(&headers, now);
        error.0.steps = steps;
        let error = error.with_answer(status, headers, &body);
        match undecodable {
            Some(undecodable) if kind == ErrorKind::Decode => error.with_source(undecodable),
            _ => error,
        }
    }
}

/// Whether it is but the name of its status, as frameworks say of a route that they do not have.
fn says_nothing(told: &ErrorBody) -> bool {
    told.code.is_none() && told.message.as_deref().is_none_or(is_name_of_status)
}

fn is_name_of_status(message: &str) -> bool {
    let words = message.trim_matches(|letter: char| !letter.is_ascii_alphabetic());
    ["not found", "page not found", "method not allowed"].iter().any(|name| words.eq_ignore_ascii_case(name))
}

/// The contract's rule: 4xx and 503 were refused; any other answer may stand for a run. So may a redirect, which is how a server answers a
/// POST that it has done, but for 307 and 308: they ask to send it elsewhere (RFC 9110, section 15.4).
pub(super) fn outcome(status: StatusCode) -> Outcome {
    match status.as_u16() {
        307 | 308 | 400..=499 | 503 => Outcome::Rejected,
        _ => Outcome::Unknown,
    }
}

fn describe(status: StatusCode, headers: &HeaderMap, undecodable: Option<&Undecodable>, sent: &Sent<'_>) -> String {
    let form = sent.form();
    if status.is_success() && sent.is_page {
        format!("the answer is a web page, and not the API's ({status}, {form}): the base URL is probably wrong, and names another server")
    } else if status.is_success() && undecodable.is_some() {
        format!("the answer is not what the contract promises ({form})")
    } else if status.is_redirection() {
        let target = headers
            .get("location")
            .and_then(|target| target.to_str().ok())
            .map_or_else(|| "nowhere".to_owned(), |target| if target == HIDDEN { target.to_owned() } else { location::shown(target) });
        format!("the server answered {status}, to {target}: redirects are not followed; set the base URL to the server's own")
    } else if matches!(status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED) {
        let said = sent.said().filter(|said| !is_name_of_status(said));
        said.unwrap_or_else(|| {
            format!("the server does not know this route ({status}, {form}): is the base URL right, and the server not too old?")
        })
    } else if status.is_success() {
        format!("the contract does not define the status {status} here ({form})")
    } else if let Some(said) = sent.said() {
        said
    } else if status == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
        format!(
            "the server, or a proxy on the way, requires a credential for the proxy ({status}): if there is a proxy, give it one where the proxy is set"
        )
    } else if sent.is_empty() {
        format!("the server answered {status} without an error in its body ({form})")
    } else if sent.is_page {
        format!("the server answered {status} with a web page ({form})")
    } else {
        format!("the server answered {status} with a body in which no error can be read ({form})")
    }
}
