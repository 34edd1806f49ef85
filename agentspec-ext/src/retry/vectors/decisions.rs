//! `decisions.jsonl`: whether and when a failed attempt is retried, and otherwise why not.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::error::{Error, ErrorKind, Outcome, Phase, RawResponse};
use crate::printed;
use crate::retry::{Backoff, Budget, Limits, Never, Retries, RetryPolicy, Standard, StopReason, Strict};
use crate::secret::Secrets;

#[derive(Clone, Deserialize, Serialize)]
#[serde(default)]
struct Input {
    policy: String,
    method: String,
    kind: String,
    status: Option<u16>,
    code: String,
    outcome: Option<Outcome>,
    is_final: bool,
    attempt: u32,
    retry_after_ms: Option<u64>,
    elapsed_ms: u64,
    random: f64,
    max_retries: u32,
    retry_delay_ms: u64,
    max_retry_delay_ms: Option<u64>,
    deadline_ms: Option<u64>,
}

impl Default for Input {
    fn default() -> Self {
        Self {
            policy: String::new(),
            method: String::new(),
            kind: String::new(),
            status: None,
            code: String::new(),
            outcome: None,
            is_final: false,
            attempt: 1,
            retry_after_ms: None,
            elapsed_ms: 0,
            random: 0.0,
            max_retries: 3,
            retry_delay_ms: 1000,
            max_retry_delay_ms: Some(60_000),
            deadline_ms: None,
        }
    }
}

impl Input {
    fn of(policy: &str, method: &str, error: &Error) -> Self {
        Self {
            policy: policy.to_owned(),
            method: method.to_owned(),
            kind: printed::variant(&error.kind()),
            status: error.status().map(|status| status.as_u16()),
            code: error.code().to_owned(),
            outcome: Some(error.outcome()),
            is_final: error.is_final(),
            ..Self::default()
        }
    }

    fn error(&self) -> Error {
        let kind = match self.kind.as_str() {
            "timeout" => ErrorKind::Timeout(Phase::Request),
            name => ErrorKind::deserialize(Value::from(name)).unwrap(),
        };
        let mut error = Error::new(kind, self.outcome.unwrap(), "").with_code(self.code.clone());
        if let Some(status) = self.status {
            error = error.with_response(StatusCode::from_u16(status).unwrap(), HeaderMap::new(), &[]);
        }
        error.for_retry(self.is_final, self.retry_after_ms.map(Duration::from_millis))
    }

    fn limits(&self) -> Limits {
        let policy: Arc<dyn RetryPolicy> = match self.policy.as_str() {
            "standard" => Arc::new(Standard),
            "strict" => Arc::new(Strict),
            "never" => Arc::new(Never),
            other => panic!("no policy is named {other:?}"),
        };
        let backoff = Backoff {
            first: Duration::from_millis(self.retry_delay_ms),
            cap: self.max_retry_delay_ms.map_or(Duration::MAX, Duration::from_millis),
        };
        Limits { policy, max_retries: self.max_retries, backoff, deadline: self.deadline_ms.map(Duration::from_millis) }
    }

    /// Decides after the last of `attempt` failed attempts.
    fn decide(&self) -> Result<Duration, StopReason> {
        let (error, limits, budget) = (self.error(), self.limits(), Budget::new(None));
        let is_idempotent = match self.method.as_str() {
            "GET" | "DELETE" => true,
            "POST" => false,
            other => panic!("no operation has the method {other:?}"),
        };
        let mut retries = Retries::new(&limits, &budget, "", is_idempotent);
        let elapsed = Duration::from_millis(self.elapsed_ms);
        for _ in 1..self.attempt {
            let _ = retries.after(&error, elapsed, elapsed, self.random);
        }
        retries.after(&error, elapsed, elapsed, self.random)
    }
}

fn status(status: u16, body: &str) -> Error {
    let status = StatusCode::from_u16(status).unwrap();
    let response = RawResponse { status, headers: HeaderMap::new(), body: body.into(), undecodable: None };
    Error::from_response(response, SystemTime::UNIX_EPOCH, &Secrets::NONE)
}

