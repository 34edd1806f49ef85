//! What is proven of an attempt: whether its request may have been sent, and which part of a response was received.

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

/// The request body has not been read.
const HELD: u8 = 0;
/// The server may have received the request.
const RELEASED: u8 = 1;
/// The request body can no longer be read.
const WITHDRAWN: u8 = 2;

/// The evidence of one attempt. Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence(Arc<State>);

#[derive(Debug, Default)]
struct State {
    request: AtomicU8,
    request_line: Mutex<Option<RequestLine>>,
    response: Mutex<Option<RawResponse>>,
    /// The outcome of a failure in the HTTP library.
    send_outcome: Mutex<Option<Outcome>>,
    failure: Mutex<Option<Error>>,
    /// Whether the attempt waits for the credential source.
    awaits_credential: AtomicBool,
    /// Whether the attempt waits for the server's dialect to be found out.
    awaits_dialect: AtomicBool,
}

impl Evidence {
    /// Returns whether the server may have received the request: the HTTP library has read from its body. A request without a body counts as soon as
    /// it is handed to the HTTP library.
    pub(crate) fn is_released(&self) -> bool {
        self.0.request.load(Ordering::Acquire) == RELEASED
    }

    /// Withdraws the request, unless it was released, and returns whether it is withdrawn. The HTTP library may still hold it on another thread, so
    /// this ensures that the outcome stays true.
    pub(crate) fn withdraw(&self) -> bool {
        let previous = self.0.request.compare_exchange(HELD, WITHDRAWN, Ordering::AcqRel, Ordering::Acquire);
        previous.is_ok() || previous == Err(WITHDRAWN)
    }

    /// Returns a guard that withdraws the request when it is dropped.
    pub(crate) fn withdraw_on_drop(&self) -> WithdrawOnDrop<'_> {
        WithdrawOnDrop(self)
    }

    /// Sets whether the attempt waits for the credential source.
    pub(crate) fn set_awaits_credential(&self, awaits: bool) {
        self.0.awaits_credential.store(awaits, Ordering::Release);
    }

    /// Returns whether the attempt waits for the credential source.
    pub(crate) fn awaits_credential(&self) -> bool {
        self.0.awaits_credential.load(Ordering::Acquire)
    }

    /// Sets whether the attempt waits for the server's dialect to be found out.
    pub(crate) fn set_awaits_dialect(&self, awaits: bool) {
        self.0.awaits_dialect.store(awaits, Ordering::Release);
    }

    /// Returns whether the attempt waits for the server's dialect to be found out.
    pub(crate) fn awaits_dialect(&self) -> bool {
        self.0.awaits_dialect.load(Ordering::Acquire)
    }

    /// Releases the request, unless it was withdrawn, and returns whether its body may be read.
    fn release(&self) -> bool {
        self.0.request.compare_exchange(HELD, RELEASED, Ordering::AcqRel, Ordering::Acquire) != Err(WITHDRAWN)
    }

    /// Wraps the request so that reading its body releases it.
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

    /// Returns the last request line; None if no request was made.
    pub(crate) fn request_line(&self) -> Option<RequestLine> {
        lock(&self.0.request_line).clone()
    }

    /// Records that the HTTP library failed to deliver a response.
    pub(crate) fn record_send_failure(&self, error: &Error) {
        *lock(&self.0.send_outcome) = Some(error.outcome());
    }

    /// Returns the least outcome that is proven, in case a middleware reports another.
    pub(crate) fn minimum_outcome(&self) -> Outcome {
        match *lock(&self.0.send_outcome) {
            Some(outcome) => outcome,
            None if self.is_released() => Outcome::Unknown,
            None => Outcome::NotSent,
        }
    }

    /// Records the head of a response.
    pub(crate) fn record_head(&self, response: &Response) {
        let received = RawResponse { status: response.status(), headers: response.headers().clone(), body: Vec::new(), undecodable: None };
        *lock(&self.0.response) = Some(received);
    }

    /// Records a part of the response body.
    pub(crate) fn record_body(&self, data: &[u8]) {
        if let Some(response) = lock(&self.0.response).as_mut() {
            let room = Error::BODY_KEPT.saturating_sub(response.body.len());
            response.body.extend_from_slice(&data[..data.len().min(room)]);
        }
    }

    /// Records the error of an attempt without a response.
    pub(crate) fn record_failure(&self, error: Error) {
        *lock(&self.0.failure) = Some(error);
    }

    pub(crate) fn take_response(&self) -> Option<RawResponse> {
        lock(&self.0.response).take()
    }

    /// Drops the recorded response, whose headers keep the read buffer of their connection alive.
    pub(crate) fn forget_response(&self) {
        *lock(&self.0.response) = None;
    }

    pub(crate) fn take_failure(&self) -> Option<Error> {
        lock(&self.0.failure).take()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A running attempt. If it is dropped, its request is no longer sent.
pub(crate) struct WithdrawOnDrop<'a>(&'a Evidence);

impl Drop for WithdrawOnDrop<'_> {
    fn drop(&mut self) {
        self.0.withdraw();
    }
}

/// A request body that records when it is first read.
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
        f.write_str("the attempt was cancelled before its request was sent")
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
    fn a_request_is_released_when_its_body_is_read() {
        let evidence = Evidence::default();
        let mut request = track(&evidence, "hello");
        assert_eq!((evidence.is_released(), request.body().unwrap().size_hint().exact()), (false, Some(5)));
        assert_eq!(read(&mut request).unwrap(), "hello");
        assert!(evidence.is_released() && !evidence.withdraw());
    }

    #[test]
    fn the_request_of_a_dropped_attempt_is_not_sent() {
        let evidence = Evidence::default();
        let mut request = track(&evidence, "hello");
        drop(evidence.withdraw_on_drop());
        assert!(read(&mut request).is_err());
        assert!(!evidence.is_released() && evidence.withdraw());
    }

    #[test]
    fn a_request_without_a_body_is_released_at_once() {
        let evidence = Evidence::default();
        track(&evidence, "");
        assert!(evidence.is_released());
    }
}
