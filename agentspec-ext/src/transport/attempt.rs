//! Executes one attempt of a call for the raw client: adds the headers of every request, runs the middleware and limits the size of the response.

use std::fmt;
use std::sync::Arc;

use agentspec_client::json::number;
use agentspec_client::{AnswerLimit, Executor};
use bytes::Bytes;
use futures::future::{BoxFuture, Either, FutureExt, TryFutureExt};
use http_body::Frame;
use http_body_util::{BodyExt, Limited};
use reqwest::header::{ACCEPT_ENCODING, AGE, HeaderMap, HeaderValue};
use reqwest::{Body, Request, Response, StatusCode};
use tracing::Span;
use url::Url;

use super::dialect::Translator;
use super::lenient::SendError;
use super::pools::Pools;
use super::recent::RecentCalls;
use super::{AttemptInfo, Middleware, Next, Wire};
use super::{framing, gzip};
use crate::credential::{Credential, CredentialSource, Credentials, fetch};
use crate::error::Error;
use crate::headers;
use crate::ids::Ids;
use crate::operation::{Delivery, Evidence};
use crate::secret::Secrets;
use crate::trace;

/// An attempt of a call. Its failure is stored in its evidence, since the raw client's error type cannot carry it.
pub(super) struct Attempt {
    pub(super) sender: Sender,
    pub(super) middleware: Arc<[Arc<dyn Middleware>]>,
    pub(super) info: AttemptInfo,
    pub(super) headers: HeaderMap,
    /// The span of the call.
    pub(super) call: Span,
}

impl Executor for Attempt {
    fn execute(&self, mut request: Request) -> BoxFuture<'_, reqwest::Result<Response>> {
        let encoding = match self.sender.delivery {
            Delivery::Whole => "gzip",
            // A proxy that compresses a stream may hold its events back. A compressed stream is decoded nevertheless.
            Delivery::Stream => "identity",
        };
        request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static(encoding));
        if let Some(exact) = request.body().and_then(Body::as_bytes).and_then(number::digits) {
            *request.body_mut() = Some(exact.into());
        }
        if !self.headers.contains_key("traceparent") {
            trace::propagate(request.headers_mut(), &self.call);
        }
        for (name, value) in &self.headers {
            request.headers_mut().insert(name, value.clone());
        }
        let evidence = &self.sender.evidence;
        async move {
            match Next::new(&self.middleware, &self.sender, self.info).run(request).await {
                Ok(response) => Ok(self.sender.recorded(response)),
                Err(error) => {
                    evidence.record_failure(error);
                    placeholder_error()
                }
            }
        }
        .boxed()
    }
}

/// Returns an error for the raw client in place of the one in the evidence.
fn placeholder_error() -> reqwest::Result<Response> {
    let mut response = http::Response::new("");
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    Response::from(response).error_for_status()
}

/// Sends requests with the credential.
pub(super) struct Sender {
    pub(super) http: Arc<Pools>,
    pub(super) recent: Arc<RecentCalls>,
    /// The ids of the call.
    pub(super) ids: Ids,
    /// The base URL of the only server that gets the credential.
    pub(super) server: Arc<Url>,
    pub(super) credentials: Credentials,
    /// The secrets that the call has sent.
    pub(super) secrets: Secrets,
    pub(super) delivery: Delivery,
    pub(super) evidence: Evidence,
    /// The largest response that is not a stream, in bytes.
    pub(super) limit: usize,
    /// The headers of the client; for a probe of the server, those of the call.
    pub(super) headers: Arc<HeaderMap>,
    /// The operation's id in the contract; empty for users of the raw client.
    pub(super) operation: &'static str,
    /// None if the server speaks the documented API.
    pub(super) translator: Option<Arc<Translator>>,
    /// Whether the evidence gets the body where its size is limited, because neither a middleware nor a translation comes in between.
    pub(super) records_body: bool,
}

impl Sender {
    /// Sends a request and returns the response unchecked.
    async fn send_unchecked(&self, mut request: Request) -> Result<http::Response<Body>, SendError> {
        // The timeouts of the call apply, and the lenient client supports no other.
        *request.timeout_mut() = None;
        if is_same_server(request.url(), &self.server) {
            match &self.credentials {
                Credentials::None => {}
                Credentials::Fixed(credential) => credential.apply(request.headers_mut()),
                Credentials::Source(source) => self.fetch_credential(&**source).await?.apply(request.headers_mut()),
            }
        }
        self.http.current()?.execute(self.evidence.track(request)).await
    }

