//! The span of a call: from when it is made until its whole answer has come, a streamed one's included.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use agentspec_client::types::{InvokeRequest, Usage};
use tracing::field::Empty;
use tracing::{Span, info_span};

use super::{ERROR, Subject, TARGET, TraceSettings, content, error_type, event_error_type, number};
use crate::clock::Clock;
use crate::error::{Error, Outcome, StopReason, escaped};
use crate::event::StreamEvent;
use crate::ids::Ids;
use crate::secret::Secrets;

/// How much of a streamed answer's text is kept to be recorded, in bytes; the rest of it is not.
const TEXT_LIMIT: usize = 1 << 20;

/// A call under way, seen by somebody or by nobody. One that is dropped before its end was given up.
pub struct CallSpan(Option<Box<Open>>);

struct Open {
    span: Span,
    clock: Arc<dyn Clock>,
    began: Duration,
    /// How many events of a stream have come.
    events: u64,
    /// The text that has come, where content is recorded.
    text: Option<String>,
    /// What was said, where it cannot be recorded before the credentials are known that it must not show.
    input: Option<String>,
    /// What is not shown.
    secrets: Secrets,
}

impl CallSpan {
    pub(crate) const UNSEEN: Self = Self(None);

    pub(crate) fn begin(
        operation: &str,
        subject: Subject<'_>,
        recording: &TraceSettings,
        secrets: &Secrets,
        clock: &Arc<dyn Clock>,
    ) -> Self {
        let gen_ai = subject.gen_ai();
        let options = subject.message.and_then(|message| message.options.as_ref());
        let prompt = subject.message.map(|InvokeRequest { input, .. }| input).filter(|_| recording.content);
        let settled = prompt.filter(|_| secrets.is_complete());
        let span = info_span!(
            target: TARGET,
            "agentspec.call",
            otel.name = gen_ai.map_or_else(|| operation.to_owned(), |(does, name)| format!("{does} {name}")),
            otel.kind = "client",
            otel.status_code = Empty,
            gen_ai.operation.name = gen_ai.map(|(does, _)| does),
            gen_ai.provider.name = gen_ai.map(|_| "agentspec"),
            gen_ai.agent.name = subject.agent.or(gen_ai.map(|(_, name)| name)),
            gen_ai.conversation.id = subject.session,
            gen_ai.request.temperature = options.and_then(|options| options.temperature),
            gen_ai.request.max_tokens = options.and_then(|options| options.max_tokens).map(number),
            gen_ai.usage.input_tokens = Empty,
            gen_ai.usage.output_tokens = Empty,
            gen_ai.input.messages = settled.map(|input| content::input(input, secrets)),
            gen_ai.output.messages = Empty,
            server.address = recording.address,
            server.port = recording.port,
            "error.type" = Empty,
            agentspec.operation = operation,
            agentspec.pipeline = subject.pipeline,
            agentspec.correlation_id = Empty,
            agentspec.attempts = Empty,
            agentspec.stopped_by = Empty,
            agentspec.outcome = Empty,
            agentspec.events = Empty,
            agentspec.time_to_first_event = Empty,
            agentspec.duration = Empty,
        );
        if span.is_disabled() {
            return Self::UNSEEN;
        }
        let text = recording.content.then(String::new);
        Self(Some(Box::new(Open {
            span,
            clock: Arc::clone(clock),
            began: clock.monotonic(),
            events: 0,
            text,
            input: prompt.filter(|_| settled.is_none()).cloned(),
            secrets: secrets.clone(),
        })))
    }

    pub(crate) fn span(&self) -> Span {
        self.0.as_ref().map_or_else(Span::none, |open| open.span.clone())
    }

    pub(crate) fn sent_as(&self, ids: &Ids) {
        if let Some(open) = &self.0 {
            open.span.record("agentspec.correlation_id", &*ids.correlation_id);
        }
    }

    pub(crate) fn stopped(&self, stop: StopReason) {
        if let Some(open) = &self.0 {
            open.span.record("agentspec.stopped_by", tracing::field::display(stop));
        }
    }

    /// The session that the answer names.
    pub(crate) fn in_session(&self, id: &str) {
        if let Some(open) = &self.0 {
            let id = content::redacted(id, &open.secrets);
            open.span.record("gen_ai.conversation.id", &*escaped(&id).to_string());
        }
    }

    /// The call has come to an end after so many attempts.
    pub(crate) fn took(&self, attempts: u32) {
        if let Some(open) = &self.0 {
            open.span.record("agentspec.attempts", i64::from(attempts));
        }
    }

    /// The whole answer has come.
    pub(crate) fn answered(mut self, usage: Option<&Usage>, output: Option<&str>) {
        if let Some(open) = self.0.take() {
            if let (Some(_), Some(output)) = (&open.text, output) {
                open.span.record("gen_ai.output.messages", content::output(output, &open.secrets));
            }
            open.used(usage);
            open.end("succeeded");
        }
    }

    /// An event of a stream has come. Ends with the last.
    #[inline]
    pub(crate) fn heard(&mut self, event: &StreamEvent) {
        if let Some(open) = &mut self.0 {
            open.heard(event);
            if event.is_end() {
                self.0 = None;
            }
        }
    }

    /// The call, or its stream, has failed.
    pub(crate) fn failed(&mut self, error: &Error) {
        if let Some(open) = self.0.take() {
            open.fail(&error_type(error), error.outcome());
        }
    }
}

impl Open {
    fn heard(&mut self, event: &StreamEvent) {
        self.events += 1;
        if self.events == 1 {
            self.span.record("agentspec.time_to_first_event", self.elapsed());
        }
        match event {
            StreamEvent::Token(token) => {
                if let Some(text) = self.text.as_mut().filter(|text| text.len() < TEXT_LIMIT) {
                    text.push_str(&token.content);
                }
            }
            StreamEvent::Done(done) => {
                self.used(Some(&done.usage));
                self.end_stream("succeeded");
            }
            StreamEvent::Error(error) => self.fail(&event_error_type(&error.code), Outcome::Partial),
            _ => {}
        }
    }

    fn used(&self, usage: Option<&Usage>) {
        if let Some(Usage { input_tokens, output_tokens, .. }) = usage {
            self.span.record("gen_ai.usage.input_tokens", number(*input_tokens));
            self.span.record("gen_ai.usage.output_tokens", number(*output_tokens));
        }
    }

    fn fail(&self, error_type: &str, known: Outcome) {
        self.span.record("error.type", error_type).record("otel.status_code", ERROR);
        self.end_stream(known.as_str());
    }

    /// Ends, with what came of a stream, if it is one.
    fn end_stream(&self, outcome: &str) {
        if self.events > 0 {
            self.span.record("agentspec.events", number(self.events));
        }
        if let Some(text) = self.text.as_deref().filter(|text| !text.is_empty()) {
            self.span.record("gen_ai.output.messages", content::output(text, &self.secrets));
        }
        self.end(outcome);
    }

    fn end(&self, outcome: &str) {
        if let Some(input) = &self.input {
            self.span.record("gen_ai.input.messages", content::input(input, &self.secrets));
        }
        self.span.record("agentspec.outcome", outcome).record("agentspec.duration", self.elapsed());
    }

    fn elapsed(&self) -> f64 {
        self.clock.monotonic().saturating_sub(self.began).as_secs_f64()
    }
}

impl Drop for CallSpan {
    fn drop(&mut self) {
        if let Some(open) = self.0.take() {
            open.end_stream("dropped");
        }
    }
}

impl fmt::Debug for CallSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CallSpan").field(&self.0.as_ref().map(|open| &open.span)).finish()
    }
}
