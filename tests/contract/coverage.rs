//! Every operation of the contract is called by the public clients on the mock server, and every status of the table of errors is tested
//! with every operation. The classes without a status are tested in `behaviour/{transport,stream_ends,errors,configuration}.rs`.

use std::collections::BTreeSet;

use agentspec_ext::{Client, ErrorKind, blocking};
use agentspec_mock::Answer;
use agentspec_tests::{CheckedServer, mock, mock_blocking, operations};

use crate::generated::calls::{call, call_blocking};
use crate::target::Target;

const AGENT: &str = "assistant";
const PIPELINE: &str = "research-and-summarize";

/// The parameters that a prepared server knows. The others are the examples of the contract.
fn target(session_id: String) -> Target {
    Target::default().with("AgentName", AGENT).with("SessionAgent", AGENT).with("SessionId", session_id).with("PipelineName", PIPELINE)
}

/// Starts a server with a session and a run of the pipeline.
async fn prepared() -> (CheckedServer, Client, Target) {
    let (server, client, _) = mock().await;
    client.pipelines().run(PIPELINE, "Hello").await.unwrap();
    let session_id = client.sessions().create(AGENT).await.unwrap().session_id;
    (server, client, target(session_id))
}

#[tokio::test]
async fn every_operation_is_served_by_the_mock_server_and_called_by_the_client() {
    for operation in operations().map(|operation| operation.id) {
        let (server, client, target) = prepared().await;
        if let Err(error) = call(operation, &client, &target).await {
            panic!(
                "{operation}: {error}: the mock server serves every operation of openapi.yaml, by its table in \
                 agentspec-mock/src/operations.rs; if it does not know the value of a parameter, set that in `target` of this file"
            );
        }
        let received = server.received();
        assert_eq!(received.last().unwrap().operation, Some(operation));
    }
}

fn prepared_blocking() -> (CheckedServer, blocking::Client, Target) {
    let (server, client, _) = mock_blocking();
    client.pipelines().run(PIPELINE, "Hello").call().unwrap();
    let session_id = client.sessions().create(AGENT).call().unwrap().session_id;
    (server, client, target(session_id))
}

#[test]
fn every_operation_is_called_by_the_blocking_client_too() {
    for operation in operations().map(|operation| operation.id) {
        let (server, client, target) = prepared_blocking();
        call_blocking(operation, &client, &target).unwrap_or_else(|error| panic!("{operation}: {error}"));
        let received = server.received();
        assert_eq!(received.last().unwrap().operation, Some(operation));

        server.answer_next(Answer::status(418));
        let error = call_blocking(operation, &client, &target).unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Status, "http_418"), "{operation}");
    }
}

#[test]
fn no_operation_is_called_by_the_blocking_client_inside_an_async_runtime() {
    let (server, client, target) = prepared_blocking();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let before = server.received_count();
    for operation in operations().map(|operation| operation.id) {
        let error = runtime.block_on(async { call_blocking(operation, &client, &target) }).unwrap_err();
        assert!(error.is_configuration(), "{operation}: {error}");
    }
    assert_eq!(server.received_count(), before);
}

#[tokio::test]
async fn every_operation_has_every_class_of_the_table_of_errors() {
    let mut kinds = BTreeSet::new();
    for operation in operations().map(|operation| operation.id) {
        let (server, client, target) = prepared().await;
        for (status, kind, code) in [
            (302, ErrorKind::Status, "http_302"),
            (400, ErrorKind::InvalidRequest, "invalid_request"),
            (401, ErrorKind::Authentication, "unauthorized"),
            (403, ErrorKind::PermissionDenied, "forbidden"),
            (404, ErrorKind::NotFound, "not_found"),
            (409, ErrorKind::Status, "http_409"),
            (422, ErrorKind::InvalidRequest, "invalid_request"),
            (429, ErrorKind::RateLimit, "rate_limited"),
            (500, ErrorKind::Server, "internal_error"),
            (502, ErrorKind::Server, "http_502"),
            (503, ErrorKind::Server, "http_503"),
        ] {
            for _ in 0..4 {
                server.answer_next(Answer::status(status).header("retry-after", "0"));
            }
            let error = call(operation, &client, &target).await.unwrap_err();
            let attempts = if matches!(status, 429 | 502 | 503) { 4 } else { 1 };
            assert_eq!((error.kind(), error.code(), error.attempts()), (kind, code, attempts), "{operation} {status}");
            assert!(error.correlation_id().is_some());
            kinds.insert(format!("{kind:?}"));
            for _ in attempts..4 {
                let _ = client.raw().health(None).await;
            }
        }
    }
    assert_eq!(kinds.len(), 7);
}
