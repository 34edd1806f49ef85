//! Many calls that fail at once: row 35. The load that their retries add to a failing server is bounded.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use agentspec_ext::Outcome;
use agentspec_ext::clock::{Clock, Wait};
use agentspec_tests::{TestClock, until};
use futures::future::{BoxFuture, FutureExt, join_all};
use tokio::sync::watch;

use crate::run::Run;

const CALLERS: usize = 50;
const BUDGET: u32 = 10;

/// A clock whose delays before retries all end when it is released.
#[derive(Clone, Debug, Default)]
struct Held {
    clock: TestClock,
    is_released: watch::Sender<bool>,
}

impl Clock for Held {
    fn system_time(&self) -> SystemTime {
        self.clock.system_time()
    }

    fn monotonic(&self) -> Duration {
        self.clock.monotonic()
    }

    fn wait(&self, wait: Wait) -> BoxFuture<'static, ()> {
        let (waited, mut is_released) = (self.clock.wait(wait), self.is_released.subscribe());
        match wait {
            Wait::Retry(_) => async move { drop(is_released.wait_for(|is_released| *is_released).await) }.boxed(),
            _ => waited,
        }
    }

    fn random(&self) -> f64 {
        self.clock.random()
    }
}

#[tokio::test]
async fn fault_35_calls_that_fail_at_once_share_a_budget_of_retries() {
    let clock = Held::default();
    let given = clock.clone();
    let run = Run::with("35-always-503", move |builder| builder.clock(given.clone()).max_retries(1).retry_budget(BUDGET)).await;
    // One call retries outside of the budget, so that a single caller never runs out of retries.
    let retries = 1 + BUDGET as usize;
    let ended = Arc::new(AtomicUsize::new(0));
    let call = |_| {
        let ended = Arc::clone(&ended);
        run.client.agents().invoke("assistant", "Hello").into_future().inspect(move |_| {
            ended.fetch_add(1, Ordering::SeqCst);
        })
    };
    let calls = tokio::spawn(join_all((0..CALLERS).map(call)));
    until(|| ended.load(Ordering::SeqCst) == CALLERS - retries).await;
    assert_eq!((clock.clock.delays().len(), run.seen().requests.len()), (retries, CALLERS));
    clock.is_released.send_replace(true);
    let errors: Vec<_> = calls.await.unwrap().into_iter().map(Result::unwrap_err).collect();
    assert!(errors.iter().all(|error| error.outcome() == Outcome::Rejected && error.status().unwrap() == 503));
    assert_eq!(errors.iter().filter(|error| error.attempts() == 2).count(), retries);
    assert_eq!(run.seen().requests.len(), CALLERS + retries);
}

#[tokio::test]
async fn fault_35_sequential_callers_never_run_out_of_retries() {
    let run = Run::with("35-always-503", |builder| builder.retry_budget(1)).await;
    for _ in 0..20 {
        assert_eq!(run.client.agents().invoke("assistant", "Hello").max_retries(5).await.unwrap_err().attempts(), 6);
    }
}
