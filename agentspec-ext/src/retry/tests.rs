#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::time::SystemTime;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::*;
use crate::error::{Answer, Phase};

fn policy() -> RetryPolicy {
    RetryPolicy { max_retries: 3, backoff: Backoff { first: Duration::from_secs(1) }, retry_after_cap: Duration::from_secs(60) }
}

fn status(status: u16, headers: &[(&'static str, &str)], body: &str) -> Error {
    let headers: HeaderMap = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
    let answer = Answer { status: StatusCode::from_u16(status).unwrap(), headers, body: body.into(), undecodable: None };
    Error::from_answer(answer, SystemTime::UNIX_EPOCH)
}

fn is_retried(error: &Error, replay: Replay) -> bool {
    policy().decide(1, error, replay, 0.0) != Decision::GiveUp
}

#[test]
fn four_statuses_are_retried_whatever_the_method() {
    for code in 300..600 {
        let error = status(code, &[], "");
        let due = matches!(code, 429 | 502 | 503 | 504);
        assert_eq!(is_retried(&error, Replay::Unsafe), due, "POST {code}");
        assert_eq!(is_retried(&error, Replay::Safe), due, "GET {code}");
    }
}

#[test]
fn a_used_up_budget_is_never_retried() {
    let error = status(429, &[("retry-after", "1")], r#"{"error": {"code": "budget_exceeded", "message": "none left"}}"#);
    assert!(!is_retried(&error, Replay::Safe));
}

#[test]
fn a_fault_before_the_request_was_sent_is_retried_and_one_after_only_where_that_is_safe() {
    for kind in [ErrorKind::Connect, ErrorKind::Timeout(Phase::Connect)] {
        assert!(is_retried(&Error::new(kind, Outcome::NotSent, ""), Replay::Unsafe));
    }
    for kind in [ErrorKind::Transport, ErrorKind::Timeout(Phase::Request)] {
        let error = Error::new(kind, Outcome::Unknown, "");
        assert!(is_retried(&error, Replay::Safe));
        assert!(!is_retried(&error, Replay::Unsafe));
    }
}

#[test]
fn what_will_not_change_is_not_retried() {
    for kind in [ErrorKind::Decode, ErrorKind::TooLarge, ErrorKind::Interrupted, ErrorKind::Configuration, ErrorKind::InvalidRequest] {
        assert!(!is_retried(&Error::new(kind, Outcome::Unknown, ""), Replay::Safe), "{kind:?}");
    }
}

#[test]
fn the_delay_doubles_and_jitter_only_adds() {
    let error = status(503, &[], "");
    let delay = |attempt, random| policy().decide(attempt, &error, Replay::Unsafe, random);
    assert_eq!(delay(1, 0.0), Decision::RetryAfter(Duration::from_secs(1)));
    assert_eq!(delay(2, 0.0), Decision::RetryAfter(Duration::from_secs(2)));
    assert_eq!(delay(3, 0.0), Decision::RetryAfter(Duration::from_secs(4)));
    assert_eq!(delay(1, 1.0), Decision::RetryAfter(Duration::from_millis(1250)));
    assert_eq!(delay(4, 0.0), Decision::GiveUp);
}

#[test]
fn no_number_of_attempts_overflows_the_delay() {
    for attempt in [1, 2, 31, 32, 33, 64, u32::MAX] {
        assert!(Backoff { first: Duration::from_secs(1) }.delay(attempt, 1.0) <= Duration::from_secs(4500));
        assert_eq!(Backoff { first: Duration::from_secs(7200) }.delay(attempt, f64::NAN), Duration::from_secs(7200));
        assert!(Backoff { first: Duration::MAX }.delay(attempt, 1.0) >= Duration::from_secs(7200));
    }
}

#[test]
fn retry_after_is_waited_for_exactly_and_beyond_the_cap_not_at_all() {
    let decide = |seconds| policy().decide(1, &status(503, &[("retry-after", seconds)], ""), Replay::Unsafe, 0.9);
    assert_eq!(decide("0"), Decision::RetryAfter(Duration::ZERO));
    assert_eq!(decide("60"), Decision::RetryAfter(Duration::from_secs(60)));
    assert_eq!(decide("61"), Decision::GiveUp);
    assert_eq!(decide("99999999999999999999999999"), Decision::GiveUp);
    assert_eq!(decide("soon"), Decision::RetryAfter(Duration::from_millis(1225)));
}
