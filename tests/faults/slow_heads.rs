//! A head that arrives slowly, byte by byte: row 12.

use std::thread;

use agentspec_ext::{ErrorKind, Outcome, Phase};
use futures::join;
use tokio::task::yield_now;

use crate::run::Run;
use crate::table::{Expected, Method, Retried};

const LATE: Expected = Expected { kind: ErrorKind::Timeout(Phase::Request), outcome: Outcome::Unknown, retried: Retried::GetAndDelete };

#[tokio::test]
async fn fault_12_a_slow_head_is_a_timeout() {
    for method in Method::ALL {
        let run = Run::of("12-dripping-headers").await;
        let time_passes = async {
            while run.seen().requests.is_empty() {
                yield_now().await;
            }
            run.clock.time_out();
        };
        let (result, ()) = join!(method.call(&run.client), time_passes);
        LATE.check(&result.unwrap_err(), method, "the async client");
        run.closed().await;
    }
}

#[tokio::test]
async fn fault_12_a_blocking_call_has_the_same_timeout() {
    for method in Method::ALL {
        let run = Run::of("12-dripping-headers").await;
        let result = thread::scope(|scope| {
            let call = scope.spawn(|| run.blocking(|client| method.call_blocking(client)));
            while run.seen_blocking().requests.is_empty() {
                thread::yield_now();
            }
            run.clock.time_out();
            call.join().unwrap()
        });
        LATE.check(&result.unwrap_err(), method, "the blocking client");
        run.closed_blocking().await;
    }
}
