//! A key or token over plain http to another machine: row 40.

use std::net::SocketAddr;
use std::thread;

use agentspec_ext::{Client, ClientBuilder, blocking};
use agentspec_mock::MockServer;
use agentspec_tests::{Recorded, Recorder};
use tracing::Level;

const CANARY: &str = "canary-7f3a9c";

fn warnings(recorder: &Recorder) -> Vec<Recorded> {
    recorder.events().into_iter().filter(|event| event.level == Level::WARN).collect()
}

/// Returns the warnings when a client with these settings is built.
fn warned(set: fn(ClientBuilder) -> ClientBuilder, url: &str) -> Vec<Recorded> {
    let recorder = Recorder::default();
    let _recording = recorder.record();
    set(Client::builder().without_environment().base_url(url)).build().unwrap();
    warnings(&recorder)
}

#[test]
fn fault_40_a_secret_over_plain_http_to_another_machine_causes_a_warning_without_its_value() {
    let with_key: fn(ClientBuilder) -> ClientBuilder = |builder| builder.api_key(CANARY);
    for (set, what) in [(with_key, "the API key"), (|builder| builder.token(CANARY), "the token")] {
        for (url, address, port) in [("http://agents.example", "agents.example", 80), ("http://192.0.2.1:8080/team", "192.0.2.1", 8080)] {
            let warnings = warned(set, url);
            let [warning] = &warnings[..] else { panic!("{url}: {warnings:?}") };
            let message = warning.field("message");
            let message = message.as_str().unwrap();
            assert!(message.starts_with(what) && message.contains("plain http") && message.contains("https"), "{message}");
            assert_eq!((warning.field("server.address"), warning.field("server.port")), (address.into(), port.into()));
            assert!(!format!("{warning:?}").contains(CANARY), "{warning:?}");
        }
    }
}

#[test]
fn fault_40_there_is_no_warning_where_no_secret_is_exposed() {
    let with_key: fn(ClientBuilder) -> ClientBuilder = |builder| builder.api_key(CANARY);
    let names = ["localhost", "LOCALHOST", "localhost.", "agents.localhost"];
    for host in names.into_iter().chain(["127.0.0.1", "127.9.9.9", "[::1]", "[::ffff:127.0.0.1]"]) {
        let url = &format!("http://{host}:8080");
        assert!(warned(with_key, url).is_empty(), "{url} is this machine");
    }
    assert!(warned(with_key, "https://agents.example").is_empty());
    assert!(warned(|builder| builder, "http://agents.example").is_empty(), "there is no secret");
}

#[test]
fn fault_40_a_client_warns_once_however_many_threads_call() {
    let server = MockServer::builder().allow_host("agents.example").start_blocking().unwrap();
    let address: SocketAddr = server.address();
    let recorder = Recorder::default();
    let recording = recorder.record();
    let builder = Client::builder().without_environment().base_url(format!("http://agents.example:{}", address.port())).api_key(CANARY);
    let builder = builder.http(move |http| http.no_proxy().resolve("agents.example", address));
    let client = blocking::ClientBuilder::from(builder).build().unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            let (client, recorder) = (client.clone(), recorder.clone());
            scope.spawn(move || {
                let _recording = recorder.record();
                for _ in 0..2 {
                    client.agents().list().call().unwrap();
                }
            });
        }
    });
    drop(recording);
    assert_eq!((server.received_count(), warnings(&recorder).len()), (8, 1));
}
