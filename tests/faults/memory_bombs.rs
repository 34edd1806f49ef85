//! Responses that are small on the wire and huge in memory: row 53. The client runs in its own process, whose memory the system limits: so excess
//! fails, and does not only slow down.

use std::process::Command;

use agentspec_ext::{Client, Error, ErrorKind, Outcome, blocking};
use agentspec_mock::MockServer;
use agentspec_tests::impatient;
use futures::StreamExt;

use crate::run::{Run, SCENARIOS, on_a_thread};
use crate::table::Method;

const THIS: &str = "memory_bombs::fault_53_what_is_small_on_the_wire_takes_bounded_memory";
const SERVER: &str = "AGENTSPEC_BOMB_SERVER";

/// The memory limit of the process in KiB: four times the limit of a response, and a quarter of a GiB of addresses for its code and its threads.
const MEMORY: usize = (4 * 64 + 256) << 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_53_what_is_small_on_the_wire_takes_bounded_memory() {
    if let Ok(server) = std::env::var(SERVER) {
        return refused_in_bounds(&server).await;
    }
    let server = SCENARIOS.clone().start().await.unwrap();
    let limited = format!("ulimit -v {MEMORY}; exec \"$0\" --exact {THIS}");
    let mut again = Command::new("sh");
    again.args(["-c", &limited]).arg(std::env::current_exe().unwrap());
    // One arena: each reserves 64 MiB of addresses, which count.
    again.env("MALLOC_ARENA_MAX", "1").env(SERVER, server.url());
    let output = tokio::task::spawn_blocking(move || again.output()).await.unwrap().unwrap();
    let output_text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && output_text.contains("1 passed"), "{output_text}\n{}", String::from_utf8_lossy(&output.stderr));
}

async fn refused_in_bounds(server: &str) {
    for scenario in ["53-answer", "53-text"] {
        let error =
            both(server, scenario, async |client| client.agents().list().await.map(drop), |client| client.agents().list().call().map(drop));
        let error = error.await;
        assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::TooLarge, Outcome::Unknown, 1), "{error:?}");
        assert!(error.message().contains("answer_limit"), "{error}");
    }
    let invoke = |client: &blocking::Client| client.agents().invoke("a", "b").call().map(drop);
    let error = both(server, "53-error-body", async |client| client.agents().invoke("a", "b").await.map(drop), invoke).await;
    assert_eq!(
        (error.kind(), error.outcome(), error.status().map(|status| status.as_u16())),
        (ErrorKind::Server, Outcome::Unknown, Some(500))
    );
    let text = |client: &blocking::Client| client.agents().stream("a", "b").call()?.text().map(drop);
    let error = both(server, "53-event", async |client| client.agents().stream("a", "b").await?.text().await.map(drop), text).await;
    assert_eq!((error.kind(), error.outcome(), error.events()), (ErrorKind::TooLarge, Outcome::Partial, Some(1)), "{error:?}");
    assert!(error.message().contains("event_limit"), "{error}");
}

/// Returns the error of both clients.
async fn both(
    server: &str,
    scenario: &str,
    call: impl AsyncFn(&Client) -> Result<(), Error>,
    other: impl Fn(&blocking::Client) -> Result<(), Error> + Sync,
) -> Error {
    let builder = |run| impatient(&format!("{server}/_scenario/{scenario}/{run}-{scenario}")).0;
    let error = call(&builder("async").build().unwrap()).await.unwrap_err();
    let other = on_a_thread(|| other(&blocking::ClientBuilder::from(builder("blocking")).build().unwrap()).unwrap_err());
    assert_eq!((error.kind(), error.outcome(), error.message()), (other.kind(), other.outcome(), other.message()));
    error
}

#[tokio::test]
async fn fault_53_a_response_that_is_too_large_is_not_retried() {
    for method in [Method::Get, Method::Delete, Method::Post] {
        let run = Run::of("53-text").await;
        let error = method.call(&run.client).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome(), run.connections().len()), (ErrorKind::TooLarge, Outcome::Unknown, 1), "{error:?}");
    }
}

#[tokio::test]
async fn fault_53_the_user_can_set_the_limit_of_a_response() {
    let body = format!("{{\"agents\": [], \"x\": \"{}\"}}", "text ".repeat(1000));
    let server = MockServer::start().await;
    for (limit, is_read) in [(5100, true), (5000, false)] {
        server.answer_next(agentspec_mock::Answer::status(200).header("content-type", "application/json").body(body.clone()));
        let listed = impatient(&server.url()).0.answer_limit(limit).build().unwrap().agents().list().await;
        assert_eq!(listed.as_ref().map(|_| ()).map_err(Error::kind), if is_read { Ok(()) } else { Err(ErrorKind::TooLarge) }, "{limit}");
    }
}

#[tokio::test]
async fn fault_53_an_event_that_is_too_large_fails_after_the_events_before_it() {
    let run = Run::of("53-event").await;
    let mut stream = run.stream().await;
    assert_eq!(crate::run::label(&stream.next().await.unwrap().unwrap()), "Neural");
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.outcome(), error.events()), (ErrorKind::TooLarge, Outcome::Partial, Some(1)), "{error:?}");
    run.closed().await;
}
