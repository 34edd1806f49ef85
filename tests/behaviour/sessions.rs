use agentspec_tests::mock;
use futures::StreamExt;
use serde_json::json;

#[tokio::test]
async fn a_session_remembers_its_turns() {
    let (_server, client, _) = mock().await;
    let session = client.sessions().create("assistant").await.unwrap();
    let first = client.sessions().continue_("assistant", &session.session_id, "My name is Alice and I work on robotics.");
    assert_eq!(first.await.unwrap().turn, 1);
    let second = client.sessions().continue_("assistant", &session.session_id, "What do I work on?").await.unwrap();
    assert_eq!((second.output.as_str(), second.turn), ("You work on robotics.", 2));
}

#[tokio::test]
async fn a_streamed_turn_is_remembered_too() {
    let (_server, client, _) = mock().await;
    let session = client.sessions().create("assistant").await.unwrap();
    let first = client.sessions().continue_stream("assistant", &session.session_id, "My name is Bo and I work on looms.");
    let mut events = first.await.unwrap();
    while let Some(event) = events.next().await {
        event.unwrap();
    }
    let second = client.sessions().continue_stream("assistant", &session.session_id, "What do I work on?").await.unwrap();
    assert_eq!(second.text().await.unwrap(), "You work on looms.");
}

#[tokio::test]
async fn metadata_is_kept_as_it_was_given() {
    let (server, client, _) = mock().await;
    let session = client.sessions().create("assistant").metadata("user_id", "user-42").metadata("n", 1.0).await.unwrap();
    assert_eq!(session.agent, "assistant");
    assert_eq!(session.metadata["user_id"], "user-42");
    assert_eq!(server.received()[0].json().unwrap(), json!({"metadata": {"user_id": "user-42", "n": 1.0}}));
}

#[tokio::test]
async fn a_session_without_metadata_sends_an_empty_object() {
    let (server, client, _) = mock().await;
    client.sessions().create("assistant").await.unwrap();
    assert_eq!(server.received()[0].json().unwrap(), json!({}));
}

#[tokio::test]
async fn sessions_are_listed_newest_first_and_by_page() {
    let (_server, client, _) = mock().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(client.sessions().create("assistant").await.unwrap().session_id);
    }
    client.sessions().continue_("assistant", &ids[2], "Hello").await.unwrap();

    let all = client.sessions().list("assistant").await.unwrap();
    assert_eq!(all.total, 3);
    assert!(all.iter().map(|session| &session.session_id).eq(ids.iter().rev()));
    assert_eq!(all[0].turns, Some(1));
    assert!(all[0].last_active_at.is_some());

    let page = client.sessions().list("assistant").limit(1).offset(1).await.unwrap();
    assert_eq!((page.total, page.len(), &page[0].session_id), (3, 1, &ids[1]));
}

#[tokio::test]
async fn a_deleted_session_is_gone() {
    let (_server, client, _) = mock().await;
    let session = client.sessions().create("assistant").await.unwrap();
    client.sessions().delete("assistant", &session.session_id).await.unwrap();
    let error = client.sessions().delete("assistant", &session.session_id).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    let error = client.sessions().continue_("assistant", &session.session_id, "Hello").await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
}
