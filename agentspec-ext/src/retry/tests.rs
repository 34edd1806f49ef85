#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::*;
use crate::error::{Error, ErrorKind, Outcome, Phase, RawResponse};
use crate::secret::Secrets;

fn limits(policy: impl RetryPolicy + 'static) -> Limits {
    let backoff = Backoff { first: Duration::from_secs(1), cap: Duration::from_secs(60) };
    Limits { policy: Arc::new(policy), max_retries: 3, backoff, deadline: None }
}

/// The delay after the failed attempt number `attempt`, where all have failed with `error`.
fn after(limits: &Limits, attempt: u32, error: &Error, is_idempotent: bool, random: f64) -> Result<Duration, StopReason> {
    let budget = Budget::new(None);
    let mut retries = Retries::new(limits, &budget, "", is_idempotent);
    let mut last = Err(StopReason::Policy);
    for _ in 0..attempt {
        last = retries.after(error, Duration::ZERO, Duration::ZERO, random);
    }
    last
}

fn status(status: u16, headers: &[(&'static str, &str)], body: &str) -> Error {
    let headers: HeaderMap = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
    let answer = RawResponse { status: StatusCode::from_u16(status).unwrap(), headers, body: body.into(), undecodable: None };
    Error::from_response(answer, SystemTime::UNIX_EPOCH, &Secrets::NONE)
}

const GET: bool = true;
const POST: bool = false;

fn is_retried(error: &Error, is_idempotent: bool) -> bool {
    after(&limits(Standard), 1, error, is_idempotent, 0.0).is_ok()
}

fn is_retried_strictly(error: &Error, is_idempotent: bool) -> bool {
    after(&limits(Strict), 1, error, is_idempotent, 0.0).is_ok()
}

#[test]
fn four_statuses_are_retried_whatever_the_method() {
    for code in 300..600 {
        let error = status(code, &[], "");
        let expected = matches!(code, 429 | 502 | 503 | 504);
        assert_eq!(is_retried(&error, POST), expected, "POST {code}");
        assert_eq!(is_retried(&error, GET), expected, "GET {code}");
    }
}

#[test]
fn an_exhausted_budget_is_never_retried() {
    let error = status(429, &[("retry-after", "1")], r#"{"error": {"code": "budget_exceeded", "message": "none left"}}"#);
    assert!(!is_retried(&error, GET));
}

#[test]
fn a_failure_before_sending_is_retried_and_a_later_one_only_if_that_is_safe() {
    for kind in [ErrorKind::Connect, ErrorKind::Timeout(Phase::Connect)] {
        assert!(is_retried(&Error::new(kind, Outcome::NotSent, ""), POST));
    }
    for kind in [ErrorKind::Transport, ErrorKind::Timeout(Phase::Request)] {
        let error = Error::new(kind, Outcome::Unknown, "");
        assert!(is_retried(&error, GET));
        assert!(!is_retried(&error, POST));
    }
}

#[test]
fn a_permanent_failure_is_not_retried() {
    for kind in [ErrorKind::Decode, ErrorKind::TooLarge, ErrorKind::Interrupted, ErrorKind::Configuration, ErrorKind::InvalidRequest] {
        assert!(!is_retried(&Error::new(kind, Outcome::Unknown, ""), GET), "{kind:?}");
    }
}

#[test]
fn the_strict_policy_sends_no_post_again_that_may_have_run() {
    for code in 300..600 {
        let error = status(code, &[], "");
        assert_eq!(is_retried_strictly(&error, POST), matches!(code, 429 | 503), "POST {code}");
        assert_eq!(is_retried_strictly(&error, GET), matches!(code, 429 | 502 | 503 | 504), "GET {code}");
    }
    assert!(is_retried_strictly(&Error::new(ErrorKind::Connect, Outcome::NotSent, ""), POST));
    assert!(!is_retried_strictly(&Error::new(ErrorKind::Transport, Outcome::Unknown, ""), POST));
}

#[test]
fn the_never_policy_makes_no_retry() {
    for error in [status(503, &[], ""), Error::new(ErrorKind::Connect, Outcome::NotSent, "")] {
        assert_eq!(after(&limits(Never), 1, &error, GET, 0.0), Err(StopReason::Policy));
    }
}

#[test]
fn the_delay_doubles_and_jitter_is_positive() {
    let error = status(503, &[], "");
    let delay = |attempt, random| after(&limits(Standard), attempt, &error, POST, random);
    assert_eq!(delay(1, 0.0), Ok(Duration::from_secs(1)));
    assert_eq!(delay(2, 0.0), Ok(Duration::from_secs(2)));
    assert_eq!(delay(3, 0.0), Ok(Duration::from_secs(4)));
    assert_eq!(delay(1, 1.0), Ok(Duration::from_millis(1250)));
    assert_eq!(delay(4, 0.0), Err(StopReason::MaxRetries));
}

#[test]
fn doubling_leaves_room_for_jitter_below_the_longest_delay() {
    let backoff = |first, longest| Backoff { first: Duration::from_secs(first), cap: Duration::from_secs(longest) };
    for attempt in [1, 2, 31, 32, 33, 64, u32::MAX] {
        assert!(backoff(1, 60).delay(attempt, 1.0) <= Duration::from_secs(60));
        assert_eq!(backoff(7200, 60).delay(attempt, 1.0), Duration::from_secs(7200), "the first delay is the user's");
        assert_eq!(Backoff { first: Duration::MAX, cap: Duration::ZERO }.delay(attempt, 1.0), Duration::MAX);
    }
    assert_eq!(backoff(1, 60).delay(20, 0.0), Duration::from_secs(48));
    assert_eq!(backoff(1, 60).delay(20, 1.0), Duration::from_secs(60));
    assert_eq!(backoff(1, 60).delay(20, f64::NAN), Duration::from_secs(48));
}

#[test]
fn retry_after_is_waited_for_with_a_tenth_of_jitter_up_to_the_longest_delay() {
    let decide = |seconds, random| after(&limits(Standard), 1, &status(503, &[("retry-after", seconds)], ""), POST, random);
    assert_eq!(decide("30", 0.0), Ok(Duration::from_secs(30)));
    assert_eq!(decide("30", 0.5), Ok(Duration::from_millis(31_500)));
    assert_eq!(decide("30", 1.0), Ok(Duration::from_secs(33)));
    let decide = |seconds| decide(seconds, 0.9);
    assert_eq!(decide("0"), Ok(Duration::ZERO));
    assert_eq!(decide("59"), Ok(Duration::from_secs(60)), "what is added stays below the longest delay");
    assert_eq!(decide("60"), Ok(Duration::from_secs(60)));
    assert_eq!(decide("61"), Err(StopReason::MaxRetryDelay));
    assert_eq!(decide("99999999999999999999999999"), Err(StopReason::MaxRetryDelay));
    assert_eq!(decide("soon"), Ok(Duration::from_millis(1225)));
}

#[test]
fn jitter_on_retry_after_does_not_exceed_the_deadline() {
    let budget = Budget::new(None);
    let limits = Limits { deadline: Some(Duration::from_secs(31)), ..limits(Standard) };
    let after = |requested| {
        let error = status(503, &[("retry-after", requested)], "");
        Retries::new(&limits, &budget, "", GET).after(&error, Duration::from_secs(1), Duration::from_secs(1), 1.0)
    };
    assert_eq!(after("20"), Ok(Duration::from_secs(22)));
    assert_eq!(after("29"), Ok(Duration::from_secs(30) - Duration::from_nanos(1)));
    assert_eq!(after("30"), Err(StopReason::Deadline));
}

#[test]
fn a_delay_beyond_the_deadline_is_not_waited_for() {
    let budget = Budget::new(None);
    let limits = Limits { deadline: Some(Duration::from_secs(10)), ..limits(Standard) };
    let after = |elapsed| {
        let elapsed = Duration::from_millis(elapsed);
        Retries::new(&limits, &budget, "", GET).after(&status(503, &[], ""), elapsed, elapsed, 0.0)
    };
    assert_eq!(after(8_999), Ok(Duration::from_secs(1)));
    assert_eq!(after(9_000), Err(StopReason::Deadline));
    assert_eq!(after(60_000), Err(StopReason::Deadline));
}

/// Whether a retry of a call is allowed at this second.
fn allows(retries: &mut Retries<'_>, second: u64) -> bool {
    let now = Duration::from_secs(second);
    retries.after(&status(503, &[], ""), Duration::ZERO, now, 0.0).is_ok()
}

#[test]
fn a_caller_that_waits_for_each_call_is_never_limited() {
    let (budget, limits) = (Budget::new(Some(2)), Limits { max_retries: 5, ..limits(Standard) });
    for _ in 0..1000 {
        let mut retries = Retries::new(&limits, &budget, "", POST);
        assert!((0..5).all(|_| allows(&mut retries, 0)));
        assert!(!allows(&mut retries, 0));
    }
}

#[test]
fn concurrent_calls_share_a_bucket_that_time_and_success_fill() {
    let (budget, limits) = (Budget::new(Some(2)), limits(Standard));
    let call = || Retries::new(&limits, &budget, "", POST);
    let mut free = call();
    assert!(allows(&mut free, 0));
    assert!(allows(&mut call(), 0) && allows(&mut call(), 0));
    assert!(!allows(&mut call(), 0), "two tokens are two retries");
    assert!(allows(&mut free, 0), "the first goes on without");
    assert!(allows(&mut call(), 1) && !allows(&mut call(), 1), "a second brings one");
    for _ in 0..9 {
        budget.succeeded();
    }
    assert!(!allows(&mut call(), 1));
    budget.succeeded();
    budget.succeeded();
    assert!(allows(&mut call(), 1) && !allows(&mut call(), 1), "ten successes bring one");
    drop(free);
    assert!(allows(&mut call(), 1), "the next one takes its place");
    assert!(allows(&mut call(), 3600));
    let (mut a, mut b, mut c, mut d) = (call(), call(), call(), call());
    assert_eq!(
        [&mut a, &mut b, &mut c, &mut d].map(|call| allows(call, 3600)),
        [true, true, true, false],
        "an hour fills no more than the bucket"
    );
}

#[test]
fn a_clock_that_goes_back_fills_nothing() {
    let (budget, limits) = (Budget::new(Some(1)), limits(Standard));
    let call = || Retries::new(&limits, &budget, "", POST);
    let mut free = call();
    assert!(allows(&mut free, 100) && allows(&mut call(), 100));
    assert!(!allows(&mut call(), 50) && !allows(&mut call(), 100));
}
