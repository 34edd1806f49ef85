//! `Arc<dyn …>` and `Box<dyn …>` are accepted where their types are, so that a policy, a middleware and a clock may be shared or chosen at run time.

use std::sync::Arc;
use std::time::Duration;

use agentspec_ext::clock::Clock;
use agentspec_ext::retry::{Never, RetryPolicy, Standard, Strict};
use agentspec_ext::{Client, Middleware, blocking};
use agentspec_mock::{Answer, MockServer};
use agentspec_tests::{InMemory, Reaction, TestClock, mock};

#[tokio::test]
async fn a_policy_a_middleware_and_a_clock_may_be_shared_or_chosen_at_run_time() {
    let server = MockServer::start().await;
    let (times, passed) = (TestClock::default(), InMemory::new(|_| Reaction::Pass));
    let policies: [Arc<dyn RetryPolicy>; 2] = [Arc::new(Standard), Arc::new(Never)];
    for (policy, attempts) in policies.iter().zip([2, 1]) {
        let (clock, middleware): (Arc<dyn Clock>, Arc<dyn Middleware>) = (Arc::new(times.clone()), Arc::new(passed.clone()));
        let builder = Client::builder().without_environment().base_url(server.url()).retry_policy(Arc::clone(policy));
        let client = builder.clock(clock).middleware(middleware).build().unwrap();
        server.answer_next(Answer::status(503));
        let answered = client.agents().list().send().await;
        assert_eq!(answered.map_or_else(|error| error.attempts(), |answer| answer.attempts()), attempts);
    }
    assert_eq!((times.delays(), passed.seen().len()), (vec![Duration::from_secs(1)], 3));

    let (clock, middleware): (Box<dyn Clock>, Box<dyn Middleware>) = (Box::new(times.clone()), Box::new(passed.clone()));
    let policy: Box<dyn RetryPolicy> = Box::new(Strict);
    let builder = blocking::Client::builder().without_environment().base_url(server.url()).retry_policy(policy);
    builder.clock(clock).middleware(middleware).build().unwrap();
}

#[tokio::test]
async fn a_call_accepts_a_shared_policy() {
    let (server, client, _) = mock().await;
    let policies: [Box<dyn RetryPolicy>; 2] = [Box::new(Strict), Box::new(Standard)];
    for (policy, attempts) in policies.into_iter().zip([1, 2]) {
        server.answer_next(Answer::status(502));
        let answered = client.agents().invoke("assistant", "Hello").retry_policy(policy).send().await;
        assert_eq!(answered.map_or_else(|error| error.attempts(), |answer| answer.attempts()), attempts);
    }
}

#[tokio::test]
async fn every_duration_may_be_none() {
    let (server, client, clock) = mock().await;
    let builder = Client::builder().without_environment().base_url(server.url()).clock(clock.clone());
    let patient = builder.retry_delay(None).max_retry_delay(None).timeout(None).deadline(None).build().unwrap();
    server.answer_next(Answer::status(503));
    server.answer_next(Answer::status(503).header("Retry-After", "86400"));
    patient.agents().list().await.unwrap();
    assert_eq!(clock.delays(), [Duration::ZERO, Duration::from_secs(86_400)]);
    client.pipelines().run("research-and-summarize", "Batteries").await.unwrap();
    client.pipelines().wait("research-and-summarize").deadline(None).poll_delay(None).await.unwrap();
}
