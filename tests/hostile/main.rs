//! A hostile server, whose answers are random mixtures of all that a server can do wrong, against a client in a process of its own: it keeps
//! its time and its memory, and what it tells of each call is what happened.
//!
//! `AGENTSPEC_HOSTILE_SECONDS` says how long, and `AGENTSPEC_HOSTILE_SEED` with which seed. The client is Rust's, or that of the Python which
//! `AGENTSPEC_HOSTILE_PYTHON` names.
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

const THIS: &str = "a_client_of_a_hostile_server_keeps_its_time_its_memory_and_the_truth";

/// What a client's process may have, in KiB: four times the limit of an answer for each of the calls at once, and addresses for its code and its
/// threads. A bomb of the server has more.
const MEMORY: usize = (7 * 4 + 160) << 10;

#[test]
fn a_client_of_a_hostile_server_keeps_its_time_its_memory_and_the_truth() {
    if let Some(servers) = Servers::of_environment() {
        return calls::make(&servers);
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../sdks/python/tests/hostile.py").to_owned();
    let this = || std::env::current_exe().expect("this program").display().to_string();
    let program = std::env::var("AGENTSPEC_HOSTILE_PYTHON").map_or_else(
        |_| vec![this(), "--exact".to_owned(), THIS.to_owned(), "--nocapture".to_owned()],
        |python| vec![python, "-W".to_owned(), "error".to_owned(), script],
    );
    hold(&program);
}

/// Runs this program against the servers, and holds it to what they know.
fn hold(program: &[String]) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let breaches = runtime.block_on(async {
        let (seed, time) = (settings::seed(), settings::time());
        println!("AGENTSPEC_HOSTILE_SEED={seed}, for {} seconds", time.as_secs());
        let key = format!("key-{:016x}{:016x}", plan::mixed(seed, "a key"), plan::mixed(seed, "its rest"));
        let (hostile, well) = (Server::start(Some(seed), &key).await, Server::start(None, &key).await);
        let servers = Servers { hostile: hostile.url.clone(), well: well.url.clone(), key, seed, time };
        let output = run(program, &servers).await;
        let lines: Vec<Line> = String::from_utf8_lossy(&output.stdout).lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let mut breaches = judge::breaches(&lines, hostile.record().await, well.record().await);
        if !output.status.success() {
            breaches.push(format!("the client's process ended by {}: {}", output.status, String::from_utf8_lossy(&output.stderr)));
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

/// How many calls came to what, so that a run that says nothing is seen.
fn summary(lines: &[Line]) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for line in lines {
        let Line::Call(report) = line else { continue };
        let client = report.id.split('-').next().unwrap_or_default();
        let came = report.error.as_ref().map_or("success", |error| error.outcome.as_str());
        *counts.entry(format!("{client} {came}")).or_default() += 1;
    }
    assert!(counts.len() > 4, "calls were made, and came to one thing or another: {counts:?}");
    format!("{} calls: {counts:?}", lines.len())
}
