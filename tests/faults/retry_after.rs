//! `Retry-After`: row 32.

use std::time::Duration;

use agentspec_ext::{Error, ErrorKind, Outcome};

use crate::run::Run;
use crate::table::Method;

/// A delay that no server of these tests asks for.
const OWN: Duration = Duration::from_millis(250);
const SECOND: Duration = Duration::from_secs(1);

/// Asserts that both clients succeed the second time, after this delay.
async fn waits(scenario: &str, delay: Duration) {
    for method in [Method::Get, Method::Post] {
        let run = Run::with(scenario, |builder| builder.retry_delay(OWN)).await;
        assert_eq!(method.call(&run.client).await.unwrap(), 2, "{scenario}, {method:?}");
        assert_eq!(run.blocking(|client| method.call_blocking(client).unwrap()), 2, "{scenario}, {method:?}");
        assert_eq!(run.clock.delays(), [delay; 2], "{scenario}, {method:?}");
        run.assert_requests(2);
    }
}

/// Asserts that neither client waits for that long.
async fn gives_up(scenario: &str) -> Error {
    let run = Run::of(scenario).await;
    let error = run.failed(ErrorKind::Server, Outcome::Rejected).await;
    assert_eq!((error.attempts(), run.clock.delays().len()), (1, 0), "{scenario}");
    let run = Run::of(scenario).await;
    assert_eq!(Method::Get.call(&run.client).await.unwrap_err().attempts(), 1, "{scenario}, GET");
    error
}

#[tokio::test]
async fn fault_32_a_delay_in_seconds_is_waited_for() {
    waits("32-seconds", SECOND).await;
    waits("32-seconds-on-429", SECOND).await;
    waits("32-zero", Duration::ZERO).await;
}

#[tokio::test]
async fn fault_32_a_date_in_any_format_is_relative_to_the_date_of_the_response() {
    for scenario in ["32-date", "32-date-of-rfc-850", "32-date-of-asctime"] {
        waits(scenario, SECOND).await;
    }
    waits("32-past", Duration::ZERO).await;
}

#[tokio::test]
async fn fault_32_without_a_date_header_a_date_is_relative_to_the_clients_clock() {
    // The time of the test clock is 22:13:20.
    let head = "HTTP/1.1 503 Busy\\nRetry-After: Tue, 14 Nov 2023 22:13:27 GMT\\nContent-Length: 0";
    let run = Run::scripted(&format!("  - head: \"{head}\"\n")).await;
    let error = Method::Get.call(&run.client).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(run.clock.delays(), [Duration::from_secs(7); 3]);
}

#[tokio::test]
async fn fault_32_any_other_value_is_ignored() {
    for scenario in ["32-garbage", "32-empty", "32-negative", "32-fraction"] {
        waits(scenario, OWN).await;
    }
}

#[tokio::test]
async fn fault_32_a_delay_beyond_the_maximum_ends_the_call_at_once_and_is_on_the_error() {
    for (scenario, seconds) in [("32-beyond-the-cap", 61), ("32-too-large-for-a-clock", u64::MAX)] {
        assert_eq!(gives_up(scenario).await.retry_after(), Some(Duration::from_secs(seconds)), "{scenario}");
    }
    assert_eq!(gives_up("32-too-large-for-an-integer").await.retry_after(), Some(Duration::MAX));
    assert!(gives_up("32-date-beyond-the-cap").await.retry_after() > Some(Duration::from_secs(3600 * 24 * 365 * 8000)));
}

#[tokio::test]
async fn fault_32_the_user_can_set_the_maximum_delay() {
    let run = Run::with("32-beyond-the-cap", |builder| builder.max_retry_delay(Duration::from_secs(61))).await;
    assert_eq!(Method::Post.call(&run.client).await.unwrap(), 2);
    assert_eq!(run.clock.delays(), [Duration::from_secs(61)]);
}
