//! What has been collected of a stream. Where that is given up, the record of the call keeps it.

use std::mem::take;

use agentspec_client::types::InvokeResponse;

use crate::error::Error;
use crate::event::{Done, ErrorEvent, StreamEvent};
use crate::operation::CallRecord;
use crate::secret::Secrets;

pub(super) struct Collector {
    text: String,
    events: u64,
    done: Option<Box<Done>>,
    error_event: Option<Box<ErrorEvent>>,
    secrets: Secrets,
    /// None once it has come to an end.
    record: Option<CallRecord>,
}

impl Collector {
    pub(super) fn new(record: &CallRecord, secrets: &Secrets) -> Self {
        let record = Some(record.clone());
        Self { text: String::new(), events: 0, done: None, error_event: None, secrets: secrets.clone(), record }
    }

    pub(super) fn add(&mut self, event: StreamEvent) {
        self.events += 1;
        match event {
            StreamEvent::Token(token) => self.text.push_str(&token.content),
            StreamEvent::Done(done) => self.done = Some(done),
            StreamEvent::Error(error_event) => self.error_event = Some(error_event),
            // No other event is a part of the text, be it of this contract or of a later one.
            _ => {}
        }
    }

    /// The `error` event that came.
    pub(super) fn take_error_event(&mut self) -> Option<ErrorEvent> {
        self.error_event.take().map(|error_event| *error_event)
    }

    /// The whole answer, where `done` came.
    pub(super) fn take_response(&mut self) -> Option<InvokeResponse> {
        let done = self.done.take()?;
        self.finish();
        let mut answer = InvokeResponse::new(take(&mut self.text), done.usage);
        answer.extra = done.extra.into();
        Some(answer)
    }

    fn finish(&mut self) {
        if let Some(record) = self.record.take() {
            record.record_consumed(self.events);
        }
    }

    /// The error, with the text that came before it.
    pub(super) fn fail(mut self, error: Error) -> Error {
        self.finish();
        error.with_partial_text(take(&mut self.text), &self.secrets)
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        if let Some(record) = &self.record {
            record.record_collected(take(&mut self.text), self.events, &self.secrets);
        }
    }
}
