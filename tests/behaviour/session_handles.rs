//! Session handles, and the pages of a listing.

use std::time::Duration;

use agentspec_ext::{Error, ErrorKind, Outcome, Phase, SessionHandle};
use agentspec_mock::Answer;
use agentspec_tests::{TestClock, mock};
use futures::{StreamExt, TryStreamExt};
use serde_json::json;

#[tokio::test]
async fn a_handle_holds_a_conversation() {
    let (_server, client, _) = mock().await;
    let session = client.sessions().create("assistant").await.unwrap();
    let chat = client.sessions().open("assistant", &session.session_id);
    assert_eq!((chat.agent(), chat.session_id()), ("assistant", session.session_id.as_str()));
    chat.continue_("My name is Alice and I work on robotics.").await.unwrap();
    assert_eq!(chat.continue_stream("What do I work on?").await.unwrap().text().await.unwrap(), "You work on robotics.");
    chat.delete().await.unwrap();
    assert!(chat.continue_("Hello").await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_turn_waits_for_the_response_to_the_one_before() {
    let (server, client, _) = mock().await;
    let session = client.sessions().create("assistant").await.unwrap();
    let chat = client.sessions().open("assistant", session.session_id);
    server.answer_next(Answer::error(400, "invalid_request", "Slow.").delay(Duration::from_secs(3600)));
    let turn = |input: String| {
        let chat = chat.clone();
        tokio::spawn(async move { chat.continue_(input).await.map(drop) })
    };
    let mut turns = vec![turn("0".to_owned())];
    while server.received_count() < 2 {
        tokio::task::yield_now().await;
    }
    for number in 1..20 {
        turns.push(turn(number.to_string()));
        tokio::task::yield_now().await;
    }
    // The server is idle: if one of the turns were sent, it would respond to this listing after it.
    client.sessions().list("assistant").await.unwrap();
    assert_eq!(server.received_count(), 3, "the turn before has no response yet");

    server.advance(Duration::from_secs(3600));
    assert!(turns.remove(0).await.unwrap().is_err());
    for turn in turns {
        turn.await.unwrap().unwrap();
    }
    let inputs: Vec<_> = server.received().iter().filter_map(|request| Some(request.json()?["input"].as_str()?.to_owned())).collect();
    assert_eq!(inputs, (0..20).map(|number| number.to_string()).collect::<Vec<_>>(), "in the order in which they were awaited");
}

#[tokio::test]
async fn a_streamed_turn_is_over_when_its_stream_has_ended_or_is_dropped() {
    let (server, client, _) = mock().await;
    let session = client.sessions().create("assistant").await.unwrap();
    let chat = client.sessions().open("assistant", session.session_id);

    let mut events = chat.continue_stream("Hello").await.unwrap();
    let next = tokio::spawn(chat.continue_("Hello").into_future());
    let first = events.next().await.unwrap();
    first.unwrap();
    client.sessions().list("assistant").await.unwrap();
    assert_eq!(server.received_count(), 3, "the second turn is not sent");
    while let Some(event) = events.next().await {
        event.unwrap();
    }
    assert_eq!(next.await.unwrap().unwrap().turn, 2);

    let events = chat.continue_stream("Hello").await.unwrap();
    let next = chat.continue_("Hello").into_future();
    drop(events);
    assert_eq!(next.await.unwrap_err().code(), "turn_unresolved", "it does not wait any longer");
}

/// Returns the result of the next turn, while time passes second by second; and the number of seconds.
async fn held_up(chat: &SessionHandle, clock: &TestClock, timeout: Option<Duration>) -> (Result<u32, Error>, u32) {
    let call = chat.continue_("next").timeout(timeout).correlation_id("waiting").idempotency_key("key");
    let turn = tokio::spawn(call.into_future());
    let mut seconds = 0;
    loop {
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        if turn.is_finished() || seconds == 1000 {
            turn.abort();
            return (turn.await.unwrap().map(|answer| answer.turn.try_into().unwrap()), seconds);
        }
        clock.advance(Duration::from_secs(1));
        seconds += 1;
    }
}

#[tokio::test]
async fn a_half_read_stream_holds_up_the_next_turn_no_longer_than_its_timeout() {
    let (server, client, clock) = mock().await;
    let session = client.sessions().create("assistant").await.unwrap();
    let chat = client.sessions().open("assistant", session.session_id);
    let mut events = chat.continue_stream("Hello").correlation_id("half-read").await.unwrap();
    events.next().await.unwrap().unwrap();
    let received = server.received_count();

    let (turn, seconds) = held_up(&chat, &clock, Some(Duration::from_secs(30))).await;
    let error = turn.unwrap_err();
    assert_eq!((error.kind(), error.code(), seconds), (ErrorKind::Timeout(Phase::Turn), "timeout", 30));
    assert!(error.is_timeout() && !error.is_connection(), "no connection failed");
    assert_eq!((error.outcome(), error.attempts(), server.received_count()), (Outcome::NotSent, 0, received));
    assert_eq!((error.sent_correlation_id(), error.idempotency_key()), (Some("waiting"), Some("key")));
    assert!(error.message().contains("the stream half-read of this handle is neither read to its end nor closed"), "{error}");

    drop(events);
    assert_eq!(chat.unresolved_turn().unwrap().input(), "Hello", "the handle goes on as after any other stream");
    chat.go_on();
    assert_eq!(chat.continue_("Hello").await.unwrap().turn, 2);
}

#[tokio::test]
async fn the_deadline_of_a_turn_names_the_stream_that_holds_it_up() {
    let (_server, client, clock) = mock().await;
    let chat = client.sessions().open("assistant", client.sessions().create("assistant").await.unwrap().session_id);
    let _events = chat.continue_stream("Hello").correlation_id("half-read").await.unwrap();
    clock.stop_at_deadlines();
    let error = chat.continue_("next").deadline(Duration::from_secs(1)).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Timeout(Phase::Deadline), Outcome::NotSent));
    assert!(error.message().contains("the stream half-read of its handle has not ended"), "{error}");
}

