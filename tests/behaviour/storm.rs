//! Many concurrent callers of a server that is down.

use std::time::Duration;

use agentspec_ext::Client;
use agentspec_ext::retry::{Decision, Failed, RetryPolicy};
use agentspec_tests::{InMemory, Reaction, VirtualClock};
use futures::future::join_all;
use tokio::time::Instant;

const CALLERS: u32 = 200;
const BUDGET: u32 = 20;
const RETRIES: u32 = 3;

/// Creates a client of `server`, with the default settings except for the budget.
fn client(server: &InMemory, budget: Option<u32>) -> Client {
    let builder = Client::builder().without_environment().clock(VirtualClock::start()).middleware(server.clone());
    builder.retry_budget(budget).build().unwrap()
}

fn down() -> InMemory {
    InMemory::new(|_| Reaction::Status(503, None))
}

/// Makes all calls at once, and returns the number of requests.
async fn storm(client: &Client, server: &InMemory) -> usize {
    let before = server.seen().len();
    for result in join_all((0..CALLERS).map(|_| client.agents().invoke("assistant", "Hello").into_future())).await {
        assert_eq!(result.unwrap_err().status().unwrap(), 503);
    }
    server.seen().len() - before
}

#[tokio::test(start_paused = true)]
async fn two_hundred_callers_add_no_more_than_the_budget_while_the_server_is_down() {
    let (without, server) = (down(), down());
    let unbounded = storm(&client(&without, None), &without).await;
    assert_eq!(unbounded, (CALLERS * (1 + RETRIES)) as usize, "the load without a budget");

    let began = Instant::now();
    let client = client(&server, Some(BUDGET));
    let requests = storm(&client, &server).await;
    let seconds = u32::try_from(began.elapsed().as_secs()).unwrap() + 1;
    let allowed = CALLERS + BUDGET + RETRIES + seconds;
    assert!(requests > (CALLERS + BUDGET) as usize, "{requests} requests: the budget is used");
    assert!(requests <= allowed as usize, "{requests} requests, of {allowed}");

    let again = storm(&client, &server).await;
    assert!(again <= (CALLERS + RETRIES + 2 * seconds) as usize, "{again} requests: the bucket is empty");
}

#[tokio::test(start_paused = true)]
async fn a_sequential_caller_has_all_its_retries_throughout_an_outage() {
    let server = down();
    let client = client(&server, Some(BUDGET));
    storm(&client, &server).await;
    for _ in 0..50 {
        let error = client.agents().invoke("assistant", "Hello").max_retries(5).retry_policy(AtOnce).await.unwrap_err();
        assert_eq!(error.attempts(), 6);
    }
}

#[tokio::test(start_paused = true)]
async fn the_bucket_refills_over_time() {
    let server = down();
    let client = client(&server, Some(BUDGET));
    storm(&client, &server).await;
    tokio::time::sleep(Duration::from_secs(u64::from(BUDGET))).await;
    assert!(storm(&client, &server).await >= (CALLERS + BUDGET) as usize);
}

/// Retries without a delay.
#[derive(Debug)]
struct AtOnce;

impl RetryPolicy for AtOnce {
    fn decide(&self, _: &Failed<'_>) -> Decision {
        Decision::RetryAfter(Duration::ZERO)
    }
}