/// The failures that a policy decides on, each with its name.
fn failures() -> Vec<(String, Error)> {
    let statuses =
        [301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 408, 409, 413, 421, 422, 425, 429, 451, 500, 501, 502, 503, 504, 505, 529, 599];
    let statuses = statuses.map(|code| (format!("status {code}"), status(code, "")));
    let codes = [(429, "budget_exceeded"), (503, "budget_exceeded"), (502, "not_found"), (500, "pipeline_error"), (200, "rate_limited")]
        .map(|(number, code)| (format!("status {number} with the code {code}"), status(number, &json!({ "error": code }).to_string())));
    let (connect, timeout) = (ErrorKind::Connect, ErrorKind::Timeout(Phase::Request));
    let others = [
        ("no connection", connect, Outcome::NotSent, false),
        ("a failed TLS handshake", connect, Outcome::NotSent, true),
        ("no connection, although the request may have been sent", connect, Outcome::Unknown, true),
        ("a timeout while connecting", timeout, Outcome::NotSent, false),
        ("a timeout of the response", timeout, Outcome::Unknown, false),
        ("a broken connection before the request was sent", ErrorKind::Transport, Outcome::NotSent, false),
        ("a broken connection", ErrorKind::Transport, Outcome::Unknown, false),
        ("a server that does not speak HTTP", ErrorKind::Transport, Outcome::Unknown, true),
        ("a stream that broke before its first event", ErrorKind::Interrupted, Outcome::Unknown, false),
        ("a stream that broke after an event", ErrorKind::Interrupted, Outcome::Partial, false),
        ("a stream that was silent after an event", timeout, Outcome::Partial, false),
        ("a connection that broke after an event", ErrorKind::Transport, Outcome::Partial, false),
        ("a response that cannot be read", ErrorKind::Decode, Outcome::Unknown, false),
        ("a response that is too large", ErrorKind::TooLarge, Outcome::Unknown, false),
        ("a configuration error", ErrorKind::Configuration, Outcome::NotSent, false),
        ("an invalid request that was not sent", ErrorKind::InvalidRequest, Outcome::NotSent, false),
        ("a middleware that refuses", ErrorKind::InvalidRequest, Outcome::NotSent, true),
    ]
    .map(|(name, kind, outcome, is_final)| (name.to_owned(), Error::new(kind, outcome, "").for_retry(is_final, None)));
    statuses.into_iter().chain(codes).chain(others).collect()
}

/// Every failure with every method and policy.
fn by_failure() -> Vec<(String, Input)> {
    let mut rows = Vec::new();
    for policy in ["standard", "strict", "never"] {
        for (name, error) in failures() {
            for method in ["GET", "DELETE", "POST"] {
                // The policy that never retries needs no proof for each failure.
                let is_shown =
                    policy != "never" || method != "DELETE" && matches!(name.as_str(), "status 503" | "status 400" | "no connection");
                if is_shown {
                    rows.push((format!("{policy}, {method}: {name}"), Input::of(policy, method, &error)));
                }
            }
        }
    }
    rows
}

