//! The seam around what is sent: where a user's code sees each request and each answer.

use std::fmt;
use std::sync::Arc;

use futures::future::BoxFuture;
use reqwest::{Request, Response};

use crate::error::Error;

/// Code of your own around each attempt: to add headers, to refuse, to record, or to answer without a server.
///
/// Set by [`ClientBuilder::middleware`](crate::ClientBuilder::middleware). The first that was set is the outermost. Retries, timeouts and what
/// an answer means lie outside: a middleware runs once an attempt, within the attempt's timeout, and what it returns is retried as an answer
/// or an error of the server would be. It is dropped when the attempt is given up.
///
/// - **It sees no credential.** The client adds that after the last middleware, so that nothing which is recorded holds it.
/// - A request has its final body and ids: `request.body().and_then(|body| body.as_bytes())`. Whoever changes an id or the body breaks the
///   promise that every attempt has the same.
/// - A timeout of the request itself has no effect: those of the call hold.
/// - An answer is as it came, its body not yet read, but decompressed. Whoever reads the body of a stream holds the events back.
/// - An answer need not come from a server: `http::Response::new("{}").into()` is one.
/// - An error is passed on as it is. One of a middleware's own is [`Error::refused`], which keeps what it comes from by
///   [`with_source`](Error::with_source). Whatever it says after the request was sent, the
///   [`outcome`](Error::outcome) stays what is proven, and what may have run is not sent again.
/// - Only the server of the base URL gets the credential: a request that is sent elsewhere goes without.
///
/// ```
/// use agentspec_ext::{Client, Error, Middleware, Next};
/// use agentspec_ext::reqwest::{Request, Response};
/// use futures::future::{BoxFuture, FutureExt};
///
/// /// Lets no other agent be asked, and numbers the attempts.
/// #[derive(Debug)]
/// struct OnlyTheAssistant;
///
/// impl Middleware for OnlyTheAssistant {
///     fn handle<'a>(&'a self, mut request: Request, next: Next<'a>) -> BoxFuture<'a, Result<Response, Error>> {
///         async move {
///             if next.operation() == "invoke_agent" && !request.url().path().ends_with("/agents/assistant/invoke") {
///                 return Err(Error::refused("only the assistant may be asked"));
///             }
///             request.headers_mut().insert("x-attempt", next.attempt().into());
///             next.run(request).await
///         }
///         .boxed()
///     }
/// }
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let server = agentspec_mock::MockServer::start().await;
/// let client = Client::builder().base_url(server.url()).middleware(OnlyTheAssistant).build()?;
/// client.agents().invoke("assistant", "Hello").await?;
/// let error = client.agents().invoke("reviewer", "Hello").await.unwrap_err();
/// assert!(error.code() == "refused" && !error.may_have_run());
/// assert_eq!(server.received().len(), 1);
/// # Ok::<(), Error>(()) }).unwrap();
/// ```
pub trait Middleware: fmt::Debug + Send + Sync {
    /// Handles one attempt: passes `request` on by [`next.run`](Next::run), or answers without.
    fn handle<'a>(&'a self, request: Request, next: Next<'a>) -> BoxFuture<'a, Result<Response, Error>>;
}

impl<M: Middleware + ?Sized> Middleware for Arc<M> {
    fn handle<'a>(&'a self, request: Request, next: Next<'a>) -> BoxFuture<'a, Result<Response, Error>> {
        (**self).handle(request, next)
    }
}

impl<M: Middleware + ?Sized> Middleware for Box<M> {
    fn handle<'a>(&'a self, request: Request, next: Next<'a>) -> BoxFuture<'a, Result<Response, Error>> {
        (**self).handle(request, next)
    }
}

/// What lies behind a middleware: the next one, in the end the server.
#[must_use = "what is not run is not sent"]
pub struct Next<'a> {
    rest: &'a [Arc<dyn Middleware>],
    wire: &'a (dyn Wire + 'a),
    info: AttemptInfo,
}

/// Which attempt a request is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AttemptInfo {
    /// The operation's id in the contract.
    pub(crate) operation: &'static str,
    pub(crate) attempt: u32,
}

/// What sends a request when no middleware is left.
pub(crate) trait Wire: Send + Sync {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, Error>>;
}

impl<'a> Next<'a> {
    pub(crate) fn new(all: &'a [Arc<dyn Middleware>], wire: &'a (dyn Wire + 'a), info: AttemptInfo) -> Self {
        Self { rest: all, wire, info }
    }

    /// The operation's id in the contract (its `operationId`), such as `invoke_agent`.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.info.operation
    }

    /// Which attempt of its call this is; the first is 1.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.info.attempt
    }

    /// Passes a request on, and returns the answer, whatever its status. Once an attempt: a request that may have run is not sent again from
    /// here.
    ///
    /// # Errors
    /// No answer came, or a middleware further in refused.
    pub fn run(self, request: Request) -> BoxFuture<'a, Result<Response, Error>> {
        match self.rest.split_first() {
            Some((first, rest)) => first.handle(request, Self { rest, ..self }),
            None => self.wire.send(request),
        }
    }
}

impl fmt::Debug for Next<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").field("rest", &self.rest).finish_non_exhaustive()
    }
}
