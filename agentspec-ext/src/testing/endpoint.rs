//! The end of a middleware chain without a server.

use std::fmt;
use std::future::Future;

use futures::future::{BoxFuture, FutureExt};
use reqwest::{Request, Response};

use crate::error::Error;
use crate::transport::{AttemptInfo, Next, Wire};

/// The end of a middleware chain, from a function: for testing one [`Middleware`](crate::Middleware) alone.
///
/// ```
/// use agentspec_ext::reqwest::{Method, Request, Response};
/// use agentspec_ext::testing::Endpoint;
/// use agentspec_ext::{Error, Middleware, Next};
/// use futures::future::{BoxFuture, FutureExt};
///
/// /// Numbers the attempts.
/// #[derive(Debug)]
/// struct Numbered;
///
/// impl Middleware for Numbered {
///     fn handle<'a>(&'a self, mut request: Request, next: Next<'a>) -> BoxFuture<'a, Result<Response, Error>> {
///         request.headers_mut().insert("x-attempt", next.attempt().into());
///         next.run(request)
///     }
/// }
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let server = Endpoint::new(|request: Request| async move {
///     assert_eq!(request.headers()["x-attempt"], "2");
///     Ok(http::Response::new("{}").into())
/// });
/// let request = Request::new(Method::GET, "http://localhost/v1/agents".parse().unwrap());
/// let response = Numbered.handle(request, server.next("list_agents", 2)).await?;
/// assert_eq!(response.status(), 200);
/// # Ok::<(), Error>(()) }).unwrap();
/// ```
pub struct Endpoint {
    respond: Box<dyn Fn(Request) -> BoxFuture<'static, Result<Response, Error>> + Send + Sync>,
}

impl Endpoint {
    /// Creates an endpoint that responds to each request by this function.
    pub fn new<A>(respond: impl Fn(Request) -> A + Send + Sync + 'static) -> Self
    where
        A: Future<Output = Result<Response, Error>> + Send + 'static,
    {
        Self { respond: Box::new(move |request| respond(request).boxed()) }
    }

    /// Returns the `next` argument of a middleware, with this endpoint as the rest of the chain. `operation` is an id of the contract such as
    /// `invoke_agent`; the first attempt is 1.
    pub fn next(&self, operation: &'static str, attempt: u32) -> Next<'_> {
        Next::new(&[], self, AttemptInfo { operation, attempt })
    }
}

impl Wire for Endpoint {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, Error>> {
        (self.respond)(request)
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint").finish_non_exhaustive()
    }
}
