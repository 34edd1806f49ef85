//! The span of a call whose response is a stream.

use std::time::Duration;

use agentspec_ext::{EventStream, StreamEvent};
use agentspec_mock::Answer;
use agentspec_tests::{Recorded, Recorder, TestClock, mock};
use futures::StreamExt;
use serde_json::{Value, json};
use tracing::subscriber::DefaultGuard;

const TOKEN: &str = "data: {\"type\": \"token\", \"content\": \"a\"}\n\n";
const DONE: &str = "data: {\"type\": \"done\", \"usage\": {\"input_tokens\": 1, \"output_tokens\": 2, \"total_tokens\": 3}}\n\n";
const FAILED: &str = "data: {\"type\": \"error\", \"code\": \"rate_limited\", \"message\": \"Slow down.\"}\n\n";

struct Stream {
    events: EventStream,
    clock: TestClock,
    recorder: Recorder,
    _recording: DefaultGuard,
}

impl Stream {
    async fn of(body: &str) -> Self {
        let (server, client, clock) = mock().await;
        let recorder = Recorder::default();
        let recording = recorder.record();
        server.answer_next(Answer::events(body.to_owned()));
        let events = client.agents().stream("assistant", "Hello").await.unwrap();
        Self { events, clock, recorder, _recording: recording }
    }

    fn span(&self) -> Recorded {
        self.recorder.calls().pop().unwrap()
    }
}

/// Returns the outcome, the number of events and the error type of a span.
fn summary(span: &Recorded) -> [Value; 3] {
    ["agentspec.outcome", "agentspec.events", "error.type"].map(|name| span.field(name))
}

#[tokio::test]
async fn the_span_lasts_until_the_last_event() {
    let mut stream = Stream::of(&[TOKEN, TOKEN, DONE].concat()).await;
    assert!(!stream.span().is_closed, "the stream has just begun");
    assert!(stream.recorder.attempts()[0].is_closed, "the attempt is over");
    stream.clock.advance(Duration::from_secs(3));
    for _ in 0..2 {
        stream.events.next().await.unwrap().unwrap();
        assert_eq!(stream.span().field("agentspec.time_to_first_event"), 3.0);
        assert!(!stream.span().is_closed, "a token is not the end");
        stream.clock.advance(Duration::from_secs(4));
    }
    let last = stream.events.next().await.unwrap().unwrap();
    assert!(matches!(last, StreamEvent::Done(_)));
    let span = stream.span();
    assert!(span.is_closed);
    assert_eq!(summary(&span), [json!("succeeded"), json!(3), Value::Null]);
    assert_eq!(span.field("gen_ai.usage.input_tokens"), 1);
    assert_eq!(span.field("gen_ai.usage.output_tokens"), 2);
    assert_eq!(span.field("agentspec.duration"), 11.0);
    assert_eq!(span.field("agentspec.operation"), "stream_agent");
    assert_eq!(span.field("otel.status_code"), Value::Null);
}

#[tokio::test]
async fn a_dropped_stream_records_its_number_of_events() {
    let mut stream = Stream::of(&[TOKEN, TOKEN, DONE].concat()).await;
    stream.events.next().await.unwrap().unwrap();
    stream.clock.advance(Duration::from_secs(5));
    let Stream { events, recorder, .. } = stream;
    assert!(!recorder.calls()[0].is_closed);
    drop(events);
    let span = &recorder.calls()[0];
    assert!(span.is_closed);
    assert_eq!(summary(span), [json!("dropped"), json!(1), Value::Null]);
    assert_eq!(span.field("agentspec.duration"), 5.0);
}

#[tokio::test]
async fn a_stream_that_is_cut_short_or_ends_with_an_error_records_the_error() {
    for (body, expected) in [
        ([TOKEN, TOKEN].concat(), [json!("partial"), json!(2), json!("stream_interrupted")]),
        ([TOKEN, "data: {}\n\n"].concat(), [json!("partial"), json!(1), json!("decode_error")]),
        ([TOKEN, FAILED].concat(), [json!("partial"), json!(2), json!("rate_limited")]),
        (String::new(), [json!("unknown"), Value::Null, json!("stream_interrupted")]),
    ] {
        let mut stream = Stream::of(&body).await;
        while stream.events.next().await.is_some() {}
        let span = stream.span();
        assert!(span.is_closed, "{body}");
        assert_eq!(summary(&span), expected, "{body}");
        assert_eq!(span.field("otel.status_code"), "ERROR", "{body}");
    }
}

#[tokio::test]
async fn single_events_are_not_recorded() {
    let mut stream = Stream::of(&[TOKEN.repeat(1000).as_str(), DONE].concat()).await;
    let before = stream.recorder.all().iter().filter(|recorded| recorded.target == "agentspec_ext").count();
    while stream.events.next().await.is_some() {}
    let after = stream.recorder.all().iter().filter(|recorded| recorded.target == "agentspec_ext").count();
    assert_eq!(before, after);
    assert_eq!(stream.span().field("agentspec.events"), 1001);
}
