//! `NO_PROXY=*`, of row 36: no server is asked through a proxy, whether it has a name or an address.

use std::process::Command;

use agentspec_tests::{RawServer, Then, impatient};

const WELL: &str = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 14\r\n\r\n{\"agents\": []}";
const HOSTS: [&str; 3] = ["192.0.2.1", "[2001:db8::1]", "agents.invalid"];

/// Asks each host in a process of its own, whose environment this is. Returns what the proxy was asked for.
async fn asked(variable: &str, hosts: &str) -> Vec<String> {
    const THIS: &str = "no_proxy::fault_36_no_proxy_of_all_is_for_addresses_too";
    let proxy = RawServer::start([(WELL, Then::Close)]).await;
    let mut again = Command::new(std::env::current_exe().unwrap());
    for variable in ["http_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy", "REQUEST_METHOD"] {
        again.env_remove(variable);
    }
    again.args(["--exact", THIS]).env("HTTP_PROXY", proxy.url()).env(variable, hosts).env("AGENTSPEC_TEST_AGAIN", "1");
    let output = tokio::task::spawn_blocking(move || again.output().unwrap()).await.unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && printed.contains("1 passed"), "{printed}");
    proxy.seen().iter().map(|request| request.split(' ').nth(1).unwrap().to_owned()).collect()
}

#[tokio::test]
async fn fault_36_no_proxy_of_all_is_for_addresses_too() {
    if std::env::var_os("AGENTSPEC_TEST_AGAIN").is_some() {
        for host in HOSTS {
            let builder = impatient(&format!("http://{host}")).0.max_retries(0);
            // Nobody is there: what the proxy does not answer fails.
            drop(builder.http(|http| http.connect_timeout(std::time::Duration::from_millis(50))).build().unwrap().agents().list().await);
        }
        return;
    }
    for (variable, hosts) in [("NO_PROXY", "*"), ("no_proxy", "*"), ("NO_PROXY", "elsewhere.invalid, *")] {
        assert!(asked(variable, hosts).await.is_empty(), "{variable}={hosts}");
    }
    let all = HOSTS.map(|host| format!("http://{host}/v1/agents"));
    assert_eq!(asked("NO_PROXY", "elsewhere.invalid").await, all, "the proxy is asked for what nothing excepts");
}
