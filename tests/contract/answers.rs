//! The check of the mock server's responses against the contract, which every test uses, finds violations.

use agentspec_mock::Answer;
use agentspec_tests::{check, mock};
use serde_json::json;

#[tokio::test]
async fn a_response_that_violates_the_contract_is_reported() {
    let done = json!({"type": "done", "usage": {"input_tokens": 1, "output_tokens": 1, "total_tokens": -2}});
    for (answer, reason) in [
        (Answer::status(200).json(json!({"agents": []})), None),
        (Answer::error(404, "not_found", "No."), None),
        (Answer::error(599, "odd", "Odd."), None),
        (Answer::status(200).json(json!({"agents": [{"name": "a", "model": "m"}]})), Some("\"status\" is a required property")),
        (Answer::status(200).json(json!({"agents": [{"name": 1, "model": "m", "status": "ready"}]})), Some("/agents/0/name")),
        (Answer::status(200).body("[]"), Some("the content type")),
        (Answer::status(200).header("content-type", "application/json").body("{"), Some("EOF")),
        (Answer::status(201).json(json!({"agents": []})), Some("declares no 201")),
        (Answer::status(500).json(json!({"error": "flat"})), Some("/error")),
        (Answer::events(format!("data: {done}\n\n")), Some("text/event-stream")),
    ] {
        let (server, client, _) = mock().await;
        server.answer_next(answer);
        let _ = client.agents().list().await;
        let mut exchange = server.exchanges().remove(0);
        assert_eq!(check(&exchange), Ok(()), "a scripted response may be anything");
        exchange.scripted = false;
        match (check(&exchange), reason) {
            (Ok(()), None) => {}
            (Err(breach), Some(reason)) => assert!(breach.contains(reason), "{breach}"),
            other => panic!("{other:?}"),
        }
        exchange.headers.remove("x-correlation-id");
        assert!(check(&exchange).is_err());
    }
}

#[tokio::test]
async fn an_event_that_violates_the_contract_is_reported() {
    let (server, client, _) = mock().await;
    server.answer_next(Answer::events("data: {\"type\": \"token\", \"content\": \"a\"}\n\ndata: {\"type\": \"token\"}\n\n"));
    let _ = client.agents().stream("assistant", "Hello").await.unwrap().text().await;
    let mut exchange = server.exchanges().remove(0);
    exchange.scripted = false;
    let breach = check(&exchange).unwrap_err();
    assert!(breach.contains("not valid under any of the schemas"), "{breach}");

    let (token, done) =
        ("data: {\"type\": \"token\", \"content\": \"a\"}\n\n", "data: {\"type\": \"error\", \"code\": \"x\", \"message\": \"y\"}\n\n");
    for (body, reason) in
        [([token, done].concat(), None), ([token].concat(), Some("without done or error")), ([done, token].concat(), Some("after the end"))]
    {
        exchange.body = body.into();
        assert_eq!(check(&exchange).err().is_some_and(|breach| reason.is_some_and(|reason| breach.contains(reason))), reason.is_some());
    }
}

#[tokio::test]
async fn an_invalid_time_is_reported() {
    let (server, client, _) = mock().await;
    let session = json!({"session_id": "s", "agent": "a", "created_at": "yesterday", "metadata": {}});
    server.answer_next(Answer::status(201).json(session));
    client.sessions().create("assistant").await.unwrap();
    let mut exchange = server.exchanges().remove(0);
    exchange.scripted = false;
    assert!(check(&exchange).unwrap_err().contains("date-time"));
}
