//! Sessions: metadata, turns, and turns as streams.

use std::time::Duration;

use agentspec_ext::{Dialect, ErrorKind, Outcome};
use agentspec_mock::Answer;
use agentspec_tests::{RawServer, Then, until};
use futures::TryStreamExt;
use serde_json::{Value, json};

use super::{builder, client, configured, runtime};

const ROBOTICS: &str = "My name is Alice and I work on robotics.";

#[tokio::test]
async fn a_session_has_the_metadata_that_was_sent() {
    let server = runtime().await;
    let client = client(&server.url());
    let session = client.sessions().create("assistant").metadata("user", "42").await.unwrap();
    assert!(session.session_id.starts_with("sess_") && session.agent == "assistant");
    assert_eq!(Value::Object(session.metadata.0), json!({ "user": "42" }));
    assert_eq!(client.sessions().create("assistant").await.unwrap().metadata.0.len(), 0);
    assert_eq!(server.received()[0].json(), Some(json!({ "metadata": { "user": "42" } })));
}

#[tokio::test]
async fn metadata_that_is_not_text_is_refused_before_it_is_sent() {
    let server = runtime().await;
    for value in [json!(42), json!(true), json!(null), json!({ "id": "42" })] {
        let call = client(&server.url()).sessions().create("assistant").metadata("channel", "web").metadata("user", value).await;
        let error = call.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::InvalidRequest, Outcome::NotSent));
        assert!(error.message().starts_with("metadata.user is not text") && error.message().contains("string"), "{error}");
    }
    assert_eq!(server.received_count(), 0);
}

#[tokio::test]
async fn the_turns_of_a_session_are_counted_and_the_agent_remembers_them() {
    let server = runtime().await;
    let client = client(&server.url());
    let session = client.sessions().create("assistant").await.unwrap().session_id;
    let first = client.sessions().continue_("assistant", &session, ROBOTICS).await.unwrap();
    assert!(first.turn == 1 && first.usage.total_tokens > 0, "{first:?}");
    let second = client.sessions().continue_("assistant", &session, "What do I work on?").await.unwrap();
    assert_eq!((second.output.as_str(), second.turn), ("You work on robotics.", 2));
    let other = client.sessions().create("assistant").await.unwrap().session_id;
    assert_eq!(client.sessions().continue_("assistant", &other, "Hello").await.unwrap().turn, 1);
    let sent = server.received()[1].json().unwrap();
    assert_eq!(
        (server.received()[1].path.as_str(), sent),
        ("/v1/agents/assistant/invoke", json!({ "message": ROBOTICS, "session_id": session }))
    );
}

#[tokio::test]
async fn a_failed_turn_is_not_counted() {
    let server = runtime().await;
    let client = client(&server.url());
    let session = client.sessions().create("assistant").await.unwrap().session_id;
    server.answer_next(Answer::status(500));
    client.sessions().continue_("assistant", &session, "Hello").await.unwrap_err();
    assert_eq!(client.sessions().continue_("assistant", &session, "Hello").await.unwrap().turn, 1);
}

#[tokio::test]
async fn a_streamed_turn_is_given_as_a_whole() {
    let server = configured(
        "agents: [{name: clerk, replies: [{events: [{tool_call: {name: find, arguments: {n: 1}}}, {tool_result: {name: find, output: [1, 2]}}, {text: Found it.}]}]}]",
    )
    .await;
    let client = client(&server.url());
    let session = client.sessions().create("clerk").await.unwrap().session_id;
    let stream = client.sessions().continue_stream("clerk", &session, "Find it").await.unwrap();
    let events: Vec<Value> = stream.map_ok(|event| serde_json::to_value(event).unwrap()).try_collect().await.unwrap();
    let kinds: Vec<_> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["tool_call", "tool_result", "token", "done"]);
    assert_eq!((&events[0]["name"], &events[0]["arguments"]), (&json!("find"), &json!({ "n": 1 })));
    assert_eq!((&events[1]["name"], &events[1]["output"], &events[1]["id"]), (&json!("find"), &json!([1, 2]), &events[0]["id"]));
    assert_eq!((&events[2]["content"], &events[3]["session_id"]), (&json!("Found it."), &json!(session)));
    assert!(events[3]["usage"]["total_tokens"].as_u64().unwrap() > 0);
    assert_eq!(client.sessions().continue_("clerk", &session, "Again").await.unwrap().turn, 2);
}

