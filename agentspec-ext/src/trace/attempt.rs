//! The span of one attempt, and the events between attempts.

use std::time::Duration;

use agentspec_client::Operation as ContractOperation;
use reqwest::StatusCode;
use tracing::field::Empty;
use tracing::{Span, debug_span, info, warn};

use super::{ERROR, Subject, TARGET, TraceSettings, error_type, number};
use crate::clock::Clock;
use crate::error::{Error, StopReason, escaped};
use crate::ids::Ids;

/// A running attempt: until the last byte of its response body, or until the headers of a stream.
pub(crate) struct AttemptSpan<'a> {
    span: Span,
    clock: &'a dyn Clock,
    began: Option<Duration>,
}

impl<'a> AttemptSpan<'a> {
    /// `failed` is the number of previous attempts of this call.
    pub(crate) fn begin(operation: &str, trace: &TraceSettings, clock: &'a dyn Clock, failed: usize) -> Self {
        let (method, path) =
            ContractOperation::by_id(operation).map_or(("_OTHER", operation), |operation| (operation.method, operation.path));
        let span = debug_span!(
            target: TARGET,
            "agentspec.attempt",
            otel.name = format!("{method} {path}"),
            otel.kind = "client",
            otel.status_code = Empty,
            http.request.method = method,
            http.request.resend_count = Some(number(failed)).filter(|resent| *resent > 0),
            http.response.status_code = Empty,
            url.template = path,
            server.address = trace.address,
            server.port = trace.port,
            "error.type" = Empty,
            agentspec.attempt = number(failed).saturating_add(1),
            agentspec.outcome = Empty,
            agentspec.duration = Empty,
        );
        let began = (!span.is_disabled()).then(|| clock.monotonic());
        Self { span, clock, began }
    }

    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    pub(crate) fn end(mut self, result: Result<StatusCode, &Error>) {
        let Some(began) = self.began.take() else { return };
        let status = match result {
            Ok(status) => Some(status),
            Err(error) => error.status(),
        };
        if let Some(status) = status {
            self.span.record("http.response.status_code", i64::from(status.as_u16()));
        }
        match result {
            Ok(_) => self.span.record("agentspec.outcome", "succeeded"),
            Err(error) => {
                let refused = status.filter(|status| !status.is_success());
                let why = refused.map_or_else(|| error_type(error), |status| status.as_str().to_owned().into());
                self.span
                    .record("error.type", &*why)
                    .record("otel.status_code", ERROR)
                    .record("agentspec.outcome", error.outcome().as_str())
            }
        };
        self.record_duration(began);
    }

    fn record_duration(&self, began: Duration) {
        self.span.record("agentspec.duration", self.clock.monotonic().saturating_sub(began).as_secs_f64());
    }
}

impl Drop for AttemptSpan<'_> {
    fn drop(&mut self) {
        if let Some(began) = self.began.take() {
            self.span.record("agentspec.outcome", "dropped");
            self.record_duration(began);
        }
    }
}

/// A failed attempt, with all that a subscriber without the spans needs.
pub(crate) struct FailureEvent<'a> {
    pub(crate) trace: &'a TraceSettings,
    pub(crate) operation: &'static str,
    pub(crate) subject: Subject<'a>,
    pub(crate) ids: &'a Ids,
    /// The number of the attempt; the first is 1.
    pub(crate) attempt: usize,
    pub(crate) error: &'a Error,
}

/// Logs an event of a failed attempt with this level and message, and with fields in addition to the common ones.
macro_rules! failed {
    ($level:ident, $failed:expr, $message:literal, $($field:tt)+) => {{
        let FailureEvent { trace, operation, subject, ids, attempt, error } = $failed;
        $level!(
            target: TARGET,
            {
                server.address = trace.address,
                server.port = trace.port,
                gen_ai.agent.name = subject.agent,
                gen_ai.conversation.id = subject.session,
                agentspec.pipeline = subject.pipeline,
                agentspec.operation = *operation,
                agentspec.correlation_id = &*ids.correlation_id,
                agentspec.attempt = number(*attempt),
                agentspec.outcome = error.outcome().as_str(),
                http.response.status_code = error.status().map(|status| i64::from(status.as_u16())),
                "error.type" = &*error_type(error),
                "error.message" = &*escaped(error.message()).to_string(),
                $($field)+
            },
            $message,
        );
    }};
}

impl FailureEvent<'_> {
    /// Logs that another attempt follows after `delay`.
    pub(crate) fn log_retry(&self, delay: Duration) {
        failed!(warn, self, "an attempt failed and will be retried", agentspec.retry_delay = delay.as_secs_f64(),);
    }

    /// Logs that no other attempt follows.
    pub(crate) fn log_final(&self, stop: StopReason) {
        failed!(info, self, "an attempt failed and will not be retried", agentspec.stopped_by = %stop,);
    }
}

/// Logs that a turn waits for the stream of the previous turn of its handle.
pub(crate) fn turn_blocked(operation: &'static str, ids: &Ids, stream: &str) {
    warn!(
        target: TARGET,
        {
            agentspec.operation = operation,
            agentspec.correlation_id = &*ids.correlation_id,
            agentspec.blocked_by = stream,
        },
        "a turn waits: the stream {} of its handle is neither read to its end nor closed",
        escaped(stream),
    );
}
