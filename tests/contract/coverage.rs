//! Every operation of the contract is driven through the public client, against the mock server; and every status of its table of errors,
//! on every operation. The classes without a status are driven in `behaviour/{transport,stream_ends,errors,configuration}.rs`.

use std::collections::BTreeSet;

use agentspec_ext::{Client, ErrorKind, blocking};
use agentspec_mock::Answer;
use agentspec_tests::{CheckedServer, mock, mock_blocking};

use crate::calls::{call, call_blocking};
use crate::operations::operation_ids;

/// What the calls are made on, each by the name of its parameter in the contract.
pub(crate) struct Target {
    pub(crate) agent_name: String,
    pub(crate) session_agent: String,
    /// Of a session that exists.
    pub(crate) session_id: String,
    /// Of one that has run.
    pub(crate) pipeline_name: String,
}

const AGENT: &str = "assistant";
const PIPELINE: &str = "research-and-summarize";

impl Target {
    fn new(session_id: String) -> Self {
        Self { agent_name: AGENT.to_owned(), session_agent: AGENT.to_owned(), session_id, pipeline_name: PIPELINE.to_owned() }
    }
}

async fn prepared() -> (CheckedServer, Client, Target) {
    let (server, client, _) = mock().await;
    client.pipelines().run(PIPELINE, "Hello").await.unwrap();
    let session_id = client.sessions().create(AGENT).await.unwrap().session_id;
    (server, client, Target::new(session_id))
}

#[tokio::test]
async fn every_operation_is_served_by_the_mock_server_and_called_by_the_client() {
    for operation in operation_ids() {
        let (server, client, target) = prepared().await;
        if let Err(error) = call(&operation, &client, &target).await {
            panic!("{operation}: {error}: the mock server must serve every operation of openapi.yaml");
        }
        let received = server.received();
        assert_eq!(received.last().unwrap().operation, Some(operation.as_str()));
    }
}

fn prepared_blocking() -> (CheckedServer, blocking::Client, Target) {
    let (server, client, _) = mock_blocking();
    client.pipelines().run(PIPELINE, "Hello").call().unwrap();
    let session_id = client.sessions().create(AGENT).call().unwrap().session_id;
    (server, client, Target::new(session_id))
}

#[test]
fn every_operation_is_called_by_the_blocking_client_too() {
    for operation in operation_ids() {
        let (server, client, target) = prepared_blocking();
        call_blocking(&operation, &client, &target).unwrap_or_else(|error| panic!("{operation}: {error}"));
        let received = server.received();
        assert_eq!(received.last().unwrap().operation, Some(operation.as_str()));

        server.answer_next(Answer::status(418));
        let error = call_blocking(&operation, &client, &target).unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Status, "http_418"), "{operation}");
    }
}

#[test]
fn no_operation_is_called_by_the_blocking_client_inside_an_async_runtime() {
    let (server, client, target) = prepared_blocking();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let before = server.received_count();
    for operation in operation_ids() {
        let error = runtime.block_on(async { call_blocking(&operation, &client, &target) }).unwrap_err();
        assert!(error.is_configuration(), "{operation}: {error}");
    }
    assert_eq!(server.received_count(), before);
}

#[tokio::test]
async fn every_operation_has_every_class_of_the_table_of_errors() {
    let mut kinds = BTreeSet::new();
    for operation in operation_ids() {
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
            let error = call(&operation, &client, &target).await.unwrap_err();
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
