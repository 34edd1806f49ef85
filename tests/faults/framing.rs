//! Responses whose end is ambiguous: row 46. Each is refused, as the bytes after it may belong to another response.

use agentspec_ext::{Error, ErrorKind, Outcome, blocking};
use agentspec_tests::{RawServer, Then, impatient};

use crate::run::{Run, on_a_thread};

fn is_refused(error: &Error, head: &str) {
    assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::Transport, Outcome::Unknown, 1), "{head:?}: {error:?}");
    assert!(error.message().starts_with("the response is not valid HTTP"), "{error}");
}

#[tokio::test]
async fn fault_46_a_response_whose_end_is_ambiguous_is_refused() {
    for head in [
        "content-length: 14\r\ntransfer-encoding: chunked\r\n",
        "transfer-encoding: chunked\r\ncontent-length: 14\r\n",
        "transfer-encoding: gzip, chunked\r\n",
        "transfer-encoding: gzip\r\ntransfer-encoding: chunked\r\n",
    ] {
        for media in ["application/json", "text/event-stream"] {
            let answer = format!("HTTP/1.1 200 OK\r\ncontent-type: {media}\r\n{head}\r\ne\r\n{{\"agents\": []}}\r\n0\r\n\r\n");
            let server = RawServer::start([(answer, Then::Close)]).await;
            let client = impatient(server.url()).0.build().unwrap();
            is_refused(&client.agents().list().await.unwrap_err(), head);
            is_refused(&client.agents().invoke("assistant", "Hello").await.unwrap_err(), head);
            is_refused(&client.agents().stream("assistant", "Hello").await.unwrap_err(), head);
            let builder = impatient(server.url()).0;
            let refused = move || blocking::ClientBuilder::from(builder).build().unwrap().agents().list().call().unwrap_err();
            is_refused(&tokio::task::spawn_blocking(|| on_a_thread(refused)).await.unwrap(), head);
            assert_eq!(server.seen().len(), 4);
        }
    }
}

#[tokio::test]
async fn fault_46_the_connection_of_such_a_response_is_not_reused() {
    const HEAD: &str = r"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n";
    let run =
        Run::scripted(&format!("  - - send: \"{HEAD}2\\r\\n{{}}\\r\\n0\\r\\n\\r\\n\"\n    - keep\n  - - json: '{{\"agents\": []}}'\n"))
            .await;
    is_refused(&run.client.agents().list().await.unwrap_err(), HEAD);
    run.client.agents().list().await.unwrap();
    let connections = run.connections();
    assert_ne!(connections[0], connections[1]);
    run.blocking(|client| is_refused(&client.agents().list().call().unwrap_err(), HEAD));
}
