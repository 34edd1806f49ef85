//! `NO_PROXY=*`, of row 36: no server is asked through a proxy, whether it has a name or an address.

use std::collections::BTreeSet;
use std::process::Command;
use std::time::Duration;

use agentspec_tests::{RawServer, Then, impatient};
use futures::future::join_all;

const WELL: &str = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 14\r\n\r\n{\"agents\": []}";
/// How long the other half of the test waits for an answer, in milliseconds.
const TIME: &str = "AGENTSPEC_TEST_TIME";
const HOSTS: [&str; 3] = ["192.0.2.1", "[2001:db8::1]", "agents.invalid"];

/// Asks each host in a process of its own, whose environment this is. Returns what the proxy was asked for.
async fn asked(variable: &str, hosts: &str, time: &str) -> BTreeSet<String> {
    const THIS: &str = "no_proxy::fault_36_no_proxy_of_all_is_for_addresses_too";
    let proxy = RawServer::start([(WELL, Then::Close)]).await;
    let mut again = Command::new(std::env::current_exe().unwrap());
    for variable in ["http_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy", "REQUEST_METHOD"] {
        again.env_remove(variable);
    }
    again.args(["--exact", THIS]).env("HTTP_PROXY", proxy.url()).env(variable, hosts).env(TIME, time);
    let output = tokio::task::spawn_blocking(move || again.output().unwrap()).await.unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && printed.contains("1 passed"), "{printed}");
    proxy.seen().iter().map(|request| request.split(' ').nth(1).unwrap().to_owned()).collect()
}

#[tokio::test]
async fn fault_36_no_proxy_of_all_is_for_addresses_too() {
    if let Ok(time) = std::env::var(TIME) {
        let asked = HOSTS.map(|host| {
            let client = impatient(&format!("http://{host}")).0.max_retries(0).build().unwrap();
            // Nobody is there: what the proxy does not answer fails, or goes on for long.
            tokio::time::timeout(Duration::from_millis(time.parse().unwrap()), client.agents().list().into_future())
        });
        join_all(asked).await;
        return;
    }
    for (variable, hosts) in [("NO_PROXY", "*"), ("no_proxy", "*"), ("NO_PROXY", "elsewhere.invalid, *")] {
        assert!(asked(variable, hosts, "1000").await.is_empty(), "{variable}={hosts}");
    }
    let all = BTreeSet::from(HOSTS.map(|host| format!("http://{host}/v1/agents")));
    assert_eq!(asked("NO_PROXY", "elsewhere.invalid", "10000").await, all, "the proxy is asked for what nothing excepts");
}
