//! One client on several runtimes: each runtime has its own connections, and no call waits for another runtime.

use std::time::Duration;

use agentspec_ext::Client;
use agentspec_mock::MockServer;
use agentspec_tests::impatient;
use tokio::runtime::{Builder, Runtime};

fn resting() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn list(runtime: &Runtime, client: &Client) -> usize {
    let listed = async { tokio::time::timeout(Duration::from_secs(10), client.agents().list().into_future()).await };
    runtime.block_on(listed).expect("no call waits for another runtime").unwrap().len()
}

/// Starts a server on its own thread, and creates a client of it.
fn served() -> (MockServer, Client) {
    let server = MockServer::builder().start_blocking().unwrap();
    let client = impatient(&server.url()).0.build().unwrap();
    (server, client)
}

#[test]
fn a_client_works_on_a_second_runtime_while_the_first_is_idle() {
    let (_server, client) = served();
    let (first, second) = (resting(), resting());
    // The first has an idle connection that nothing drives.
    let agents = list(&first, &client);
    assert_eq!((list(&second, &client), list(&first, &client), list(&second, &client)), (agents, agents, agents));
}

#[test]
fn a_client_keeps_working_after_its_runtimes_are_dropped() {
    let (_server, client) = served();
    let agents = list(&resting(), &client);
    for _ in 0..20 {
        let (one, other) = (resting(), resting());
        assert_eq!((list(&one, &client), list(&other, &client)), (agents, agents));
    }
}

#[test]
fn the_raw_client_works_on_a_second_runtime_too() {
    let (_server, client) = served();
    let (first, second) = (resting(), resting());
    let raw = client.raw();
    for runtime in [&first, &second] {
        let listed = async { tokio::time::timeout(Duration::from_secs(10), raw.list_agents(None)).await };
        assert!(!runtime.block_on(listed).unwrap().unwrap().agents.is_empty());
    }
}
