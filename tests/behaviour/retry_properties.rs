//! Properties of retries that hold whatever a server does.

use std::time::Duration;

use agentspec_ext::retry::{Never, Standard, Strict};
use agentspec_ext::{Client, ClientBuilder, Error, FailedAttempt, Outcome};
use agentspec_tests::{InMemory, Reaction, Seen, TestClock};
use proptest::collection::vec;
use proptest::prelude::*;
use tokio::runtime::Builder;

/// The maximum delay before a retry, in seconds.
const CAP: u64 = 60;

fn reaction() -> impl Strategy<Value = Reaction> {
    let retry_after = prop_oneof![
        3 => Just(None),
        2 => (0..2 * CAP).prop_map(|seconds| Some(seconds.to_string())),
        1 => Just(Some("99999999999999999999".to_owned())),
        1 => Just(Some("soon".to_owned())),
    ];
    let status = prop_oneof![4 => prop::sample::select(vec![429_u16, 502, 503, 504]), 1 => 300_u16..600];
    prop_oneof![
        6 => (status, retry_after).prop_map(|(status, retry_after)| Reaction::Status(status, retry_after)),
        1 => Just(Reaction::BreakOff),
        1 => Just(Reaction::Pass),
    ]
}

/// A call of a server with these reactions. Nothing listens at its address: a request that it lets pass cannot connect.
struct Played {
    error: Error,
    delays: Vec<Duration>,
    seen: Vec<Seen>,
}

fn play(reactions: &[Reaction], is_post: bool, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Played {
    let reactions = reactions.to_vec();
    let server = InMemory::new(move |number| reactions[number.min(reactions.len() - 1)].clone());
    let clock = TestClock::default();
    let builder = Client::builder().without_environment().base_url("http://127.0.0.1:1").clock(clock.clone()).middleware(server.clone());
    let client = set(builder).build().unwrap();
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let error = runtime.block_on(async {
        if is_post { client.agents().invoke("assistant", "Hello").await.map(drop) } else { client.agents().list().await.map(drop) }
    });
    Played { error: error.unwrap_err(), delays: clock.delays(), seen: server.seen() }
}

proptest! {
    // Each case creates a client, which reads the certificates of the machine.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn attempts_never_exceed_the_limit_nor_delays_the_cap(
        reactions in vec(reaction(), 1..12), is_post: bool, max_retries in 0_u32..10, retry_delay in 0..CAP,
    ) {
        let set = |builder: ClientBuilder| builder.max_retries(max_retries).retry_delay(Duration::from_secs(retry_delay));
        let Played { error, delays, seen } = play(&reactions, is_post, set);
        prop_assert!(error.attempts() <= max_retries + 1);
        prop_assert_eq!(seen.len(), error.attempts() as usize);
        prop_assert_eq!(delays.len(), seen.len() - 1);
        prop_assert!(delays.iter().all(|delay| *delay <= Duration::from_secs(CAP)), "{:?}", delays);
        let history: Vec<_> = error.history().iter().map(FailedAttempt::delay).collect();
        prop_assert_eq!(history, delays.iter().copied().map(Some).chain([None]).collect::<Vec<_>>());
    }

    #[test]
    fn a_post_that_may_have_run_is_not_resent(reactions in vec(reaction(), 1..12)) {
        for is_strict in [false, true] {
            let set = |builder: ClientBuilder| {
                let builder = builder.max_retries(20);
                if is_strict { builder.retry_policy(Strict) } else { builder.retry_policy(Standard) }
            };
            let Played { error, seen, .. } = play(&reactions, true, set);
            let attempted = &reactions[..seen.len().min(reactions.len())];
            let first = attempted.iter().position(|reaction| {
                match reaction {
                    Reaction::BreakOff | Reaction::Status(300..=306 | 309..=399, _) => true,
                    Reaction::Status(502 | 504, _) => is_strict,
                    Reaction::Status(status, _) => *status >= 500 && *status != 503,
                    Reaction::Pass => false,
                }
            });
            if let Some(first) = first {
                prop_assert_eq!(seen.len(), first + 1);
                prop_assert!(error.may_have_run());
            }
        }
    }

    #[test]
    fn every_attempt_is_the_same_request(reactions in vec(reaction(), 1..12), is_post: bool) {
        let seen = play(&reactions, is_post, |builder| builder.max_retries(20)).seen;
        prop_assert!(seen.iter().all(|request| *request == seen[0]));
        prop_assert_eq!(seen[0].idempotency_key.is_some(), is_post);
        prop_assert!(seen[0].correlation_id.is_some());
    }

    #[test]
    fn the_outcome_is_the_furthest_of_all_attempts(reactions in vec(reaction(), 1..12), is_post: bool) {
        let error = play(&reactions, is_post, |builder| builder.max_retries(20)).error;
        let furthest = error.history().iter().map(FailedAttempt::outcome).max();
        prop_assert_eq!(Some(error.outcome()), furthest);
        prop_assert_eq!(error.may_have_run(), matches!(error.outcome(), Outcome::Unknown | Outcome::Partial));
    }

    #[test]
    fn the_policy_never_makes_one_attempt(reactions in vec(reaction(), 1..12), is_post: bool) {
        prop_assert_eq!(play(&reactions, is_post, |builder| builder.retry_policy(Never)).seen.len(), 1);
    }
}
