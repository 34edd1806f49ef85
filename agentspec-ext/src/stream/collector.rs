//! Collects the text of a stream. A collector that is dropped saves its text in the record of the call.

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
    /// None after the collector has finished.
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
            // Other events, including unknown ones, are not part of the text.
            _ => {}
        }
    }

    /// Takes the `error` event, if there was one.
    pub(super) fn take_error_event(&mut self) -> Option<ErrorEvent> {
        self.error_event.take().map(|error_event| *error_event)
    }

    /// Takes the complete response, if there was a `done` event.
    pub(super) fn take_response(&mut self) -> Option<InvokeResponse> {
        let done = self.done.take()?;
        self.finish();
        let mut response = InvokeResponse::new(take(&mut self.text), done.usage);
        response.extra = done.extra.into();
        // The whole text is what was streamed, whatever a later server repeats at the end.
        response.extra.shift_remove("output");
        Some(response)
    }

    fn finish(&mut self) {
        if let Some(record) = self.record.take() {
            record.record_consumed(self.events);
        }
    }

    /// Adds the collected text to the error.
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
