//! Unused scripts, which fail a test, and paused time, which prevents the start.

use std::panic::{AssertUnwindSafe, catch_unwind};

use agentspec_mock::{Answer, MockServer};

use crate::client::get;

fn message(panicked: Result<(), Box<dyn std::any::Any + Send>>) -> String {
    *panicked.unwrap_err().downcast::<String>().unwrap()
}

#[tokio::test]
async fn an_unused_script_fails_the_test_and_is_named() {
    let server = MockServer::start().await;
    server.verify();
    server.answer_next(Answer::status(503));
    server.answer_next_to("invoke_agent", Answer::error(429, "rate_limited", "Slow down."));
    server.fail_step("research-and-summarize", "researcher", "overloaded", "The model is overloaded.");
    let due = [
        "an answer with status 503 to any request",
        "an answer with status 429 to invoke_agent",
        "a slow or failing step researcher of research-and-summarize",
    ];
    assert_eq!(message(catch_unwind(AssertUnwindSafe(|| server.verify()))), format!("scripted and not used: {}", due.join("; ")));
    get(&server, "/v1/agents").await;
    let left = message(catch_unwind(AssertUnwindSafe(|| server.verify())));
    assert_eq!(left, format!("scripted and not used: {}", due[1..].join("; ")));
}

#[tokio::test]
async fn the_drop_of_a_server_verifies_if_it_is_set() {
    let started = async |verifies| MockServer::builder().verify_on_drop(verifies).start().await.unwrap();
    for (verifies, is_used, fails) in [(false, false, false), (true, true, false), (true, false, true)] {
        let server = started(verifies).await;
        server.answer_next(Answer::status(503));
        if is_used {
            get(&server, "/v1/agents").await;
        }
        assert_eq!(catch_unwind(AssertUnwindSafe(|| drop(server))).is_err(), fails, "{verifies} {is_used}");
    }
    let server = started(true).await;
    server.answer_next(Answer::status(503));
    let failed = catch_unwind(AssertUnwindSafe(move || {
        let _server = server;
        std::panic::panic_any("the test's own reason".to_owned());
    }));
    assert_eq!(message(failed), "the test's own reason");
}

#[tokio::test(start_paused = true)]
async fn under_paused_time_the_server_does_not_start_and_names_the_fix() {
    let error = MockServer::builder().start().await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::Unsupported);
    let said = error.to_string();
    assert!(said.starts_with("tokio's time is paused here") && said.contains("resume()") && said.contains("TestClock"), "{said}");
    tokio::time::resume();
    let server = MockServer::start().await;
    assert_eq!(get(&server, "/v1/agents").await.status, 200);
}
