//! An HTTP client that accepts malformed response heads as curl and browsers do. Uses the connections of the HTTP library, but not its parser, whose
//! leniency extends to the headers that determine the end of a body. Independent of attempts.

mod body;
mod connection;
mod connector;
mod head;
mod lost;

use std::error::Error as StdError;
use std::io;
use std::sync::Arc;

use futures::stream;
use http_body_util::BodyExt;
use hyper_util::client::legacy;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use reqwest::header::{HeaderValue, PROXY_AUTHORIZATION, USER_AGENT};
use reqwest::{Body, Request, ResponseBuilderExt, Url};

use self::connection::EarlyClose;
pub(super) use self::connector::CaptureLayer;
use self::connector::Connector;
use self::lost::{Connections, LastError, Unwritten};
use super::http::Idle;
use crate::error::{ClosedBeforeResponse, Error};

pub(super) struct Client {
    hyper: legacy::Client<Connector, Body>,
    connections: Connections,
    user_agent: HeaderValue,
    /// The proxies that require a credential.
    proxies: Option<Matcher>,
}

/// Why no response was received.
pub(super) enum SendError {
    Reqwest(reqwest::Error),
    Hyper(legacy::Error),
    /// The connection was closed before the request was sent.
    ClosedEarly(ClosedBeforeResponse),
    /// The connection was closed, which the library does not report.
    Lost(ClosedBeforeResponse),
    /// Nothing was sent: the credential source failed, or there is no runtime.
    NotSent(Error),
}

impl From<reqwest::Error> for SendError {
    fn from(error: reqwest::Error) -> Self {
        Self::Reqwest(error)
    }
}

impl From<legacy::Error> for SendError {
    fn from(error: legacy::Error) -> Self {
        let is_unsent = error.source().and_then(<dyn StdError>::downcast_ref).is_some_and(hyper::Error::is_canceled);
        match error.connect_info().filter(|_| is_unsent).and_then(EarlyClose::from_connected) {
            Some(ended) => Self::ClosedEarly(ended),
            None => Self::Hyper(error),
        }
    }
}

impl SendError {
    /// Returns the error of a lost request, with the reason of the last connection that ended. It proves nothing about the request.
    fn of_lost(last: LastError) -> Self {
        Self::Lost(last.unwrap_or_else(|| ClosedBeforeResponse(Arc::new(io::ErrorKind::ConnectionAborted.into()))))
    }

    /// Converts the failure of a request to this URL.
    pub(super) fn into_error(self, url: &Url) -> Error {
        match self {
            Self::Reqwest(error) => Error::from_reqwest(error),
            Self::Hyper(error) => Error::from_hyper(error, url),
            Self::ClosedEarly(error) => Error::from_unsent(error, url),
            Self::Lost(error) => Error::from_lost(error, url),
            Self::NotSent(error) => error,
        }
    }

    /// Converts the error to one of the HTTP library. Since the library's errors cannot be constructed, it is the error of a body, with this URL.
    pub(super) async fn into_reqwest(self, url: Url) -> reqwest::Error {
        let error: Box<dyn StdError + Send + Sync> = match self {
            Self::Reqwest(error) => return error,
            Self::Hyper(error) => error.into(),
            Self::ClosedEarly(error) | Self::Lost(error) => error.into(),
            Self::NotSent(error) => error.into(),
        };
        match Body::wrap_stream(stream::iter([Err::<&str, _>(error)])).collect().await {
            Err(error) => error.with_url(url),
            Ok(_) => unreachable!("the body is an error"),
        }
    }
}

impl Client {
    /// Creates the client. `library` makes the connections, and has [`CaptureLayer`] among its layers.
    pub(super) fn new(library: reqwest::Client, user_agent: HeaderValue, proxies: Option<Matcher>, idle: Idle) -> Self {
        let connections = Connections::default();
        let mut builder = legacy::Client::builder(TokioExecutor::new());
        builder
            .timer(TokioTimer::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(idle.timeout)
            .pool_max_idle_per_host(idle.max_per_host);
        #[cfg(feature = "http2")]
        builder.http2_initial_connection_window_size(super::http::WINDOW).http2_initial_stream_window_size(super::http::WINDOW);
        let hyper = builder.build(Connector { library, connections: connections.clone() });
        Self { hyper, connections, user_agent, proxies }
    }

    /// Sends a request. The HTTP library holds it meanwhile, and this future does not: many streams may be opened at once.
    pub(super) fn execute(&self, request: Request) -> impl Future<Output = Result<http::Response<Body>, SendError>> + Send {
        let url = request.url().clone();
        let sent = self.prepared(request, &url).map(|mut request| (Unwritten::of(&mut request), self.hyper.request(request)));
        async move {
            let (unwritten, response) = sent?;
            let response = self.connections.response(unwritten, response).await.map_err(SendError::of_lost)?;
            Ok(with_url(response?.map(Body::wrap), url))
        }
    }

    /// Converts a request to one of the HTTP library, with the headers that depend on the client.
    fn prepared(&self, request: Request, url: &Url) -> reqwest::Result<http::Request<Body>> {
        let mut request: http::Request<Body> = request.try_into()?;
        let proxy = self.proxies.as_ref().filter(|_| url.scheme() == "http").and_then(|proxies| proxies.intercept(request.uri()));
        let headers = request.headers_mut();
        headers.entry(USER_AGENT).or_insert_with(|| self.user_agent.clone());
        // For https, the library sends the credential when it connects.
        if let Some(credential) = proxy.as_ref().and_then(|proxy| proxy.basic_auth()) {
            headers.entry(PROXY_AUTHORIZATION).or_insert_with(|| credential.clone());
        }
        Ok(request)
    }
}

/// Adds the URL for the HTTP library's form of the response.
pub(super) fn with_url(mut response: http::Response<Body>, url: Url) -> http::Response<Body> {
    if let Ok(named) = http::Response::builder().url(url).body(()) {
        response.extensions_mut().extend(named.into_parts().0.extensions);
    }
    response
}
