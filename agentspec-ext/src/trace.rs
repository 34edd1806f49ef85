//! Spans and events for whoever subscribes by `tracing`. Decides nothing, and does next to nothing where nobody subscribes.
//!
//! What is recorded at which level, and what never is, the guide's chapter on [telemetry](crate::guide::telemetry) says.

mod attempt;
mod call;
mod content;
mod propagation;
mod subject;

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};

use tracing::warn;
use url::Url;

pub(crate) use self::attempt::{AttemptSpan, FailureEvent, turn_blocked};
pub(crate) use self::call::CallSpan;
pub(crate) use self::propagation::propagate;
pub(crate) use self::subject::Subject;
use crate::credential::Credentials;
use crate::error::{Error, ErrorKind};

/// What a subscriber filters by: one name, wherever in this crate a span is made.
const TARGET: &str = "agentspec_ext";
const ERROR: &str = "ERROR";

/// What the spans of a client say of its server, and whether they hold content.
pub(crate) struct TraceSettings {
    address: String,
    port: Option<i64>,
    content: bool,
    /// Whether anyone on the way can read a secret, and nobody has been warned of it.
    warns_of_plain_http: AtomicBool,
}

impl TraceSettings {
    pub(crate) fn new(base_url: &Url, content: bool, is_plain: bool) -> Self {
        Self {
            address: base_url.host_str().unwrap_or_default().to_owned(),
            port: base_url.port_or_known_default().map(i64::from),
            content,
            warns_of_plain_http: AtomicBool::new(is_plain),
        }
    }

    /// Warns, once, of a secret that anyone on the way can read.
    pub(crate) fn warn_of_plain_http(&self, credentials: &Credentials) {
        if !self.warns_of_plain_http.load(Ordering::Relaxed) {
            return;
        }
        let Some(name) = credentials.name() else { return };
        if self.warns_of_plain_http.swap(false, Ordering::Relaxed) {
            warn!(
                target: TARGET,
                {
                    server.address = self.address,
                    server.port = self.port,
                },
                "{name} is sent over plain http, where anyone on the way can read it: give an https base URL",
            );
        }
    }
}

/// A code that the contract or this crate knows, so that they are few, and none holds what a server echoes.
fn error_type(error: &Error) -> Cow<'static, str> {
    known(error.code()).unwrap_or_else(|| error.kind().default_code(error.status().map(|status| status.as_u16())))
}

/// As [`error_type`], of an `error` event.
fn event_error_type(code: &str) -> Cow<'static, str> {
    known(code).unwrap_or_else(|| ErrorKind::of_code(code).default_code(None))
}

/// A code that says more than its kind.
fn known(code: &str) -> Option<Cow<'static, str>> {
    ["budget_exceeded", "pipeline_error", "turn_unresolved", "stream_consumed", Error::REFUSED, Error::NO_CREDENTIAL]
        .into_iter()
        .find(|known| *known == code)
        .map(Cow::Borrowed)
}

/// OpenTelemetry's numbers have a sign.
fn number(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}
