//! Results and events are plain data: users' tests construct them, and serde reads and writes them; and a stream may be shared.

use agentspec_ext::types::{
    Agent, AgentList, Health, InvokeResponse, Metadata, PipelineRunResponse, PipelineStatus, PipelineStep, Session,
    SessionContinueResponse, SessionList, StepError, Usage,
};
use agentspec_ext::{
    Done, ErrorEvent, ErrorKind, EventStream, FailedAttempt, Outcome, Phase, Progress, StreamEvent, TextStream, Token, ToolCall,
    ToolResult, UnknownEvent, blocking, retry::StopReason,
};
use agentspec_mock::Answer;
use agentspec_tests::mock;
use futures::TryStreamExt;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

fn object(value: Value) -> Map<String, Value> {
    let Value::Object(object) = value else { panic!("an object") };
    object
}

fn usage() -> Usage {
    Usage::new(1, 2, 3)
}

/// Returns an event of each type, with unknown fields.
fn events() -> Vec<StreamEvent> {
    let mut token = Token::new("Hi");
    token.extra.insert("logprob".to_owned(), json!(-0.5));
    let mut done = Done::new(usage());
    done.extra.insert("extra".to_owned(), json!({"a": [u64::MAX, null]}));
    vec![
        token.into(),
        ToolCall::new("search", object(json!({"q": "é", "b": 1, "a": 2}))).into(),
        ToolResult::new("search", json!([1.5, {"type": "token"}])).into(),
        UnknownEvent::new(object(json!({"type": "thought", "content": "hm", "n": i64::MIN}))).into(),
        ErrorEvent::new("timeout", "Too late.").into(),
        done.into(),
    ]
}

#[test]
fn an_event_is_read_by_serde_as_it_is_written() {
    for event in events() {
        let text = serde_json::to_string(&event).unwrap();
        assert_eq!(serde_json::from_str::<StreamEvent>(&text).unwrap(), event, "borrowed: {text}");
        assert_eq!(serde_json::from_reader::<_, StreamEvent>(text.as_bytes()).unwrap(), event, "owned: {text}");
        let value = serde_json::to_value(&event).unwrap();
        assert_eq!(StreamEvent::deserialize(&value).unwrap(), event, "a borrowed value: {value}");
        assert_eq!(serde_json::from_value::<StreamEvent>(value.clone()).unwrap(), event, "a value: {value}");
        assert_eq!(StreamEvent::parse(&text).unwrap(), event, "as a server would send it");
    }
    let all = serde_json::to_string(&events()).unwrap();
    assert_eq!(serde_json::from_str::<Vec<StreamEvent>>(&all).unwrap(), events());
}

#[test]
fn an_invalid_event_is_refused_with_its_place() {
    for (data, message) in [
        (json!({"content": "a"}), "missing field `type`"),
        (json!(3), "expected a JSON object"),
        (json!({"type": "token", "content": 5}), "content: "),
        (json!({"type": "done", "usage": {"input_tokens": 1, "output_tokens": 1}}), "usage: missing field `total_tokens`"),
    ] {
        let error = serde_json::from_value::<StreamEvent>(data.clone()).unwrap_err().to_string();
        assert!(error.contains(message), "{data}: {error}");
    }
}

#[tokio::test]
async fn a_stream_of_constructed_events_is_read_like_a_servers() {
    let answered = || events().into_iter().filter(|event| event.type_name() != "error");
    assert_eq!(EventStream::from_events(answered()).try_collect::<Vec<_>>().await.unwrap(), answered().collect::<Vec<_>>());
    let answer = EventStream::from_events(answered()).final_response().await.unwrap();
    assert_eq!((answer.output.as_str(), answer.usage), ("Hi", usage()));
    assert_eq!(EventStream::from_events(answered()).text_stream().try_collect::<String>().await.unwrap(), "Hi");
    let failed = EventStream::from_events([Token::new("Hi").into(), ErrorEvent::new("rate_limited", "Later.").into()]);
    let error = failed.text().await.unwrap_err();
    assert!(error.is_rate_limit() && error.message() == "Later.", "{error}");
    let error = EventStream::from_events([Token::new("Hi").into()]).text().await.unwrap_err();
    assert!(error.is_interrupted() && error.events() == Some(1), "{error}");
}

