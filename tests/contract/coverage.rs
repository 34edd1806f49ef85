//! Every operation of the contract is driven through the public client, against the mock server; and every status of its table of errors,
//! on every operation. The classes without a status are driven in `behaviour/{transport,stream_ends,errors,configuration}.rs`.

use std::collections::BTreeSet;

use agentspec_ext::{Client, ErrorKind};
use agentspec_mock::Answer;
use agentspec_tests::{CheckedServer, mock};

use crate::calls::call;
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

async fn prepared() -> (CheckedServer, Client, Target) {
    let (server, client, _) = mock().await;
    let agent = || "assistant".to_owned();
    let pipeline_name = "research-and-summarize".to_owned();
    client.pipelines().run(&pipeline_name, "Hello").await.unwrap();
    let session_id = client.sessions().create(agent()).await.unwrap().session_id;
    (server, client, Target { agent_name: agent(), session_agent: agent(), session_id, pipeline_name })
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
