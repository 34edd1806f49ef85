//! The retry policies, and the limits that hold for every policy.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use agentspec_ext::clock::{Clock, Wait};
use agentspec_ext::reqwest::{Request, Response};
use agentspec_ext::retry::{Decision, Failed, Never, RetryPolicy, Standard, StopReason, Strict};
use agentspec_ext::{Client, ClientBuilder, Error, ErrorKind, FailedAttempt, Middleware, Next, Outcome, Phase};
use agentspec_mock::Answer;
use agentspec_tests::{InMemory, Reaction, VirtualClock, impatient, mock};
use futures::future::{BoxFuture, pending};
use tokio::time::Instant;

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn strict_does_not_resend_a_post_that_may_have_run() {
    let (server, client, _) = mock().await;
    for (status, attempts) in [(502, 1), (504, 1), (429, 2), (503, 2)] {
        server.answer_next(Answer::status(status));
        let call = client.agents().invoke("assistant", "Hello").retry_policy(Strict).send().await;
        assert_eq!(call.map_or_else(|error| error.attempts(), |answer| answer.attempts()), attempts, "{status}");
    }
    server.answer_next(Answer::status(502));
    assert_eq!(client.agents().list().retry_policy(Strict).send().await.unwrap().attempts(), 2);
}

#[tokio::test]
async fn never_does_not_retry() {
    let (server, client, _) = mock().await;
    server.answer_next(Answer::status(503));
    assert_eq!(client.agents().list().retry_policy(Never).await.unwrap_err().attempts(), 1);
}

/// Records its calls, and retries everything.
#[derive(Clone, Debug, Default)]
struct Stubborn(Arc<Mutex<Vec<String>>>);

impl RetryPolicy for Stubborn {
    fn decide(&self, failed: &Failed<'_>) -> Decision {
        let (attempt, elapsed) = (failed.attempt(), failed.elapsed().as_secs());
        let kind = failed.error().kind();
        let record = format!("{} {attempt} {kind:?} {elapsed} {} {}", failed.operation(), failed.is_idempotent(), failed.is_transient());
        self.0.lock().unwrap().push(record);
        Decision::RetryAfter(SECOND)
    }
}

fn client(server: &InMemory) -> ClientBuilder {
    Client::builder().without_environment().clock(VirtualClock::start()).middleware(server.clone())
}

#[tokio::test(start_paused = true)]
async fn a_custom_policy_receives_the_failed_attempt_and_is_bound_by_the_limits() {
    let server = InMemory::new(|number| if number == 0 { Reaction::BreakOff } else { Reaction::Status(401, None) });
    let policy = Stubborn::default();
    let client = client(&server).max_retries(2).retry_policy(policy.clone()).build().unwrap();
    let error = client.agents().invoke("assistant", "Hello").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), server.seen().len()), (ErrorKind::Authentication, 3, 3));
    let expected = ["invoke_agent 1 Transport 0 false true", "invoke_agent 2 Authentication 1 false false"];
    assert_eq!(*policy.0.lock().unwrap(), expected, "it is not called when no attempt is left");
}

#[tokio::test]
async fn no_policy_restarts_a_stream_that_has_begun() {
    let (server, client, _) = mock().await;
    server.answer_next(Answer::events(": nothing\n\n"));
    let stream = client.agents().stream("assistant", "Hello").retry_policy(Stubborn::default()).await.unwrap();
    assert!(stream.text().await.unwrap_err().is_interrupted());
    assert_eq!(server.received_count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_deadline_ends_a_call_whose_next_delay_does_not_fit() {
    let server = InMemory::new(|_| Reaction::Status(503, None));
    let client = client(&server).max_retries(9).deadline(SECOND * 10).build().unwrap();
    let began = Instant::now();
    let error = client.agents().invoke("assistant", "Hello").await.unwrap_err();
    let delays: Vec<_> = error.history().iter().filter_map(FailedAttempt::delay).map(|delay| delay.as_secs_f64()).collect();
    assert_eq!((delays, error.status().unwrap().as_u16()), (vec![1.125, 2.25, 4.5], 503), "9 more seconds do not fit");
    assert!(began.elapsed() < SECOND * 8, "it does not wait for the delay");
    assert_eq!(client.agents().list().deadline(None).await.unwrap_err().attempts(), 10, "a call has its own deadline");
    assert_eq!(client.agents().list().deadline(SECOND).await.unwrap_err().attempts(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_deadline_bounds_the_attempt_under_way() {
    #[derive(Debug)]
    struct Hangs;
    impl Middleware for Hangs {
        fn handle<'a>(&'a self, _: Request, _: Next<'a>) -> BoxFuture<'a, Result<Response, Error>> {
            Box::pin(pending())
        }
    }
    let client = Client::builder().without_environment().clock(VirtualClock::start()).middleware(Hangs).deadline(SECOND * 30).build();
    let began = Instant::now();
    let error = client.unwrap().agents().list().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), began.elapsed().as_secs()), (ErrorKind::Timeout(Phase::Deadline), 1, 30));
}

#[tokio::test]
async fn nothing_is_sent_after_the_deadline() {
    let (server, client, _) = mock().await;
    let error = client.agents().invoke("assistant", "Hello").deadline(Duration::ZERO).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.outcome()), (ErrorKind::Timeout(Phase::Deadline), 0, Outcome::NotSent));
    assert_eq!((error.stopped_by(), server.received_count()), (Some(StopReason::Deadline), 0));
}

