//! The raw client returns every response completely.

use agentspec_client::json::Undecodable;
use agentspec_client::types::InvokeRequest;
use agentspec_client::{Client, Error};
use agentspec_mock::{Answer, MockServer};
use agentspec_tests::{Checked, RawServer, Then};

async fn answered(answer: Answer) -> reqwest::Response {
    let server = MockServer::start().await.checked();
    server.answer_next(answer);
    unexpected(&server.url()).await
}

async fn unexpected(url: &str) -> reqwest::Response {
    let request = InvokeRequest::new("Hello");
    match Client::new(url, reqwest::Client::new()).invoke_agent("assistant", None, None, &request).await {
        Err(Error::UnexpectedResponse(response)) => response,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_error_of_any_status_and_body_arrives_whole() {
    for (status, body) in [(404, "{\"error\": {\"code\": \"not_found\", \"message\": \"no\"}}"), (502, "<html>"), (500, ""), (302, "x")] {
        let response = answered(Answer::status(status).header("x-proxy", "p1").body(body)).await;
        assert_eq!((response.status().as_u16(), response.headers()["x-proxy"].to_str().unwrap()), (status, "p1"));
        assert_eq!(response.text().await.unwrap(), body);
    }
}

#[tokio::test]
async fn an_unreadable_success_arrives_whole_with_the_reason() {
    let response = answered(Answer::status(200).header("x-proxy", "p1").body("{\"output\": 5}")).await;
    assert_eq!((response.status().as_u16(), response.headers()["x-proxy"].to_str().unwrap()), (200, "p1"));
    assert_eq!(response.extensions().get::<Undecodable>().unwrap().path, "output");
    assert_eq!(response.text().await.unwrap(), "{\"output\": 5}");
}

#[tokio::test]
async fn a_truncated_body_is_available_as_far_as_it_arrived() {
    let server = RawServer::start([("HTTP/1.1 200 OK\r\nx-proxy: p1\r\ncontent-length: 99\r\n\r\n{\"out", Then::Close)]).await;
    let mut response = unexpected(server.url()).await;
    assert_eq!(response.headers()["x-proxy"], "p1");
    assert_eq!(response.chunk().await.unwrap().unwrap(), "{\"out");
    response.chunk().await.unwrap_err();
}

#[tokio::test]
async fn a_trailing_slash_of_the_base_url_is_not_doubled() {
    let server = MockServer::start().await.checked();
    let client = Client::new(&format!("{}/", server.url()), reqwest::Client::new());
    assert_eq!(client.list_agents(None).await.unwrap().len(), 2);
}