#[test]
fn a_blocking_stream_of_events_is_too() {
    assert_eq!(blocking::EventStream::from_events(events().into_iter().filter(|event| event.type_name() != "error")).text().unwrap(), "Hi");
    assert!(blocking::EventStream::from_events([]).text().unwrap_err().is_interrupted());
}

#[expect(clippy::needless_pass_by_value, reason = "the expected value is written at the call")]
fn same<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(result: &T, expected: Value) {
    let written = serde_json::to_value(result).unwrap();
    assert_eq!(written, expected);
    assert_eq!(&serde_json::from_value::<T>(written).unwrap(), result);
}

#[test]
fn constructed_results_are_the_json_of_a_server() {
    let usage_json = json!({"input_tokens": 1, "output_tokens": 2, "total_tokens": 3});
    let agent = Agent::new("assistant", "m", "ready");
    let session = Session::new("s", "assistant", "2026-01-15T09:30:00Z", Metadata::from_iter([("n", 1)]));
    let session_json = json!({"session_id": "s", "agent": "assistant", "created_at": "2026-01-15T09:30:00Z", "metadata": {"n": 1}});
    let mut step = PipelineStep::new("a", "failed", None);
    step.error = Some(StepError::new("timeout", "Too late."));
    let step_json = json!({"name": "a", "status": "failed", "duration_ms": null, "error": {"code": "timeout", "message": "Too late."}});
    let mut answer = InvokeResponse::new("Paris.", usage());
    answer.extra.insert("region".to_owned(), "eu".into());

    same(&answer, json!({"output": "Paris.", "usage": usage_json, "region": "eu"}));
    same(&AgentList::new(vec![agent]), json!({"agents": [{"name": "assistant", "model": "m", "status": "ready"}]}));
    same(&SessionList::new(vec![session], 7), json!({"sessions": [session_json], "total": 7}));
    same(&SessionContinueResponse::new("Paris.", usage(), 2), json!({"output": "Paris.", "usage": usage_json, "turn": 2}));
    same(
        &PipelineRunResponse::new("p", "failed", vec![step.clone()], None),
        json!({"pipeline": "p", "status": "failed", "steps": [step_json], "output": null}),
    );
    let status = PipelineStatus::new("p", "r", "running", vec![step.clone()], "2026-01-15T09:30:00Z", 5);
    let status_json = json!({"pipeline": "p", "run_id": "r", "status": "running", "steps": [step_json], "started_at": "2026-01-15T09:30:00Z",
        "elapsed_ms": 5});
    same(&status, status_json.clone());
    same(&Health::new("ok", "1"), json!({"status": "ok", "version": "1"}));
    same(&Progress::Step(step), json!({"step": step_json}));
    same(&Progress::Ended(status), json!({"ended": status_json}));
}

#[test]
fn outcomes_kinds_and_codes_are_written_by_their_names() {
    for outcome in [Outcome::NotSent, Outcome::Rejected, Outcome::Unknown, Outcome::Partial] {
        same(&outcome, outcome.as_str().into());
    }
    for stop in [StopReason::Policy, StopReason::MaxRetries, StopReason::MaxRetryDelay, StopReason::Deadline, StopReason::RetryBudget] {
        same(&stop, stop.as_str().into());
    }
    same(&ErrorKind::RateLimit, "rate_limit".into());
    same(&ErrorKind::Timeout(Phase::Idle), json!({"timeout": "idle"}));
    same(&Phase::Connect, "connect".into());
}

#[tokio::test]
async fn a_failed_attempt_is_written_with_its_status_and_delay() {
    let (server, client, _) = mock().await;
    for _ in 0..2 {
        server.answer_next(Answer::error(503, "internal_error", "Busy.").header("Retry-After", "2"));
    }
    let error = client.agents().invoke("assistant", "Hi").max_retries(1).await.unwrap_err();
    let history: &[FailedAttempt] = error.history();
    let mut written = serde_json::to_value(history).unwrap();
    let delay = written[0]["delay"].take().as_f64().unwrap();
    assert!((2.0..=2.2).contains(&delay), "{delay} seconds");
    let attempt = json!({"kind": "server", "status": 503, "outcome": "rejected", "delay": null});
    assert_eq!(written, json!([attempt, attempt]));
}

#[test]
fn a_stream_may_be_shared_between_threads() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<EventStream>();
    is_shared::<TextStream>();
    is_shared::<blocking::EventStream>();
}
