//! The options of every call.

use std::collections::HashSet;
use std::time::Duration;

use agentspec_ext::types::InvokeOptions;
use agentspec_mock::Answer;
use agentspec_tests::mock;
use futures::StreamExt as _;
use reqwest::header::{ACCEPT_LANGUAGE, HeaderName, HeaderValue};
use serde_json::{Value, json};

#[tokio::test]
async fn ids_and_headers_are_sent_as_they_were_given() {
    let (server, client, _) = mock().await;
    let call = client.agents().invoke("assistant", "Hello").correlation_id("call-1").idempotency_key("key-1");
    call.header("X-Team", "red").header("x-team", "blue").header(ACCEPT_LANGUAGE, String::from("de")).header("x-size", 3).await.unwrap();
    let request = &server.received()[0];
    assert_eq!((request.header("accept-language"), request.header("x-size")), (Some("de"), Some("3")));
    assert_eq!(request.header("x-correlation-id"), Some("call-1"));
    assert_eq!(request.header("idempotency-key"), Some("key-1"));
    assert_eq!(request.header("x-team"), Some("blue"));
}

#[tokio::test]
async fn an_id_that_no_header_can_hold_is_refused_before_anything_is_sent() {
    let (server, client, _) = mock().await;
    for id in ["", "a b", "a\nb", "ä"] {
        let error = client.agents().list().correlation_id(id).await.unwrap_err();
        assert!(error.is_invalid_request() && error.message().contains("correlation_id"), "{error}");
        let error = client.agents().invoke("assistant", "Hello").idempotency_key(id).await.unwrap_err();
        assert!(error.is_invalid_request() && error.message().contains("idempotency_key"), "{error}");
        assert_eq!(error.attempts(), 0);
    }
    assert_eq!(server.received_count(), 0);
}

#[tokio::test]
async fn a_header_with_its_own_setting_is_refused_before_anything_is_sent() {
    let (server, client, _) = mock().await;
    for (name, message) in [
        ("x-correlation-id", "use correlation_id"),
        ("idempotency-key", "use idempotency_key"),
        ("authorization", "set the credential of the client"),
        ("x-api-key", "set the credential of the client"),
        ("content-length", "it is derived from the body"),
        ("host", "it is derived from the base URL"),
    ] {
        let (name, value) = (HeaderName::from_static(name), HeaderValue::from_static("3"));
        let error = client.agents().invoke("assistant", "Hello").header(name.clone(), value).await.unwrap_err();
        assert!(error.is_invalid_request() && error.message().contains(name.as_str()) && error.message().contains(message), "{error}");
    }
    assert_eq!(server.received_count(), 0);
}

#[tokio::test]
async fn an_invalid_header_is_named_and_refused_before_anything_is_sent() {
    let (server, client, _) = mock().await;
    for (name, value, message) in [
        ("x team", "blue", "header \"x team\": invalid name"),
        ("", "blue", "header \"\": invalid name"),
        ("x-team\n", "blue", "header \"x-team\\n\": invalid name"),
        ("X-Team", "blue\r\nx-admin: canary-7f3a", "header x-team: invalid value"),
    ] {
        let error = client.agents().list().header(name, value).await.unwrap_err();
        assert!(error.is_invalid_request() && error.message().starts_with(message), "{error}");
        assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
    }
    assert_eq!(server.received_count(), 0);
}

#[tokio::test]
async fn options_can_be_shared_between_calls() {
    let (server, client, _) = mock().await;
    let options = InvokeOptions::default().temperature(0.5);
    client.agents().invoke("assistant", "Hello").options(options.clone()).await.unwrap();
    client.agents().invoke("assistant", "Hello").options(options).max_tokens(3).await.unwrap();
    let bodies: Vec<_> = server.received().iter().map(|request| request.json().unwrap()["options"].clone()).collect();
    assert_eq!(bodies, [json!({"temperature": 0.5}), json!({"temperature": 0.5, "max_tokens": 3})]);
}

#[tokio::test]
async fn the_last_value_of_an_option_counts_and_no_other_option_is_lost() {
    let (server, client, _) = mock().await;
    let call = || client.agents().invoke("assistant", "Hello");
    call().max_tokens(3).options(InvokeOptions::default().temperature(0.5)).await.unwrap();
    call().max_tokens(3).options(InvokeOptions::default().max_tokens(4).option("style", "formal")).await.unwrap();
    call().options(InvokeOptions::default().max_tokens(4).option("style", "formal")).max_tokens(3).await.unwrap();
    call().temperature(0.1).option("temperature", "warm").options(InvokeOptions::default().temperature(0.5)).await.unwrap();
    let bodies: Vec<_> = server.received().iter().map(|request| request.json().unwrap()["options"].clone()).collect();
    assert_eq!(
        bodies,
        [
            json!({"max_tokens": 3, "temperature": 0.5}),
            json!({"max_tokens": 4, "style": "formal"}),
            json!({"max_tokens": 3, "style": "formal"}),
            json!({"temperature": 0.5}),
        ]
    );
}

