//! The span of a call: from its start until its whole response, or its whole stream, is received.

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

/// The largest text of a streamed answer that is recorded, in bytes. Text beyond it is not recorded.
const TEXT_LIMIT: usize = 1 << 20;

/// The span of a running call; None if no subscriber records it. Dropping it before its end records the outcome `dropped`.
pub struct CallSpan(Option<Box<Open>>);

struct Open {
    span: Span,
    clock: Arc<dyn Clock>,
    began: Duration,
    /// The number of events received.
    events: u64,
    /// The text received so far, if content is recorded.
    text: Option<String>,
    /// The prompt, if it cannot be recorded until the credentials to redact are known.
    input: Option<String>,
    /// The credentials to redact.
    secrets: Secrets,
}

impl CallSpan {
    pub(crate) const DISABLED: Self = Self(None);

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
            return Self::DISABLED;
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

    pub(crate) fn record_ids(&self, ids: &Ids) {
        if let Some(open) = &self.0 {
            open.span.record("agentspec.correlation_id", &*ids.correlation_id);
        }
    }

    pub(crate) fn record_stop_reason(&self, reason: StopReason) {
        if let Some(open) = &self.0 {
            open.span.record("agentspec.stopped_by", tracing::field::display(reason));
        }
    }

    /// Records the session that the response names.
    pub(crate) fn record_session(&self, id: &str) {
        if let Some(open) = &self.0 {
            let id = content::redacted(id, &open.secrets);
            open.span.record("gen_ai.conversation.id", &*escaped(&id).to_string());
        }
    }

    /// Records the number of attempts of a finished call.
    pub(crate) fn record_attempts(&self, attempts: u32) {
        if let Some(open) = &self.0 {
            open.span.record("agentspec.attempts", i64::from(attempts));
        }
    }

    /// Ends the span of a call whose whole response was received.
    pub(crate) fn answered(mut self, usage: Option<&Usage>, output: Option<&str>) {
        if let Some(open) = self.0.take() {
            if let (Some(_), Some(output)) = (&open.text, output) {
                open.span.record("gen_ai.output.messages", content::output(output, &open.secrets));
            }
            open.record_usage(usage);
            open.end("succeeded");
        }
    }

    /// Records an event of a stream. The last event ends the span.
    #[inline]
    pub(crate) fn record_event(&mut self, event: &StreamEvent) {
        if let Some(open) = &mut self.0 {
            open.record_event(event);
            if event.is_end() {
                self.0 = None;
            }
        }
    }

    /// Ends the span of a call that failed, or whose stream failed.
    pub(crate) fn failed(&mut self, error: &Error) {
        if let Some(open) = self.0.take() {
            open.fail(&error_type(error), error.outcome());
        }
    }
}

impl Open {
    fn record_event(&mut self, event: &StreamEvent) {
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
                self.record_usage(Some(&done.usage));
                self.end_stream("succeeded");
            }
            StreamEvent::Error(error) => self.fail(&event_error_type(&error.code), Outcome::Partial),
            _ => {}
        }
    }

    fn record_usage(&self, usage: Option<&Usage>) {
        if let Some(Usage { input_tokens, output_tokens, .. }) = usage {
            self.span.record("gen_ai.usage.input_tokens", number(*input_tokens));
            self.span.record("gen_ai.usage.output_tokens", number(*output_tokens));
        }
    }

    fn fail(&self, error_type: &str, known: Outcome) {
        self.span.record("error.type", error_type).record("otel.status_code", ERROR);
        self.end_stream(known.as_str());
    }

    /// Ends the span, with the events and the text of a stream if there are any.
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
