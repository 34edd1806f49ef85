//! What is proven of an attempt under way: whether its request can have left, and what arrived of an answer.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use reqwest::{Body, Request, Response};

use crate::error::{Error, Outcome, RawResponse, RequestLine};

/// Nobody has asked for the request's body.
const HELD: u8 = 0;
/// The server may have seen the request.
const RELEASED: u8 = 1;
/// Nobody gets the request's body any more.
const WITHDRAWN: u8 = 2;

/// Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence(Arc<State>);

#[derive(Debug, Default)]
struct State {
    request: AtomicU8,
    request_line: Mutex<Option<RequestLine>>,
    response: Mutex<Option<RawResponse>>,
    /// What the HTTP library proved of its own failure.
    send_outcome: Mutex<Option<Outcome>>,
    failure: Mutex<Option<Error>>,
    /// The source of the credential is asked, and has not said one.
    awaits_credential: AtomicBool,
}

impl Evidence {
    /// Whether the server may have seen the request: the HTTP library has asked for its body. One without a body may be out as soon as the
    /// HTTP library has it.
    pub(crate) fn is_released(&self) -> bool {
        self.0.request.load(Ordering::Acquire) == RELEASED
    }

    /// Holds the request back for good, unless it is out already. The HTTP library may have it on another thread: what is said of the request
    /// must stay true.
    pub(crate) fn withdraw(&self) -> bool {
        let held = self.0.request.compare_exchange(HELD, WITHDRAWN, Ordering::AcqRel, Ordering::Acquire);
        held.is_ok() || held == Err(WITHDRAWN)
    }

    /// Withdraws the request when it is dropped.
    pub(crate) fn withdraw_on_drop(&self) -> WithdrawOnDrop<'_> {
        WithdrawOnDrop(self)
    }

    /// The source of the credential is asked, or has answered.
    pub(crate) fn set_awaits_credential(&self, awaits: bool) {
        self.0.awaits_credential.store(awaits, Ordering::Release);
    }

    /// Whether the source of the credential has been asked, and has not answered.
    pub(crate) fn awaits_credential(&self) -> bool {
        self.0.awaits_credential.load(Ordering::Acquire)
    }

    /// Whether the request may be read: it is out from now on, or was before.
    fn release(&self) -> bool {
        self.0.request.compare_exchange(HELD, RELEASED, Ordering::AcqRel, Ordering::Acquire) != Err(WITHDRAWN)
    }

    /// The request, which tells when its body is asked for.
    pub(crate) fn track(&self, mut request: Request) -> Request {
        *lock(&self.0.request_line) = Some(RequestLine::of(&request));
        match request.body_mut().take() {
            Some(body) if !body.is_end_stream() => *request.body_mut() = Some(Body::wrap(TrackedBody { body, evidence: self.clone() })),
            body => {
                *request.body_mut() = body;
                self.release();
            }
        }
        request
    }

    /// What was asked for, last; None where no request was made.
    pub(crate) fn request_line(&self) -> Option<RequestLine> {
        lock(&self.0.request_line).clone()
    }

    /// The HTTP library has failed to bring an answer.
    pub(crate) fn record_send_failure(&self, error: &Error) {
        *lock(&self.0.send_outcome) = Some(error.outcome());
    }

    /// What is known at least of a request of which a middleware says something else.
    pub(crate) fn minimum_outcome(&self) -> Outcome {
        match *lock(&self.0.send_outcome) {
            Some(outcome) => outcome,
            None if self.is_released() => Outcome::Unknown,
            None => Outcome::NotSent,
        }
    }

    /// The head of an answer has come.
    pub(crate) fn record_head(&self, response: &Response) {
        let received = RawResponse { status: response.status(), headers: response.headers().clone(), body: Vec::new(), undecodable: None };
        *lock(&self.0.response) = Some(received);
    }

    /// A piece of the answer's body has come.
    pub(crate) fn record_body(&self, data: &[u8]) {
        if let Some(response) = lock(&self.0.response).as_mut() {
            let room = Error::BODY_KEPT.saturating_sub(response.body.len());
            response.body.extend_from_slice(&data[..data.len().min(room)]);
        }
    }

    /// No answer has come, and none will.
    pub(crate) fn record_failure(&self, error: Error) {
        *lock(&self.0.failure) = Some(error);
    }

    pub(crate) fn take_response(&self) -> Option<RawResponse> {
        lock(&self.0.response).take()
    }

    pub(crate) fn take_failure(&self) -> Option<Error> {
        lock(&self.0.failure).take()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An attempt under way. When it is given up, its request does not leave any more.
pub(crate) struct WithdrawOnDrop<'a>(&'a Evidence);

impl Drop for WithdrawOnDrop<'_> {
    fn drop(&mut self) {
        self.0.withdraw();
    }
}

/// A request's body, which tells when it is first asked for.
struct TrackedBody {
    body: Body,
    evidence: Evidence,
}

impl HttpBody for TrackedBody {
    type Data = Bytes;
    type Error = Box<dyn StdError + Send + Sync>;

    fn poll_frame(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if !self.evidence.release() {
            return Poll::Ready(Some(Err(Box::new(Withdrawn))));
        }
        Pin::new(&mut self.body).poll_frame(task).map_err(Into::into)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[derive(Debug)]
struct Withdrawn;

impl fmt::Display for Withdrawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the attempt was given up before its request was sent")
    }
}

impl StdError for Withdrawn {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use futures::FutureExt;
    use http_body_util::BodyExt;
    use reqwest::{Method, Url};

    use super::*;

    fn track(evidence: &Evidence, body: &'static str) -> Request {
        let mut request = Request::new(Method::POST, Url::parse("http://localhost").unwrap());
        *request.body_mut() = Some(body.into());
        evidence.track(request)
    }

    fn read(request: &mut Request) -> Result<Bytes, reqwest::Error> {
        request.body_mut().take().unwrap().collect().now_or_never().unwrap().map(http_body_util::Collected::to_bytes)
    }

    #[test]
    fn a_request_is_out_when_its_body_is_asked_for() {
        let evidence = Evidence::default();
        let mut request = track(&evidence, "hello");
        assert_eq!((evidence.is_released(), request.body().unwrap().size_hint().exact()), (false, Some(5)));
        assert_eq!(read(&mut request).unwrap(), "hello");
        assert!(evidence.is_released() && !evidence.withdraw());
    }

    #[test]
    fn a_request_that_was_given_up_does_not_leave_any_more() {
        let evidence = Evidence::default();
        let mut request = track(&evidence, "hello");
        drop(evidence.withdraw_on_drop());
        assert!(read(&mut request).is_err());
        assert!(!evidence.is_released() && evidence.withdraw());
    }

    #[test]
    fn a_request_without_a_body_may_be_out_at_once() {
        let evidence = Evidence::default();
        track(&evidence, "");
        assert!(evidence.is_released());
    }
}
