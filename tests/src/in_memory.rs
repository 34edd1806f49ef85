//! A server in memory: a middleware of the client that responds without a socket.

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use agentspec_ext::reqwest::{Body, Request, Response};
use agentspec_ext::{Error, Middleware, Next};
use futures::future::{BoxFuture, FutureExt, ready};

/// What the server does with a request.
#[derive(Clone, Debug)]
pub enum Reaction {
    /// Responds with a status and no body, and with this `Retry-After`.
    Status(u16, Option<String>),
    /// Responds with 200, and breaks off in the body.
    BreakOff,
    /// Passes the request on, to the client's base URL.
    Pass,
}

/// Reacts to each request as `react` decides, which gets its number, from 0 on. Clones share the requests that were seen.
#[derive(Clone)]
pub struct InMemory {
    react: Arc<dyn Fn(usize) -> Reaction + Send + Sync>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

/// The parts of a request that retries must not change.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Seen {
    /// `Idempotency-Key`.
    pub idempotency_key: Option<String>,
    /// `X-Correlation-ID`.
    pub correlation_id: Option<String>,
    /// The body.
    pub body: Option<Vec<u8>>,
}

impl InMemory {
    /// Creates a server with these reactions.
    pub fn new(react: impl Fn(usize) -> Reaction + Send + Sync + 'static) -> Self {
        Self { react: Arc::new(react), seen: Arc::default() }
    }

    /// Returns the requests so far.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Middleware for InMemory {
    fn handle<'a>(&'a self, request: Request, next: Next<'a>) -> BoxFuture<'a, Result<Response, Error>> {
        let header = |name| Some(request.headers().get(name)?.to_str().ok()?.to_owned());
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let reaction = (self.react)(seen.len());
        seen.push(Seen {
            idempotency_key: header("idempotency-key"),
            correlation_id: header("x-correlation-id"),
            body: request.body().and_then(Body::as_bytes).map(<[u8]>::to_vec),
        });
        drop(seen);
        let mut answer = http::Response::new(Body::from(""));
        match reaction {
            Reaction::Pass => return next.run(request),
            Reaction::BreakOff => {
                let broken = futures::stream::iter([Ok("{"), Err(io::Error::from(io::ErrorKind::ConnectionReset))]);
                *answer.body_mut() = Body::wrap_stream(broken);
            }
            Reaction::Status(status, retry_after) => {
                *answer.status_mut() = status.try_into().unwrap_or_default();
                if let Some(value) = retry_after.and_then(|text| text.parse().ok()) {
                    answer.headers_mut().insert("retry-after", value);
                }
            }
        }
        ready(Ok(answer.into())).boxed()
    }
}

impl fmt::Debug for InMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InMemory").finish_non_exhaustive()
    }
}
