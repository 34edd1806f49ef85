//! What is proven of an attempt under way: whether its request can have left, and what arrived of an answer.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use reqwest::{Body, Request, Response};

use crate::error::{Answer, Error};

/// Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence(Arc<Known>);

#[derive(Debug, Default)]
struct Known {
    is_out: AtomicBool,
    answer: Mutex<Option<Answer>>,
    failure: Mutex<Option<Error>>,
}

impl Evidence {
    /// Whether the server may have seen the request: the HTTP library has asked for its body. One without a body may be out as soon as the
    /// HTTP library has it.
    pub(crate) fn is_out(&self) -> bool {
        self.0.is_out.load(Ordering::Acquire)
    }

    /// The request, which tells when its body is asked for.
    pub(super) fn watched(&self, mut request: Request) -> Request {
        match request.body_mut().take() {
            Some(body) => *request.body_mut() = Some(Body::wrap(Watched { body, evidence: self.clone() })),
            None => self.0.is_out.store(true, Ordering::Release),
        }
        request
    }

    /// The head of an answer has come.
    pub(super) fn answered(&self, response: &Response) {
        let answer = Answer { status: response.status(), headers: response.headers().clone(), body: Vec::new(), undecodable: None };
        *self.answer() = Some(answer);
    }

    /// A piece of the answer's body has come.
    pub(super) fn heard(&self, data: &[u8]) {
        if let Some(answer) = self.answer().as_mut() {
            let room = Error::BODY_LIMIT.saturating_sub(answer.body.len());
            answer.body.extend_from_slice(&data[..data.len().min(room)]);
        }
    }

    /// No answer has come, and none will.
    pub(super) fn failed(&self, error: Error) {
        *self.0.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }

    pub(super) fn take_answer(&self) -> Option<Answer> {
        self.answer().take()
    }

    pub(super) fn take_failure(&self) -> Option<Error> {
        self.0.failure.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn answer(&self) -> MutexGuard<'_, Option<Answer>> {
        self.0.answer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request's body, which tells when it is first asked for.
struct Watched {
    body: Body,
    evidence: Evidence,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
        self.evidence.0.is_out.store(true, Ordering::Release);
        Pin::new(&mut self.body).poll_frame(task)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
