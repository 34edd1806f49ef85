//! The failures of a stream and their errors.

use std::error::Error as StdError;
use std::time::Duration;

use super::idle::Silence;
use crate::dialect::marks;
use crate::error::{Error, ErrorKind, FailedAttempt, NO_RUNTIME, Outcome, Phase, sources};
use crate::event::{ErrorEvent, EventError, StreamEvent};
use crate::operation::Context;
use crate::plural::{plural, seconds};
use crate::secret::Secrets;

pub(super) enum Failure {
    Event(EventError),
    Broken(reqwest::Error),
    Silent(Silence),
    Ended,
}

impl Failure {
    /// Returns the failure of a body. Its error may be that of an event that was too large to be translated.
    pub(super) fn of_body(error: reqwest::Error) -> Self {
        let too_large = sources(&error).find_map(<dyn StdError>::downcast_ref).copied();
        match too_large {
            Some(too_large) => Self::Event(EventError::TooLarge(too_large)),
            None => Self::Broken(error),
        }
    }
}

/// Redacts the call's credentials in an `error` event. Other events are unchanged.
#[inline]
pub(super) fn redact_event(mut event: StreamEvent, secrets: &Secrets) -> StreamEvent {
    if let StreamEvent::Error(error) = &mut event {
        secrets.redact_in_place(&mut error.code);
        secrets.redact_in_place(&mut error.message);
        if !error.extra.is_empty() {
            secrets.redact_object(&mut error.extra);
        }
    }
    event
}

/// The position of an error in a stream: the number of events before it, and the response.
pub(super) struct Position<'a> {
    pub(super) events: u64,
    pub(super) context: &'a Context,
}

impl Position<'_> {
    pub(super) fn to_error(&self, failure: Failure) -> Error {
        // The error of a library may repeat the contents of an event.
        self.describe(failure).redacted(&self.context.secrets)
    }

    fn describe(&self, failure: Failure) -> Error {
        let event = self.events + 1;
        match failure {
            Failure::Event(EventError::Unreadable { data, why }) => {
                let message = format!("event {event} of the stream cannot be read");
                let error = self.error(ErrorKind::Decode, message, data.as_bytes()).with_source(why);
                let is_recognized = self.context.recognizes_runtime && marks::in_event(data.as_bytes());
                if is_recognized { error.with_advice(marks::ADVICE) } else { error }
            }
            Failure::Event(EventError::TooLarge(why)) => {
                let message = format!("event {event} of the stream is larger than {}", plural(why.limit(), "byte"));
                self.error(ErrorKind::TooLarge, message, &[]).with_source(why)
            }
            Failure::Event(EventError::TooManyValues(why)) => {
                let limit = plural(why.limit, "byte");
                let message = format!("the values of event {event} of the stream take more than {limit} of memory, twice `event_limit`");
                self.error(ErrorKind::TooLarge, message, &[]).with_source(why)
            }
            Failure::Broken(why) if Error::is_invalid_encoding(&why) => {
                let message = format!("event {event} of the stream cannot be decompressed");
                self.error(ErrorKind::Decode, message, &[]).with_source(why)
            }
            Failure::Broken(why) if why.is_timeout() => {
                let message = format!("the stream was silent for too long, after {}", plural(self.events, "event"));
                self.error(ErrorKind::Timeout(Phase::Idle), message, &[]).with_source(why)
            }
            Failure::Broken(why) => self.interrupted("broke").with_source(why),
            Failure::Silent(Silence::Bytes(limit)) => self.silent("no byte", limit),
            Failure::Silent(Silence::Events(limit)) => self.silent("no event", limit),
            Failure::Silent(Silence::NoRuntime) => self.error(ErrorKind::Configuration, NO_RUNTIME.to_owned(), &[]).local(),
            Failure::Ended => self.interrupted("ended"),
        }
    }

    pub(super) fn interrupted(&self, how: &str) -> Error {
        let message = format!("the stream {how} after {}, without `done` or `error`", plural(self.events, "event"));
        self.error(ErrorKind::Interrupted, message, &[])
    }

    fn silent(&self, what: &str, limit: Duration) -> Error {
        let message = format!("{what} was received for {}, after {} of the stream", seconds(limit), plural(self.events, "event"));
        self.error(ErrorKind::Timeout(Phase::Idle), message, &[])
    }

    /// Converts an `error` event to the error that the helpers return which collect a stream.
    pub(super) fn error_from_event(&self, event: ErrorEvent) -> Error {
        let body = serde_json::to_vec(&event).unwrap_or_default();
        let before = Position { events: self.events.saturating_sub(1), context: self.context };
        let error = before.error(ErrorKind::of_code(&event.code), event.message, &body);
        let error = if event.code.is_empty() { error } else { error.with_code(event.code) };
        error.redacted(&self.context.secrets)
    }

    /// Creates an error at this position. `body` is the part of the stream that the error is about.
    pub(super) fn error(&self, kind: ErrorKind, message: String, body: &[u8]) -> Error {
        let outcome = if self.events == 0 { Outcome::Unknown } else { Outcome::Partial };
        let Context { status, headers, ids, history, secrets, .. } = self.context;
        let error = Error::new(kind, outcome, message).with_events(self.events).with_response(*status, headers.clone(), body);
        let history = history.iter().cloned().chain([FailedAttempt::new(&error, None)]).collect();
        error.redacted(secrets).with_call(ids, history)
    }
}