#[tokio::test]
async fn a_session_handle_holds_its_conversation() {
    let server = runtime().await;
    let client = client(&server.url());
    let id = client.sessions().create("assistant").await.unwrap().session_id;
    let session = client.sessions().open("assistant", id);
    assert!(!session.continue_stream(ROBOTICS).await.unwrap().text().await.unwrap().is_empty());
    assert_eq!(session.continue_("What do I work on?").await.unwrap().output, "You work on robotics.");
    session.delete().await.unwrap();
    let error = session.continue_("Hello").await.unwrap_err();
    assert!(error.is_not_found() && !error.is_unsupported(), "{error}");
}

#[tokio::test]
async fn a_streamed_turn_that_cannot_be_translated_is_reported_as_it_was_received() {
    let server = runtime().await;
    let body = r#"{"output": "Hi", "tokens": {}, "tool_calls": [3]}"#;
    server.answer_next(Answer::status(200).header("Content-Type", "application/json").body(body));
    let error = client(&server.url()).sessions().continue_stream("assistant", "sess_1", "Hello").await.unwrap_err();
    assert_eq!((error.kind(), error.body()), (ErrorKind::Decode, Some(body.as_bytes())), "{error}");
}

#[tokio::test]
async fn a_streamed_turn_may_be_larger_than_the_event_limit() {
    let server = runtime().await;
    let text = "na\u{ef}ve \"x\" ".repeat(1000);
    let body = json!({ "output": text, "session_id": "sess_1", "tokens": { "input": 1, "output": 1, "total": 2 }, "turns": 1 });
    server.answer_next(Answer::status(200).body(body.to_string()));
    let client = builder(&server.url(), Dialect::Runtime).0.event_limit(1000).build().unwrap();
    let stream = client.sessions().continue_stream("assistant", "sess_1", "Hello").await.unwrap();
    assert_eq!(stream.text().await.unwrap(), text);
}

#[tokio::test]
async fn a_streamed_turn_that_is_cut_short_or_too_large_fails_as_a_whole_one_does() {
    let head = |length: usize| format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n");
    let long = json!({ "output": "x".repeat(5000), "tokens": {} }).to_string();
    let wide = json!({ "output": "x", "tokens": {}, "tool_calls": vec![json!({}); 300] }).to_string();
    for (response, kind) in [
        ([&head(5000), "{\"output\":"].concat(), ErrorKind::Transport),
        ([head(long.len()), long].concat(), ErrorKind::TooLarge),
        ([head(wide.len()), wide].concat(), ErrorKind::TooLarge),
    ] {
        let server = RawServer::start([(response, Then::Close)]).await;
        let client = builder(server.url(), Dialect::Runtime).0.answer_limit(2000).build().unwrap();
        let whole = client.sessions().continue_("assistant", "sess_1", "Hello").await.unwrap_err();
        let streamed = client.sessions().continue_stream("assistant", "sess_1", "Hello").await.unwrap_err();
        assert_eq!((streamed.kind(), streamed.message(), streamed.outcome()), (kind, whole.message(), Outcome::Unknown), "{streamed}");
        assert_eq!((streamed.status(), streamed.body()), (whole.status(), whole.body()));
    }
}

#[tokio::test]
async fn a_turn_that_was_not_taken_in_its_session_is_an_error() {
    let server = runtime().await;
    let client = client(&server.url());
    for (answered, named) in [("sess_2", "in the session \"sess_2\""), ("", "without a session")] {
        let body = json!({ "output": "Hi", "session_id": answered, "tokens": {}, "turns": 1 }).to_string();
        server.answer_next(Answer::status(200).body(body.clone()));
        server.answer_next(Answer::status(200).body(body));
        let whole = client.sessions().continue_("assistant", "sess_1", "Hello").await.unwrap_err();
        let streamed = client.sessions().continue_stream("assistant", "sess_1", "Hello").await.unwrap_err();
        for error in [whole, streamed] {
            assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::Decode, Outcome::Unknown, 1));
            assert!(error.message().contains(named) && error.message().contains("not in the session \"sess_1\""), "{error}");
        }
    }
}

#[tokio::test]
async fn the_timeout_limits_the_whole_answer_of_a_streamed_turn() {
    let server = runtime().await;
    server.answer_next(Answer::status(200).delay(Duration::from_secs(60)));
    let (builder, clock) = builder(&server.url(), Dialect::Runtime);
    let call = builder.build().unwrap().sessions().continue_stream("assistant", "sess_1", "Hello");
    let call = tokio::spawn(call.into_future());
    until(|| server.received_count() == 1).await;
    clock.time_out();
    let error = call.await.unwrap().unwrap_err();
    assert!(error.is_timeout() && error.outcome() == Outcome::Unknown, "{error}");
}

#[tokio::test]
async fn deleting_an_unknown_session_is_no_error() {
    let server = runtime().await;
    client(&server.url()).sessions().delete("assistant", "sess_unknown").await.unwrap();
}