#[tokio::test]
async fn an_option_accepts_any_number_and_none_removes_it() {
    let (server, client, _) = mock().await;
    let call = || client.agents().invoke("assistant", "Hello");
    let (small, large, chosen): (u8, usize, Option<u64>) = (3, 4, Some(5));
    call().temperature(1).max_tokens(small).await.unwrap();
    call().temperature(0.2_f32).max_tokens(large).await.unwrap();
    call().temperature(Some(0.2)).max_tokens(chosen).await.unwrap();
    call().temperature(0.2).max_tokens(3).temperature(None).await.unwrap();
    call().temperature(None).max_tokens(None).await.unwrap();
    let bodies: Vec<_> = server.received().iter().map(|request| request.json().unwrap()["options"].clone()).collect();
    assert_eq!(
        bodies,
        [
            json!({"temperature": 1.0, "max_tokens": 3}),
            json!({"temperature": 0.2, "max_tokens": 4}),
            json!({"temperature": 0.2, "max_tokens": 5}),
            json!({"max_tokens": 3}),
            Value::Null,
        ]
    );
    for tokens in [-1, i64::MIN] {
        let error = call().max_tokens(tokens).await.unwrap_err();
        assert_eq!(error.message(), format!("options.max_tokens is {tokens}: give an integer, as in 100"));
    }
    assert_eq!(server.received_count(), 5);
}

#[tokio::test]
async fn a_temperature_that_is_not_finite_is_refused_before_anything_is_sent() {
    let (server, client, _) = mock().await;
    let error = client.agents().invoke("assistant", "Hello").temperature(f64::NAN).await.unwrap_err();
    assert!(error.is_invalid_request() && error.message().contains("temperature"), "{error}");
    assert_eq!(server.received_count(), 0);
}

#[tokio::test]
async fn a_response_has_its_status_headers_correlation_id_and_attempts() {
    let (server, client, _) = mock().await;
    server.answer_next(Answer::status(503));
    let session = client.sessions().create("assistant").correlation_id("call-2").send().await.unwrap();
    assert_eq!((session.status().as_u16(), session.attempts(), session.correlation_id()), (201, 2, "call-2"));
    assert_eq!(session.headers()["x-correlation-id"], "call-2");
    assert_eq!(session.into_value().agent, "assistant");
}

#[tokio::test]
async fn a_repeated_idempotency_key_gets_the_stored_response() {
    let (_server, client, _) = mock().await;
    let create = || client.sessions().create("assistant").idempotency_key("once").into_future();
    assert_eq!(create().await.unwrap().session_id, create().await.unwrap().session_id);
    assert_eq!(client.sessions().list("assistant").await.unwrap().total, 1);
}

#[tokio::test]
async fn a_clone_of_a_call_is_the_same_request_and_a_server_that_knows_the_key_runs_it_once() {
    let (server, client, _) = mock().await;
    let create = client.sessions().create("assistant");
    let again = create.clone().timeout(Duration::from_secs(1));
    let (first, second) = (create.send().await.unwrap(), again.send().await.unwrap());
    assert_eq!(first.sent_correlation_id(), second.sent_correlation_id());
    assert_eq!(first.into_value().session_id, second.into_value().session_id);
    let keys: Vec<_> = server.received().iter().map(|request| request.header("idempotency-key").unwrap().to_owned()).collect();
    assert_eq!(keys[0], keys[1]);
    assert_eq!(client.sessions().list("assistant").await.unwrap().total, 1);
}

#[tokio::test]
async fn a_hand_written_retry_by_clones_runs_once() {
    let (server, client, _) = mock().await;
    server.answer_next(Answer::status(500));
    let call = client.agents().invoke("assistant", "Hello").max_retries(0);
    let error = call.clone().await.unwrap_err();
    assert!(error.may_have_run());
    let answered = call.send().await.unwrap();
    assert_eq!(error.sent_correlation_id(), Some(answered.sent_correlation_id()));
    assert_eq!(error.idempotency_key(), server.received()[1].header("idempotency-key"));
}

#[tokio::test]
async fn a_clone_with_other_arguments_is_another_request() {
    let (server, client, _) = mock().await;
    let call = client.agents().invoke("assistant", "Hello");
    call.clone().temperature(0.5).await.unwrap();
    let named = call.clone().idempotency_key("mine");
    named.clone().await.unwrap();
    named.temperature(0.2).await.unwrap_err();
    call.await.unwrap();
    let keys: Vec<_> = server.received().iter().map(|request| request.header("idempotency-key").unwrap().to_owned()).collect();
    assert!(keys[0] != keys[3] && keys[1] == "mine" && keys[2] == "mine", "{keys:?}");
}

#[tokio::test]
async fn each_poll_of_a_watch_and_each_page_of_a_list_is_a_request_of_its_own() {
    let (server, client, _) = mock().await;
    for _ in 0..3 {
        client.sessions().create("assistant").await.unwrap();
    }
    let list = client.sessions().list("assistant").limit(1);
    assert_eq!(list.clone().all().count().await, 3);
    client.pipelines().run("research-and-summarize", "Batteries").await.unwrap();
    for _ in 0..2 {
        client.pipelines().wait("research-and-summarize").await.unwrap();
    }
    let ids: Vec<_> = server.received().iter().map(|request| request.header("x-correlation-id").unwrap().to_owned()).collect();
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len(), "{ids:?}");
}
