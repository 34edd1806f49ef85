//! A handle on a session, and the pages of a listing.

use std::time::Duration;

use agentspec_mock::Answer;
use agentspec_tests::mock;
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
async fn a_turn_waits_until_the_one_before_is_answered() {
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
    // The server is idle now: were one of them sent, it would answer this listing after it.
    client.sessions().list("assistant").await.unwrap();
    assert_eq!(server.received_count(), 3, "the turn before is not answered");

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

#[tokio::test]
async fn all_sessions_come_page_after_page() {
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
async fn a_session_that_was_moved_to_the_next_page_comes_once() {
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
