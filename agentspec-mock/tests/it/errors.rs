//! Refused requests, and their messages.

use agentspec_mock::MockServer;
use agentspec_tests::Checked;
use serde_json::json;

use crate::client::{ask, call, get, post};

const INVOKE: &str = "/v1/agents/assistant/invoke";

#[tokio::test]
async fn a_body_that_breaks_the_contract_is_a_400_that_names_the_field() {
    let server = MockServer::start().await.checked();
    for (body, message) in [
        ("", "body: "),
        ("{", "body: invalid JSON"),
        ("[]", "body: expected a JSON object"),
        ("{}", "input: expected a string"),
        (r#"{"input": 1}"#, "input: expected a string"),
        (r#"{"input": "x", "options": []}"#, "options: expected an object"),
        (r#"{"input": "x", "options": {"temperature": "0.2"}}"#, "options.temperature: expected a number"),
        (r#"{"input": "x", "options": {"max_tokens": 0}}"#, "options.max_tokens: expected an integer from 1 to"),
    ] {
        for path in [INVOKE, "/v1/agents/assistant/stream", "/v1/pipelines/research-and-summarize/run"] {
            let reply = call(&server, "POST", path).header("Content-Type", "application/json").body(body).send().await;
            reply.is_error(400, "invalid_request", message);
        }
    }
}

#[tokio::test]
async fn an_unknown_name_or_id_is_a_404_that_names_it() {
    let server = MockServer::start().await.checked();
    ask(&server, "/v1/agents/assistent/invoke", "Hi").await.is_error(404, "not_found", "'assistent'");
    ask(&server, "/v1/agents/a%2Fb/stream", "Hi").await.is_error(404, "not_found", "'a/b'");
    ask(&server, "/v1/agents/assistant/sessions/sess-9999/continue", "Hi").await.is_error(404, "not_found", "'sess-9999'");
    ask(&server, "/v1/pipelines/none/run", "Hi").await.is_error(404, "not_found", "'none'");
    get(&server, "/v1/agents/none/sessions").await.is_error(404, "not_found", "'none'");
}

#[tokio::test]
async fn a_long_name_is_truncated_in_the_message() {
    let server = MockServer::start().await.checked();
    let name = "x".repeat(256);
    let reply = ask(&server, &format!("/v1/agents/{name}/invoke"), "Hi").await;
    reply.is_error(404, "not_found", "xxx…");
    assert!(reply.text.len() < 256);
}

#[tokio::test]
async fn a_name_that_the_contract_forbids_is_a_400() {
    let server = MockServer::start().await.checked();
    let long = "x".repeat(257);
    for name in ["%5C", "%00", "%FF", long.as_str()] {
        ask(&server, &format!("/v1/agents/{name}/invoke"), "Hi").await.is_error(400, "invalid_request", "name: ");
    }
}

#[tokio::test]
async fn an_unknown_route_is_a_404() {
    let server = MockServer::start().await.checked();
    for path in ["/", "/v1", "/v1/agents/", "/v1/agents/assistant", "/v2/agents", "/health"] {
        get(&server, path).await.is_error(404, "not_found", "There is no route");
    }
}

#[tokio::test]
async fn a_wrong_method_is_a_405_with_allow() {
    let server = MockServer::start().await.checked();
    for (method, path, allow) in [
        ("GET", INVOKE, "POST"),
        ("POST", "/v1/agents", "GET"),
        ("PUT", "/v1/agents/assistant/sessions", "GET, POST"),
        ("GET", "/v1/agents/assistant/sessions/x/continue", "POST"),
        ("OPTIONS", "/healthz", "GET"),
    ] {
        let reply = call(&server, method, path).send().await;
        reply.is_error(405, "invalid_request", allow);
        assert_eq!(reply.header("allow"), allow, "{method} {path}");
    }
}

#[tokio::test]
async fn a_body_with_another_content_type_is_a_415() {
    let server = MockServer::start().await.checked();
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""] {
        let call = call(&server, "POST", INVOKE).header("Content-Type", content_type).body(r#"{"input": "Hi"}"#);
        call.send().await.is_error(415, "invalid_request", "Content-Type: application/json");
    }
    let call = call(&server, "POST", INVOKE).header("Content-Type", "Application/JSON; charset=utf-8");
    assert_eq!(call.body(r#"{"input": "Hi"}"#).send().await.status, 200);
}

#[tokio::test]
async fn a_body_of_more_than_16_mib_is_a_413_and_one_of_16_mib_is_not() {
    let server = MockServer::start().await.checked();
    let most = 16 << 20;
    let empty = json!({ "input": "" }).to_string().len();
    let reply = ask(&server, INVOKE, &"x".repeat(most - empty)).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    ask(&server, INVOKE, &"x".repeat(most - empty + 1)).await.is_error(413, "invalid_request", "16 MiB");
    let unsized_body = reqwest::Body::wrap_stream(futures::stream::iter((0..20).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 1 << 20]))));
    let call = call(&server, "POST", INVOKE).header("Content-Type", "application/json").body(unsized_body);
    call.send().await.is_error(413, "invalid_request", "16 MiB");
}

#[tokio::test]
async fn metadata_must_be_an_object() {
    let server = MockServer::start().await.checked();
    for metadata in [json!(null), json!([]), json!("x")] {
        let reply = post(&server, "/v1/agents/assistant/sessions", &json!({ "metadata": metadata })).await;
        reply.is_error(400, "invalid_request", "metadata: expected an object");
    }
}

#[tokio::test]
async fn a_page_out_of_bounds_is_a_400_that_names_the_parameter() {
    let server = MockServer::start().await.checked();
    for (query, field) in
        [("limit=0", "limit: "), ("limit=101", "limit: "), ("limit=x", "limit: "), ("offset=-1", "offset: "), ("offset=x", "offset: ")]
    {
        let reply = get(&server, &format!("/v1/agents/assistant/sessions?{query}")).await;
        reply.is_error(400, "invalid_request", field);
    }
}
