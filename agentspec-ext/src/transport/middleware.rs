//! The middleware interface: user code around each request and response.

use std::fmt;
use std::sync::Arc;

use futures::future::BoxFuture;
use reqwest::{Request, Response};

use crate::error::Error;

/// Code of your own around each attempt: adds headers, refuses requests, records, or responds without a server.
///
/// Set by [`ClientBuilder::middleware`](crate::ClientBuilder::middleware). The first middleware is the outermost. Retries, timeouts and the reading of
/// responses are outside: a middleware runs once per attempt, within the attempt's timeout, and the response or error that it returns is retried like
/// one of the server. It is dropped when the attempt is cancelled.
///
/// - **It sees no credential.** The client adds the credential after the last middleware, so a middleware cannot record it.
/// - A request has its final body and ids: `request.body().and_then(|body| body.as_bytes())`. A middleware that changes them breaks the guarantee that
///   all attempts are the same.
/// - A timeout of the request itself has no effect: the timeouts of the call apply.
/// - A response is decompressed, and its body is not read yet. A middleware that reads the body of a stream delays its events.
/// - A response need not come from a server: `http::Response::new("{}").into()` is one.
/// - An error is returned as it is. A middleware's own error is [`Error::refused`], whose cause is set by [`with_source`](Error::with_source). After
///   the request was sent, the [`outcome`](Error::outcome) of such an error is still what is proven, and a request that may have run is not resent.
/// - Only the server of the base URL gets the credential: a request to another server is sent without it.
///
/// ```
/// use agentspec_ext::{Client, Error, Middleware, Next};
/// use agentspec_ext::reqwest::{Request, Response};
/// use futures::future::{BoxFuture, FutureExt};
///
/// /// Refuses requests to other agents, and numbers the attempts.
/// #[derive(Debug)]
/// struct OnlyTheAssistant;
///
/// impl Middleware for OnlyTheAssistant {
///     fn handle<'a>(&'a self, mut request: Request, next: Next<'a>) -> BoxFuture<'a, Result<Response, Error>> {
///         async move {
///             if next.operation() == "invoke_agent" && !request.url().path().ends_with("/agents/assistant/invoke") {
///                 return Err(Error::refused("only the assistant may be invoked"));
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
    /// Handles one attempt: passes `request` on by [`next.run`](Next::run), or responds without it.
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

/// The rest of the chain behind a middleware: the next one, and finally the server.
#[must_use = "a request is sent by run()"]
pub struct Next<'a> {
    rest: &'a [Arc<dyn Middleware>],
    wire: &'a (dyn Wire + 'a),
    info: AttemptInfo,
}

/// The attempt that a request belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AttemptInfo {
    /// The operation's id in the contract.
    pub(crate) operation: &'static str,
    pub(crate) attempt: u32,
}

/// The end of the chain, which sends a request.
pub(crate) trait Wire: Send + Sync {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, Error>>;
}

impl<'a> Next<'a> {
    pub(crate) fn new(all: &'a [Arc<dyn Middleware>], wire: &'a (dyn Wire + 'a), info: AttemptInfo) -> Self {
        Self { rest: all, wire, info }
    }

    /// Returns the operation's id in the contract (its `operationId`), such as `invoke_agent`.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.info.operation
    }

    /// Returns the number of the attempt; the first is 1.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.info.attempt
    }

    /// Passes a request on, and returns the response, whatever its status. May be called once per attempt, so that a request which may have run is not
    /// resent here.
    ///
    /// # Errors
    /// If no response was received, or an inner middleware refused the request.
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
