//! Every operation of the contract works with a server in the dialect of the public runtime, or is refused before it is sent.

use agentspec_ext::{Client, Dialect, Error, Outcome, blocking};
use agentspec_mock::MockServer;
use agentspec_tests::{impatient, operations};

use crate::generated::calls::{call, call_blocking};
use crate::target::Target;

const AGENT: &str = "assistant";

fn target(session_id: String) -> Target {
    let target = Target::default().with("AgentName", AGENT).with("SessionAgent", AGENT).with("SessionId", session_id);
    target.with("PipelineName", "research-and-summarize")
}

fn check(operation: &str, result: Result<(), Error>, sent: usize) {
    match result {
        Ok(()) => assert_eq!(sent, 1, "{operation}"),
        Err(error) => {
            let is_refused = error.is_unsupported() && error.outcome() == Outcome::NotSent && sent == 0;
            assert!(is_refused, "{operation} sent {sent} requests, see its row in agentspec-ext/src/transport/dialect.rs: {error}");
        }
    }
}

#[tokio::test]
async fn every_operation_works_with_the_runtime_or_is_refused_before_it_is_sent() {
    for operation in operations().map(|operation| operation.id) {
        let server = MockServer::builder().dialect(agentspec_mock::Dialect::Runtime).start().await.unwrap();
        let client: Client = impatient(&server.url()).0.dialect(Dialect::Runtime).build().unwrap();
        let target = target(client.sessions().create(AGENT).await.unwrap().session_id);
        let before = server.received_count();
        check(operation, call(operation, &client, &target).await, server.received_count() - before);
    }
}

#[test]
fn every_operation_of_the_blocking_client_works_with_the_runtime_or_is_refused_before_it_is_sent() {
    for operation in operations().map(|operation| operation.id) {
        let server = MockServer::builder().dialect(agentspec_mock::Dialect::Runtime).start_blocking().unwrap();
        let builder = impatient(&server.url()).0.dialect(Dialect::Runtime);
        let client = blocking::ClientBuilder::from(builder).build().unwrap();
        let target = target(client.sessions().create(AGENT).call().unwrap().session_id);
        let before = server.received_count();
        check(operation, call_blocking(operation, &client, &target), server.received_count() - before);
    }
}
