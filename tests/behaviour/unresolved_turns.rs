//! A handle refuses the next turn while the last one is unresolved: the server may have recorded it.

use std::time::Duration;

use agentspec_ext::{Client, Outcome, SessionHandle, StreamEvent};
use agentspec_mock::{Answer, MockServer};
use agentspec_tests::{CheckedServer, mock, until};
use futures::{FutureExt, StreamExt};

async fn chat() -> (CheckedServer, Client, SessionHandle) {
    let (server, client, _) = mock().await;
    let session = client.sessions().create("assistant").await.unwrap();
    let chat = client.sessions().open("assistant", session.session_id);
    (server, client, chat)
}

/// Asserts that the next turn is refused and not sent, and that the unresolved turn has this input.
async fn refuses(chat: &SessionHandle, server: &MockServer, input: &str) {
    let count = server.received_count();
    for error in [chat.continue_("next").await.unwrap_err(), chat.continue_stream("next").await.unwrap_err()] {
        assert_eq!((error.code(), error.outcome(), error.attempts()), ("turn_unresolved", Outcome::NotSent, 0));
        assert!(error.is_invalid_request() && error.message().contains("go_on()") && error.message().contains("send_again()"));
    }
    assert_eq!((server.received_count(), chat.unresolved_turn().unwrap().input()), (count, input));
}

#[tokio::test]
async fn an_unresolved_turn_is_resent_with_its_options_and_its_key() {
    let (server, _, chat) = chat().await;
    server.answer_next(Answer::status(500));
    let error = chat.continue_("My name is Alice.").max_tokens(100).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    refuses(&chat, &server, "My name is Alice.").await;
    let turn = chat.unresolved_turn().unwrap();
    assert_eq!((Some(turn.idempotency_key()), turn.is_streamed()), (server.received()[1].header("idempotency-key"), false));

    let answer = chat.send_again().await.unwrap();
    assert_eq!((answer.turn, chat.unresolved_turn().is_none()), (1, true));
    let sent = server.received();
    assert_eq!(sent[1].header("idempotency-key"), sent[2].header("idempotency-key"));
    assert_eq!((&sent[1].body, sent[2].json().unwrap()["options"]["max_tokens"].as_u64()), (&sent[2].body, Some(100)));
    assert_eq!(chat.continue_("Hello").await.unwrap().turn, 2);
}

#[tokio::test]
async fn go_on_leaves_the_unresolved_turn_as_it_is() {
    let (server, _, chat) = chat().await;
    server.answer_next(Answer::status(500));
    chat.continue_("Hello").await.unwrap_err();
    chat.go_on();
    assert!(chat.unresolved_turn().is_none());
    chat.continue_("Hello").await.unwrap();
    assert!(chat.send_again().await.unwrap_err().message().starts_with("there is no turn to resend"));

    server.answer_next(Answer::status(500));
    chat.continue_("Earlier").await.unwrap_err();
    let late = chat.send_again();
    chat.go_on();
    server.answer_next(Answer::status(500));
    chat.continue_("Later").await.unwrap_err();
    let count = server.received_count();
    assert!(late.await.unwrap_err().message().starts_with("there is no turn to resend"), "another turn is unresolved now");
    assert_eq!(server.received_count(), count);
}

#[tokio::test]
async fn a_turn_that_was_rejected_or_never_sent_is_resolved() {
    let (server, _, chat) = chat().await;
    for status in [400, 404, 429, 503] {
        server.answer_next(Answer::status(status));
        assert_eq!(chat.continue_("Hello").max_retries(0).await.unwrap_err().outcome(), Outcome::Rejected);
    }
    assert!(chat.continue_("Hello").temperature(f64::NAN).await.unwrap_err().is_invalid_request());
    drop(chat.continue_("Hello").into_future().now_or_never());
    assert!(chat.unresolved_turn().is_none(), "it was cancelled before it was sent");
    chat.continue_("Hello").await.unwrap();
}

#[tokio::test]
async fn a_rejected_attempt_does_not_resolve_one_that_may_have_run() {
    let (server, _, chat) = chat().await;
    server.answer_next(Answer::status(502));
    server.answer_next(Answer::status(401));
    let error = chat.continue_("Hello").await.unwrap_err();
    assert!(error.is_authentication() && error.may_have_run());
    refuses(&chat, &server, "Hello").await;
    server.answer_next(Answer::status(401));
    chat.send_again().await.unwrap_err();
    refuses(&chat, &server, "Hello").await;
}

#[tokio::test]
async fn a_stream_is_unresolved_until_its_done_event() {
    let (server, _, chat) = chat().await;
    let mut events = chat.continue_stream("Hello").await.unwrap();
    events.next().await.unwrap().unwrap();
    assert!(chat.unresolved_turn().is_none(), "the stream is open");
    chat.go_on();
    drop(events);
    refuses(&chat, &server, "Hello").await;
    assert!(chat.unresolved_turn().unwrap().is_streamed());

    assert!(chat.send_again().await.unwrap_err().message().contains("send_again_stream()"), "it was streamed");
    assert_eq!(chat.send_again_stream().await.unwrap().text().await.unwrap(), "Hello! How can I help you today?");
    chat.continue_("Hello").await.unwrap();

    server.answer_next(Answer::events("data: {\"type\": \"token\", \"content\": \"Neu\"}\n\n"));
    chat.continue_stream("Cut").await.unwrap().text().await.unwrap_err();
    refuses(&chat, &server, "Cut").await;
    chat.go_on();

    server.answer_next(Answer::events("data: {\"type\": \"error\", \"code\": \"x\", \"message\": \"y\"}\n\n"));
    let events: Vec<_> = chat.continue_stream("Failed").await.unwrap().collect().await;
    assert!(matches!(events[..], [Ok(StreamEvent::Error(_))]));
    refuses(&chat, &server, "Failed").await;
}

#[tokio::test]
async fn a_call_that_was_cancelled_after_it_was_sent_is_unresolved() {
    let (server, _, chat) = chat().await;
    server.answer_next(Answer::status(200).delay(Duration::from_secs(3600)));
    let call = tokio::spawn(chat.continue_("Hello").into_future());
    until(|| server.received_count() == 2).await;
    call.abort();
    call.await.unwrap_err();
    refuses(&chat, &server, "Hello").await;
}

#[tokio::test]
async fn clones_share_the_unresolved_turn_another_handle_does_not_and_a_deletion_is_no_turn() {
    let (server, client, chat) = chat().await;
    server.answer_next(Answer::status(500));
    chat.continue_("Hello").await.unwrap_err();
    refuses(&chat.clone(), &server, "Hello").await;
    client.sessions().open("assistant", chat.session_id()).continue_("Hello").await.unwrap();
    server.answer_next(Answer::status(403));
    chat.delete().await.unwrap_err();
    refuses(&chat, &server, "Hello").await;
    chat.delete().await.unwrap();
    assert!(chat.continue_("Hello").await.unwrap_err().is_not_found(), "the turns are deleted with the session");
}
