//! The network options of a client: its connections and the headers of each request.

use std::time::Duration;

use agentspec_ext::{Client, ClientBuilder, ErrorKind, Outcome, Phase, blocking};
use agentspec_mock::MockServer;
use agentspec_tests::{RawServer, TestClock, Then, impatient, mock};
use futures::StreamExt;

/// Returns the connections of three requests, one after the other, by a client with these settings.
async fn connections(set: fn(ClientBuilder) -> ClientBuilder) -> Vec<usize> {
    let server = MockServer::builder().scenarios("well:\n  - json: '{\"agents\": []}'\n").unwrap().start().await.unwrap();
    let client = set(impatient(&server.scenario_url("well", "run")).0).build().unwrap();
    for _ in 0..3 {
        client.agents().list().await.unwrap();
    }
    server.scenario_seen("run").requests.iter().map(|request| request.connection).collect()
}

#[tokio::test]
async fn pool_max_idle_per_host_limits_the_idle_connections() {
    assert_eq!(connections(|builder| builder.pool_max_idle_per_host(1).pool_idle_timeout(None)).await, [1, 1, 1]);
    assert_eq!(connections(|builder| builder.pool_max_idle_per_host(0)).await, [1, 2, 3]);
    assert_eq!(connections(|builder| builder.pool_max_idle_per_host(0).http(|http| http)).await, [1, 2, 3]);
}

#[tokio::test]
async fn pool_idle_timeout_limits_how_long_an_idle_connection_is_kept() {
    assert_eq!(connections(|builder| builder.pool_idle_timeout(Duration::from_secs(60))).await, [1, 1, 1]);
    assert_eq!(connections(|builder| builder.pool_idle_timeout(Duration::MAX).connect_timeout(Duration::MAX)).await, [1, 1, 1]);
    assert_eq!(connections(|builder| builder.pool_idle_timeout(Duration::MAX).http(|http| http)).await, [1, 1, 1]);
    assert_eq!(connections(|builder| builder.pool_idle_timeout(Duration::ZERO)).await, [1, 2, 3]);
    assert_eq!(connections(|builder| builder.pool_idle_timeout(Duration::ZERO).http(|http| http)).await, [1, 2, 3]);
}

#[tokio::test]
async fn a_header_of_the_client_is_sent_unless_the_call_sets_its_own() {
    let (server, _, _) = mock().await;
    let client = impatient(&server.url()).0.header("X-Team", "red").header("x-team", "blue").header("x-size", 3).build().unwrap();
    client.agents().list().await.unwrap();
    client.agents().invoke("assistant", "Hello").header("x-team", "green").await.unwrap();
    client.raw().list_agents(None).await.unwrap();
    let seen: Vec<_> =
        server.received().iter().map(|seen| (seen.header("x-team").map(str::to_owned), seen.header("x-size").map(str::to_owned))).collect();
    let expected = |team: &str| (Some(team.to_owned()), Some("3".to_owned()));
    assert_eq!(seen, [expected("blue"), expected("green"), expected("blue")]);
}

#[test]
fn a_header_with_its_own_setting_is_refused_by_the_builder() {
    for (name, value, message) in [
        ("Authorization", "canary", "header authorization cannot be set on a client: set the credential of the client"),
        ("x-correlation-id", "canary", "header x-correlation-id cannot be set on a client: use correlation_id"),
        ("content-length", "3", "header content-length cannot be set on a client: it is derived from the body"),
        ("x team", "canary", "header \"x team\": invalid name"),
        ("x-team", "canary\n", "header x-team: invalid value"),
    ] {
        let builder = || impatient("http://localhost:1").0.header(name, value);
        for error in [builder().build().unwrap_err(), blocking::ClientBuilder::from(builder()).build().unwrap_err()] {
            assert!(error.is_configuration() && error.message().starts_with(message), "{error}");
            assert!(!format!("{error} {error:?} {:?}", builder()).contains("canary"), "{error:?}");
        }
    }
}

const SILENT: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";

#[tokio::test]
async fn the_idle_timeouts_of_a_call_bound_the_silence_of_its_stream() {
    let server = RawServer::start([(SILENT, Then::Hang)]).await;
    let clock = TestClock::default();
    let client = Client::builder().without_environment().base_url(server.url()).clock(clock.clone()).build().unwrap();
    let (five, ten) = (Duration::from_secs(5), Duration::from_secs(10));
    let call = || client.agents().stream("assistant", "Hello");
    for (call, message) in [
        (call().byte_idle_timeout(five), "no byte was received for 5 seconds"),
        (call().byte_idle_timeout(None).event_idle_timeout(ten), "no event was received for 10 seconds"),
    ] {
        let mut stream = call.await.unwrap();
        let readings = clock.readings();
        let (next, ()) = futures::join!(stream.next(), async {
            agentspec_tests::until(|| clock.readings() > readings).await;
            clock.advance(ten);
        });
        let error = next.unwrap().unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Timeout(Phase::Idle), Outcome::Unknown));
        assert!(error.message().starts_with(message), "{error}");
    }
}