/// The limits, by what fails with status 503 unless a row says otherwise.
fn by_limit() -> Vec<(String, Input)> {
    let busy = |policy| Input::of(policy, "POST", &status(503, ""));
    let standard = || busy("standard");
    let refused = || Input::of("standard", "POST", &status(400, ""));
    let gateway = |policy| Input::of(policy, "POST", &status(502, ""));
    let after = |seconds: u64| Input { retry_after_ms: Some(seconds * 1000), ..standard() };
    let deadline = |deadline_ms, elapsed_ms| Input { deadline_ms: Some(deadline_ms), elapsed_ms, ..standard() };
    let rows = [
        ("the delay doubles after the second attempt", Input { attempt: 2, ..standard() }),
        ("the delay doubles again after the third attempt", Input { attempt: 3, ..standard() }),
        ("the last attempt that max_retries allows has failed", Input { attempt: 4, ..standard() }),
        ("max_retries is checked before the policy", Input { attempt: 4, ..refused() }),
        ("max_retries of 0 allows no retry", Input { max_retries: 0, ..standard() }),
        ("max_retries of 1 allows one retry", Input { max_retries: 1, ..standard() }),
        ("max_retries of 1 allows no second retry", Input { max_retries: 1, attempt: 2, ..standard() }),
        ("jitter adds up to a quarter to the delay", Input { random: 0.5, ..standard() }),
        ("jitter is of the doubled delay", Input { random: 0.5, attempt: 3, ..standard() }),
        ("the delay grows no further than max_retry_delay less its jitter", Input { attempt: 7, max_retries: 9, ..standard() }),
        ("jitter does not exceed max_retry_delay", Input { attempt: 7, max_retries: 9, random: 0.75, ..standard() }),
        ("without max_retry_delay the delay keeps doubling", Input { attempt: 8, max_retries: 9, max_retry_delay_ms: None, ..standard() }),
        ("a retry_delay of 0 is no delay", Input { retry_delay_ms: 0, random: 0.5, attempt: 3, ..standard() }),
        ("a retry_delay above max_retry_delay is the delay", Input { retry_delay_ms: 90_000, random: 0.5, ..standard() }),
        ("Retry-After replaces the delay", after(30)),
        ("Retry-After replaces the delay of a later attempt", Input { attempt: 3, ..after(2) }),
        ("jitter adds up to a tenth to Retry-After", Input { random: 0.5, ..after(30) }),
        ("Retry-After of 0 is no delay", Input { random: 0.5, ..after(0) }),
        ("jitter does not move Retry-After beyond max_retry_delay", Input { random: 0.75, ..after(59) }),
        ("Retry-After may be max_retry_delay", Input { random: 0.75, ..after(60) }),
        ("Retry-After above max_retry_delay ends the call", after(61)),
        ("Retry-After may be as long as a retry_delay above max_retry_delay", Input { retry_delay_ms: 90_000, ..after(90) }),
        ("Retry-After above a retry_delay above max_retry_delay ends the call", Input { retry_delay_ms: 90_000, ..after(91) }),
        ("without max_retry_delay any Retry-After is waited for", Input { max_retry_delay_ms: None, ..after(86_400) }),
        (
            "a max_retry_delay of 0 without a delay allows a Retry-After of 0",
            Input { retry_delay_ms: 0, max_retry_delay_ms: Some(0), ..after(0) },
        ),
        (
            "a max_retry_delay of 0 without a delay allows no Retry-After",
            Input { retry_delay_ms: 0, max_retry_delay_ms: Some(0), ..after(1) },
        ),
        ("Retry-After above max_retry_delay is no reason where no retry could help", Input { retry_after_ms: Some(61_000), ..refused() }),
        ("Retry-After does not make a status transient", Input { retry_after_ms: Some(1000), ..refused() }),
        (
            "Retry-After above max_retry_delay is the reason under the strict policy too",
            Input { retry_after_ms: Some(61_000), ..gateway("strict") },
        ),
        (
            "Retry-After above max_retry_delay is the reason under the policy never too",
            Input { retry_after_ms: Some(61_000), ..busy("never") },
        ),
        ("max_retries is checked before Retry-After", Input { attempt: 4, ..after(61) }),
        ("a delay that ends before the deadline is waited for", deadline(10_000, 8_999)),
        ("a delay that ends at the deadline is not waited for", deadline(10_000, 9_000)),
        ("a deadline that has passed ends the call", deadline(10_000, 60_000)),
        ("jitter counts against the deadline", Input { random: 0.5, ..deadline(2000, 900) }),
        ("a deadline is no reason where no retry could help", Input { deadline_ms: Some(10), elapsed_ms: 20, ..refused() }),
        ("the deadline is checked after max_retry_delay", Input { retry_after_ms: Some(61_000), ..deadline(10_000, 0) }),
        (
            "Retry-After that ends before the deadline is waited for, with jitter",
            Input { retry_after_ms: Some(20_000), random: 0.5, ..deadline(31_000, 1000) },
        ),
        (
            "jitter does not move Retry-After to the deadline",
            Input { retry_after_ms: Some(29_000), random: 0.75, ..deadline(31_000, 1000) },
        ),
        ("Retry-After that ends at the deadline is not waited for", Input { retry_after_ms: Some(30_000), ..deadline(31_000, 1000) }),
    ];
    rows.into_iter().map(|(name, input)| (name.to_owned(), input)).collect()
}

#[test]
fn decision_vectors_are_as_printed() {
    let inputs = [by_failure(), by_limit()].concat();
    printed::check("decisions.jsonl", inputs, |input| match input.decide() {
        Ok(delay) => json!({ "retry_ms": printed::milliseconds(delay) }),
        Err(stop) => json!({ "stopped_by": stop }),
    });
}
