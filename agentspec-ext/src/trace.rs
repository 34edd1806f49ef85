//! Spans and events for subscribers of `tracing`. Makes no decisions, and costs next to nothing without a subscriber.
//!
//! The guide's chapter on [telemetry](crate::guide::telemetry) lists what is recorded at which level, and what is never recorded.

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

/// The target of all spans and events, for the filters of subscribers.
const TARGET: &str = "agentspec_ext";
const ERROR: &str = "ERROR";

/// The server that the spans of a client name, and whether they record content.
pub(crate) struct TraceSettings {
    address: String,
    port: Option<i64>,
    content: bool,
    /// Whether a secret would be sent unencrypted and the warning has not been logged yet.
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

    /// Warns once of a secret that anyone on the network can read.
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
                "{name} is sent over plain http, where anyone on the network can read it: use an https base URL",
            );
        }
    }
}

/// Warns of an option of an answer that the dialect of this server does not have.
pub(crate) fn warn_of_ignored_option(name: &str, server: &Url) {
    warn!(
        target: TARGET,
        {
            server.address = server.host_str().unwrap_or_default(),
            server.port = server.port_or_known_default().map(i64::from),
        },
        "the option `{}` has no effect: the server speaks the dialect of the public AgentSpec runtime, which has no options",
        name.escape_debug(),
    );
}

/// Returns a code that the contract or this crate defines. So the values are few, and none contains text of a server.
fn error_type(error: &Error) -> Cow<'static, str> {
    known(error.code()).unwrap_or_else(|| error.kind().default_code(error.status().map(|status| status.as_u16())))
}

/// Returns the [`error_type`] of an `error` event.
fn event_error_type(code: &str) -> Cow<'static, str> {
    known(code).unwrap_or_else(|| ErrorKind::of_code(code).default_code(None))
}

/// Returns the code if it is more specific than its kind.
fn known(code: &str) -> Option<Cow<'static, str>> {
    ["budget_exceeded", "pipeline_error", "turn_unresolved", "stream_consumed", Error::REFUSED, Error::NO_CREDENTIAL, Error::UNSUPPORTED]
        .into_iter()
        .find(|known| *known == code)
        .map(Cow::Borrowed)
}

/// Converts a number to the signed integers of OpenTelemetry.
fn number(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}