    /// Calls the source of the credential.
    async fn fetch_credential(&self, source: &dyn CredentialSource) -> Result<Credential, SendError> {
        self.evidence.set_awaits_credential(true);
        let fetched = fetch(source).await;
        self.evidence.set_awaits_credential(false);
        let credential = fetched.map_err(SendError::NotSent)?;
        self.secrets.add(credential.pattern());
        Ok(credential)
    }

    /// Limits the size of a response, also for a middleware that reads it.
    fn with_size_limit(&self, response: http::Response<Body>) -> Response {
        let mut response = gzip::decoded(response);
        if self.is_stream(response.status(), response.headers()) {
            return response.into();
        }
        response.extensions_mut().insert(AnswerLimit(self.limit));
        let limited = response.map(|body| Limited::new(body, self.limit));
        if self.records_body {
            return limited.map(|body| Body::wrap(body.map_frame(self.recorder()))).into();
        }
        limited.map(Body::wrap).into()
    }

    fn send(&self, request: Request) -> impl Future<Output = Result<Response, Error>> + Send {
        match &self.translator {
            None => Either::Left(self.exchange(request)),
            Some(translator) => Either::Right(self.send_translated(translator, request).boxed()),
        }
    }

    /// Sends a request in the server's dialect, and returns the response in that of the documented API.
    async fn send_translated(&self, translator: &Arc<Translator>, mut request: Request) -> Result<Response, Error> {
        // This attempt may wait for the probe of another.
        self.evidence.set_awaits_dialect(true);
        let found = translator.find_out(|| self.probe(translator)).await;
        self.evidence.set_awaits_dialect(false);
        if !found? {
            return self.exchange(request).await;
        }
        let translation = translator.request(self.operation, &mut request)?;
        let response = self.exchange(request).await?;
        if translation.reads_whole(&response) {
            return translation.whole(self.recorded(response)).await;
        }
        Ok(translation.streamed(response))
    }

    /// Sends a request, and checks the response.
    fn exchange(&self, request: Request) -> impl Future<Output = Result<Response, Error>> + Send {
        let url = request.url().clone();
        self.send_unchecked(request).map(move |sent| {
            let response = sent.map_err(|failed| failed.into_error(&url))?;
            if let Err(error) = self.check_response(&response) {
                self.http.discard_current();
                return Err(error);
            }
            Ok(self.with_size_limit(response))
        })
    }

    /// Rejects a response whose end is unknown, or that belongs to another call: the rest of its connection cannot be trusted.
    fn check_response(&self, response: &http::Response<Body>) -> Result<(), Error> {
        framing::check(response.headers())?;
        // A stored response has the headers of the call that it was stored for (RFC 9111, section 5.1).
        let is_stored = self.ids.sent_idempotency_key().is_none() && response.headers().contains_key(AGE);
        if !is_stored && headers::correlation_ids(response.headers()).any(|id| self.recent.belongs_to_another(id, &self.ids)) {
            return Err(Error::of_another_call().with_response(response.status(), response.headers().clone(), &[]));
        }
        Ok(())
    }

    /// Records the response in the evidence as it is read.
    fn recorded(&self, response: Response) -> Response {
        self.evidence.record_head(&response);
        if self.records_body || self.is_stream(response.status(), response.headers()) {
            return response;
        }
        http::Response::from(response).map(|body| Body::wrap(body.map_frame(self.recorder()))).into()
    }

    fn recorder(&self) -> impl FnMut(Frame<Bytes>) -> Frame<Bytes> + use<> {
        let evidence = self.evidence.clone();
        move |frame| {
            if let Some(data) = frame.data_ref() {
                evidence.record_body(data);
            }
            frame
        }
    }

    fn is_stream(&self, status: StatusCode, headers: &HeaderMap) -> bool {
        self.delivery == Delivery::Stream && status == StatusCode::OK && headers::is_event_stream(headers)
    }
}

/// Returns whether two URLs have the same origin.
fn is_same_server(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme() && one.host() == other.host() && one.port_or_known_default() == other.port_or_known_default()
}

impl Wire for Sender {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, Error>> {
        self.send(request).inspect_err(|error| self.evidence.record_send_failure(error)).boxed()
    }
}

/// For users of the raw client.
impl Executor for Sender {
    fn execute(&self, mut request: Request) -> BoxFuture<'_, reqwest::Result<Response>> {
        request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        for (name, value) in &*self.headers {
            request.headers_mut().insert(name, value.clone());
        }
        let url = request.url().clone();
        let answered = self.send_unchecked(request).map_ok(|response| self.with_size_limit(response));
        answered.or_else(|failed| failed.into_reqwest(url).map(Err)).boxed()
    }
}

/// Omits the headers, which hold secrets.
impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt").field("info", &self.info).finish_non_exhaustive()
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").field("credential", &self.credentials).finish_non_exhaustive()
    }
}