#[tokio::test(start_paused = true)]
async fn a_delay_that_ends_after_the_deadline_is_followed_by_no_attempt() {
    /// Sleeps longer than requested, as a busy machine does.
    #[derive(Debug)]
    struct Oversleeps(VirtualClock);
    impl Clock for Oversleeps {
        fn system_time(&self) -> SystemTime {
            self.0.system_time()
        }

        fn monotonic(&self) -> Duration {
            self.0.monotonic()
        }

        fn wait(&self, wait: Wait) -> BoxFuture<'static, ()> {
            let late = matches!(wait, Wait::Retry(_)).then_some(SECOND).unwrap_or_default();
            Box::pin(tokio::time::sleep(wait.duration() + late))
        }

        fn random(&self) -> f64 {
            0.0
        }
    }
    let server = InMemory::new(|_| Reaction::Status(503, None));
    let client = client(&server).clock(Oversleeps(VirtualClock::start())).deadline(SECOND * 2).build().unwrap();
    let error = client.agents().invoke("assistant", "Hello").await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.attempts(), error.outcome()), (503, 1, Outcome::Rejected));
    assert_eq!((error.stopped_by(), server.seen().len()), (Some(StopReason::Deadline), 1));
    assert_eq!((error.attempts(), error.history()[0].delay()), (1, None));
}

#[tokio::test]
async fn a_turn_waits_for_the_one_before_within_the_deadline_of_its_call() {
    let (_server, client, clock) = mock().await;
    let session = client.sessions().create("assistant").await.unwrap();
    let chat = client.sessions().open("assistant", session.session_id);
    let _unread = chat.continue_stream("Hello").await.unwrap();
    clock.stop_at_deadlines();
    let error = chat.continue_("Hello").deadline(SECOND).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Timeout(Phase::Deadline), Outcome::NotSent));
    assert!(error.correlation_id().is_some() && error.message().contains("deadline of 1 second has passed"), "{error}");
}

#[tokio::test]
async fn an_error_says_why_no_further_attempt_was_made() {
    let (server, client, _) = mock().await;
    for (answer, stop) in [
        (Answer::status(401), StopReason::Policy),
        (Answer::status(503).header("retry-after", "61"), StopReason::MaxRetryDelay),
        (Answer::status(503), StopReason::MaxRetries),
    ] {
        server.answer_next(answer);
        let error = client.agents().list().max_retries(u32::from(stop != StopReason::MaxRetries)).await.unwrap_err();
        assert_eq!(error.stopped_by(), Some(stop));
    }
}

#[tokio::test(start_paused = true)]
async fn no_policy_exceeds_the_maximum_delay() {
    #[derive(Debug)]
    struct Patient;
    impl RetryPolicy for Patient {
        fn decide(&self, _: &Failed<'_>) -> Decision {
            Decision::RetryAfter(Duration::MAX)
        }
    }
    let server = InMemory::new(|_| Reaction::Status(503, None));
    let error = client(&server).retry_policy(Patient).build().unwrap().agents().list().await.unwrap_err();
    assert_eq!((error.attempts(), error.stopped_by()), (1, Some(StopReason::MaxRetryDelay)));
}

#[tokio::test]
async fn the_maximum_delay_is_set_by_the_client() {
    let (server, client, clock) = mock().await;
    server.answer_next(Answer::status(503).header("retry-after", "61"));
    let error = client.agents().list().await.unwrap_err();
    assert_eq!((error.attempts(), error.retry_after()), (1, Some(SECOND * 61)));

    let patient = impatient(&server.url()).0.clock(clock.clone()).max_retry_delay(SECOND * 90).build().unwrap();
    server.answer_next(Answer::status(503).header("retry-after", "61"));
    patient.agents().list().await.unwrap();
    assert_eq!(clock.delays(), [SECOND * 61]);
}

#[tokio::test]
async fn a_call_uses_the_policy_of_its_client_unless_it_has_its_own() {
    let (server, _, clock) = mock().await;
    let client = impatient(&server.url()).0.clock(clock).retry_policy(Never).build().unwrap();
    server.answer_next(Answer::status(503));
    assert_eq!(client.agents().list().await.unwrap_err().attempts(), 1);
    server.answer_next(Answer::status(503));
    assert_eq!(client.agents().list().retry_policy(Standard).send().await.unwrap().attempts(), 2);
}
