//! A hostile server, whose responses are random mixtures of server failures, against a client in a process of its own. The client keeps its time and
//! memory limits, and reports truthfully what happened to each call.
//!
//! `AGENTSPEC_HOSTILE_SECONDS` sets the duration, `AGENTSPEC_HOSTILE_SEED` the seed. The client is the one in Rust, or that of the Python in
//! `AGENTSPEC_HOSTILE_PYTHON`.
#![allow(clippy::expect_used, reason = "a test may fail")]

mod bodies;
mod calls;
mod encoding;
mod events;
mod judge;
mod plan;
mod record;
mod report;
mod request;
mod server;
mod settings;
mod shown;
mod wire;

use std::collections::BTreeMap;
use std::process::{Command, Output};

use crate::report::Line;
use crate::server::Server;
use crate::settings::Servers;

const THIS: &str = "a_client_of_a_hostile_server_keeps_its_limits_and_reports_the_truth";

/// The address space of the client's process, in KiB: four times the response limit for each concurrent call, and room for its code and threads. A
/// decompression bomb of the server is larger.
const MEMORY: usize = (7 * 4 + 160) << 10;

#[test]
fn a_client_of_a_hostile_server_keeps_its_limits_and_reports_the_truth() {
    if let Some(servers) = Servers::of_environment() {
        return calls::make(&servers);
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../sdks/python/tests/hostile.py").to_owned();
    let this = || std::env::current_exe().expect("this program").display().to_string();
    let program = std::env::var("AGENTSPEC_HOSTILE_PYTHON").map_or_else(
        |_| vec![this(), "--exact".to_owned(), THIS.to_owned(), "--nocapture".to_owned()],
        |python| vec![python, "-W".to_owned(), "error".to_owned(), script],
    );
    run_and_judge(&program);
}

/// Runs a client program against the servers, and checks its reports against their records.
fn run_and_judge(program: &[String]) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let breaches = runtime.block_on(async {
        let (seed, time) = (settings::seed(), settings::time());
        println!("AGENTSPEC_HOSTILE_SEED={seed}, for {} seconds", time.as_secs());
        let key = format!("key-{:016x}{:016x}", plan::mixed(seed, "a key"), plan::mixed(seed, "the rest of it"));
        let (hostile, healthy) = (Server::start(Some(seed), &key).await, Server::start(None, &key).await);
        let servers = Servers { hostile: hostile.url.clone(), healthy: healthy.url.clone(), key, seed, time };
        let output = run(program, &servers).await;
        let lines: Vec<Line> = String::from_utf8_lossy(&output.stdout).lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let mut breaches = judge::breaches(&lines, hostile.record().await, healthy.record().await);
        if !output.status.success() {
            breaches.push(format!("the client's process ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr)));
        }
        println!("{}\n{:?}", summary(&lines), hostile.record().await.pieces());
        breaches
    });
    assert!(breaches.is_empty(), "{} breaches:\n{}", breaches.len(), breaches.join("\n"));
}

async fn run(program: &[String], servers: &Servers) -> Output {
    let mut limited = Command::new("sh");
    limited.args(["-c", &format!("ulimit -v {MEMORY}; exec \"$@\""), "sh"]).args(program).envs(servers.environment());
    tokio::task::spawn_blocking(move || limited.output()).await.expect("no panic").expect("a shell")
}

/// Counts the calls by their results, so that a run without results is noticed.
fn summary(lines: &[Line]) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for line in lines {
        let Line::Call(report) = line else { continue };
        let client = report.id.split('-').next().unwrap_or_default();
        let result = report.error.as_ref().map_or("success", |error| error.outcome.as_str());
        *counts.entry(format!("{client} {result}")).or_default() += 1;
    }
    assert!(counts.len() > 4, "expected calls with several results: {counts:?}");
    format!("{} calls: {counts:?}", lines.len())
}
