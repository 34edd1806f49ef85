//! No connection: rows 1 to 3. The server cannot have received the request, so every method is retried.

use std::time::Duration;

use agentspec_ext::{ErrorKind, Outcome, Phase};
use agentspec_tests::impatient;
use futures::join;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

use crate::table::{Expected, Retried};

const UNREACHABLE: Expected = Expected { kind: ErrorKind::Connect, outcome: Outcome::NotSent, retried: Retried::Always };
const LATE: Expected = Expected { kind: ErrorKind::Timeout(Phase::Connect), outcome: Outcome::NotSent, retried: Retried::Always };

#[tokio::test]
async fn fault_01_a_refused_connection_is_retried() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    UNREACHABLE.at(&url, |builder| builder).await;
}

#[tokio::test]
async fn fault_02_a_name_that_does_not_resolve_is_retried() {
    UNREACHABLE.at("http://agents.invalid", |builder| builder.http(reqwest::ClientBuilder::no_proxy)).await;
}

/// The system accepts the connection, and the handshake gets no response.
#[tokio::test]
async fn fault_03_a_connect_timeout_is_retried() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    LATE.at(&url, |builder| builder.connect_timeout(Duration::from_millis(5))).await;
    LATE.at(&url, |builder| builder.http(|http| http.connect_timeout(Duration::from_millis(5)))).await;
}

#[tokio::test]
async fn fault_03_a_post_whose_timeout_elapses_before_it_is_sent_is_retried() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (builder, clock) = impatient(&format!("https://{}", listener.local_addr().unwrap()));
    let call = builder.build().unwrap().agents().invoke("assistant", "Hello").into_future();
    let handshake = async {
        let (mut connection, _) = listener.accept().await.unwrap();
        connection.read_u8().await.unwrap();
        clock.time_out();
        connection
    };
    let (result, _connection) = join!(call, handshake);
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.outcome(), error.attempts()), (LATE.kind, LATE.outcome, 4), "{error:?}");
    let address = listener.local_addr().unwrap();
    assert_eq!(error.message(), format!("the server did not respond within 120 seconds: the connection to {address} was not established"));
    assert_eq!(clock.delays(), [1, 2, 4].map(Duration::from_secs));
}