#[tokio::test]
async fn a_turn_behind_a_call_that_takes_long_waits_for_its_end() {
    let (server, client, clock) = mock().await;
    let chat = client.sessions().open("assistant", client.sessions().create("assistant").await.unwrap().session_id);
    server.answer_next(Answer::error(400, "invalid_request", "Slow.").delay(Duration::from_secs(3600)));
    let slow = tokio::spawn(chat.continue_("slow").into_future());
    while server.received_count() < 2 {
        tokio::task::yield_now().await;
    }
    let next = tokio::spawn(chat.continue_("next").timeout(Duration::from_secs(5)).into_future());
    for _ in 0..100 {
        clock.advance(Duration::from_secs(5));
        tokio::task::yield_now().await;
    }
    assert!(!next.is_finished(), "a call ends by its own limits");
    server.advance(Duration::from_secs(3600));
    assert!(slow.await.unwrap().is_err());
    assert_eq!(next.await.unwrap().unwrap().turn, 1);
}

#[tokio::test]
async fn all_sessions_are_listed_page_by_page() {
    let (server, client, _) = mock().await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.insert(0, client.sessions().create("assistant").await.unwrap().session_id);
    }
    let listed = |limit| client.sessions().list("assistant").limit(limit).all().map_ok(|session| session.session_id).try_collect();
    let by_two: Vec<String> = listed(2).await.unwrap();
    assert_eq!(by_two, ids);
    assert_eq!(server.received_count(), 5 + 3);
    let at_once: Vec<String> = listed(100).await.unwrap();
    assert_eq!((at_once, server.received_count()), (ids.clone(), 5 + 3 + 1));
    let rest = client.sessions().list("assistant").offset(3).all().map_ok(|session| session.session_id);
    assert_eq!(rest.try_collect::<Vec<_>>().await.unwrap(), ids[3..]);
}

#[tokio::test]
async fn a_session_that_moves_to_the_next_page_is_listed_once() {
    let (server, client, _) = mock().await;
    let page = |ids: &[&str], total: u64| {
        let session = |id| json!({"session_id": id, "agent": "assistant", "created_at": "2026-01-15T09:30:00Z", "metadata": {}});
        Answer::status(200).json(json!({"sessions": ids.iter().map(session).collect::<Vec<_>>(), "total": total}))
    };
    server.answer_next(page(&["c", "b"], 3));
    server.answer_next(page(&["b", "a"], 4));
    let ids: Vec<_> = client.sessions().list("assistant").limit(2).all().map_ok(|session| session.session_id).try_collect().await.unwrap();
    assert_eq!(ids, ["c", "b", "a"]);

    server.answer_next(page(&["c", "b"], 9));
    server.answer_next(page(&[], 9));
    let ids: Vec<_> = client.sessions().list("assistant").limit(2).all().try_collect().await.unwrap();
    assert_eq!(ids.len(), 2, "an empty page is the last, whatever the total says");
}

#[tokio::test]
async fn a_listing_ends_with_its_first_error() {
    let (server, client, _) = mock().await;
    client.sessions().create("assistant").await.unwrap();
    client.sessions().create("assistant").await.unwrap();
    let mut all = client.sessions().list("assistant").limit(1).max_retries(0).all();
    assert!(all.next().await.unwrap().is_ok());
    server.answer_next(Answer::status(503));
    assert!(all.next().await.unwrap().unwrap_err().is_server());
    assert!(all.next().await.is_none());
}
