//! Every operation of the contract is driven through the public client, against the mock server; and every status of its table of errors,
//! on every operation. The classes without a status are driven in `behaviour/{transport,stream_ends,errors,configuration}.rs`.

use std::collections::BTreeSet;

use agentspec_ext::{Client, Error, ErrorKind};
use agentspec_mock::Answer;
use agentspec_tests::{CheckedServer, mock};

use crate::operations::operation_ids;

const PIPELINE: &str = "research-and-summarize";

/// Calls an operation, with a session that exists.
async fn call(operation: &str, client: &Client, session: &str) -> Result<(), Error> {
    let (agents, sessions, pipelines) = (client.agents(), client.sessions(), client.pipelines());
    match operation {
        "list_agents" => agents.list().await.map(drop),
        "invoke_agent" => agents.invoke("assistant", "Hello").await.map(drop),
        "stream_agent" => agents.stream("assistant", "Hello").await?.text().await.map(drop),
        "create_session" => sessions.create("assistant").await.map(drop),
        "list_sessions" => sessions.list("assistant").await.map(drop),
        "delete_session" => sessions.delete("assistant", session).await,
        "continue_session" => sessions.continue_("assistant", session, "Hello").await.map(drop),
        "stream_session" => sessions.continue_stream("assistant", session, "Hello").await?.text().await.map(drop),
        "run_pipeline" => pipelines.run(PIPELINE, "Hello").await.map(drop),
        "pipeline_status" => pipelines.status(PIPELINE).await.map(drop),
        "health" => client.health().await.map(drop),
        "metrics" => client.metrics().await.map(drop),
        _ => panic!("{operation} of openapi.yaml has no call in agentspec-ext: write one, and drive it here"),
    }
}

async fn prepared() -> (CheckedServer, Client, String) {
    let (server, client, _) = mock().await;
    client.pipelines().run(PIPELINE, "Hello").await.unwrap();
    let session = client.sessions().create("assistant").await.unwrap().session_id;
    (server, client, session)
}

#[tokio::test]
async fn every_operation_is_served_by_the_mock_server_and_called_by_the_client() {
    for operation in operation_ids() {
        let (server, client, session) = prepared().await;
        if let Err(error) = call(&operation, &client, &session).await {
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
        let (server, client, session) = prepared().await;
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
            let error = call(&operation, &client, &session).await.unwrap_err();
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
