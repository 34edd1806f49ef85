//! `NO_PROXY=*`, of row 36: no request uses the proxy, whether its host is a name or an address.

use std::collections::BTreeSet;
use std::process::Command;
use std::time::Duration;

use agentspec_tests::{RawServer, Then, impatient};
use futures::future::join_all;

const WELL: &str = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 14\r\n\r\n{\"agents\": []}";
/// How long the child process waits for a response, in milliseconds.
const TIME: &str = "AGENTSPEC_TEST_TIME";
const HOSTS: [&str; 3] = ["192.0.2.1", "[2001:db8::1]", "agents.invalid"];

/// Sends a request to each host from a child process with this environment variable. Returns the URLs that the proxy received.
async fn proxied(variable: &str, hosts: &str, time: &str) -> BTreeSet<String> {
    const THIS: &str = "no_proxy::fault_36_no_proxy_for_all_hosts_includes_addresses";
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
async fn fault_36_no_proxy_for_all_hosts_includes_addresses() {
    if let Ok(time) = std::env::var(TIME) {
        let requests = HOSTS.map(|host| {
            let client = impatient(&format!("http://{host}")).0.max_retries(0).build().unwrap();
            // The hosts do not exist: without the proxy, a request fails or takes long.
            tokio::time::timeout(Duration::from_millis(time.parse().unwrap()), client.agents().list().into_future())
        });
        join_all(requests).await;
        return;
    }
    for (variable, hosts) in [("NO_PROXY", "*"), ("no_proxy", "*"), ("NO_PROXY", "elsewhere.invalid, *")] {
        assert!(proxied(variable, hosts, "1000").await.is_empty(), "{variable}={hosts}");
    }
    let all = BTreeSet::from(HOSTS.map(|host| format!("http://{host}/v1/agents")));
    assert_eq!(proxied("NO_PROXY", "elsewhere.invalid", "10000").await, all, "the proxy is used for all hosts that are not excepted");
}
