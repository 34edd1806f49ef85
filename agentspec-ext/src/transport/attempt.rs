//! One attempt of one call, as the raw client's executor: adds what every request carries, lets the middleware handle it, bounds what comes
//! back.

use std::fmt;
use std::sync::Arc;

use agentspec_client::Executor;
use futures::future::{BoxFuture, FutureExt};
use http_body_util::{BodyExt, Limited};
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use reqwest::{Body, Request, Response, StatusCode};

use super::evidence::Evidence;
use super::gzip;
use crate::error::Error;
use crate::headers;
use crate::middleware::{Middleware, Next, Wire};
use crate::operation::Delivery;
use crate::secret::Credential;
use crate::trace;

/// The largest body of an answer that is read whole, in bytes.
const BODY_LIMIT: usize = 64 << 20;

/// An attempt of a call: its failure is in its evidence, since the raw client has no room for it.
pub(super) struct Attempt {
    pub(super) sender: Sender,
    pub(super) middleware: Arc<[Arc<dyn Middleware>]>,
    pub(super) headers: HeaderMap,
    pub(super) delivery: Delivery,
}

impl Executor for Attempt {
    fn execute(&self, mut request: Request) -> BoxFuture<'_, reqwest::Result<Response>> {
        let encoding = match self.delivery {
            Delivery::Whole => "gzip",
            // What compresses a stream on the way may hold its events back. One that is compressed all the same is decoded.
            Delivery::Stream => "identity",
        };
        request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static(encoding));
        if !self.headers.contains_key("traceparent") {
            trace::propagate(request.headers_mut());
        }
        for (name, value) in &self.headers {
            request.headers_mut().insert(name, value.clone());
        }
        let evidence = &self.sender.evidence;
        async move {
            match Next::new(&self.middleware, &self.sender).run(request).await {
                Ok(response) => Ok(bounded(response, self.delivery, evidence)),
                Err(error) => {
                    evidence.failed(error);
                    no_answer()
                }
            }
        }
        .boxed()
    }
}

/// Stands for an error that is told otherwise.
fn no_answer() -> reqwest::Result<Response> {
    let mut response = http::Response::new("");
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    Response::from(response).error_for_status()
}

/// Notes what comes of an answer, and how much of it is read at most.
fn bounded(response: Response, delivery: Delivery, evidence: &Evidence) -> Response {
    evidence.answered(&response);
    if delivery == Delivery::Stream && response.status() == StatusCode::OK && headers::is_event_stream(response.headers()) {
        return response;
    }
    let evidence = evidence.clone();
    let (parts, body) = http::Response::from(response).into_parts();
    let noted = body.map_frame(move |frame| {
        if let Some(data) = frame.data_ref() {
            evidence.heard(data);
        }
        frame
    });
    http::Response::from_parts(parts, Body::wrap(Limited::new(noted, BODY_LIMIT))).into()
}

/// Sends a request, with the credential.
pub(super) struct Sender {
    pub(super) http: reqwest::Client,
    pub(super) credential: Option<Credential>,
    pub(super) evidence: Evidence,
}

impl Sender {
    async fn send(&self, mut request: Request) -> reqwest::Result<Response> {
        if let Some(credential) = &self.credential {
            credential.apply(request.headers_mut());
        }
        self.http.execute(self.evidence.watched(request)).await.map(gzip::decoded)
    }
}

impl Wire for Sender {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, Error>> {
        self.send(request).map(|answered| answered.map_err(Error::from_reqwest)).boxed()
    }
}

/// As users of the raw client have it.
impl Executor for Sender {
    fn execute(&self, mut request: Request) -> BoxFuture<'_, reqwest::Result<Response>> {
        request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        self.send(request).map(|answered| answered.map(|response| bounded(response, Delivery::Stream, &self.evidence))).boxed()
    }
}

/// Says nothing of the headers, which hold secrets.
impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt").field("delivery", &self.delivery).finish_non_exhaustive()
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").field("credential", &self.credential).finish_non_exhaustive()
    }
}
