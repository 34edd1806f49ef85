//! One attempt of one call, as the raw client's executor: adds what every request carries, bounds what comes back, and notes what arrived.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use agentspec_client::Executor;
use futures::future::{BoxFuture, FutureExt};
use http_body_util::{BodyExt, Limited};
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use reqwest::{Body, Request, Response, StatusCode};

use super::gzip;
use crate::error::{Answer, Error};
use crate::headers;
use crate::operation::Delivery;
use crate::secret::Credential;

/// The largest body of an answer that is read whole, in bytes.
const BODY_LIMIT: usize = 64 << 20;

pub(super) struct Attempt {
    pub(super) http: reqwest::Client,
    pub(super) credential: Option<Credential>,
    pub(super) headers: HeaderMap,
    pub(super) delivery: Delivery,
    pub(super) heard: Heard,
}

impl Executor for Attempt {
    fn execute(&self, mut request: Request) -> BoxFuture<'_, reqwest::Result<Response>> {
        if let Some(credential) = &self.credential {
            credential.apply(request.headers_mut());
        }
        let encoding = match self.delivery {
            Delivery::Whole => "gzip",
            // What compresses a stream on the way may hold its events back. One that is compressed all the same is decoded.
            Delivery::Stream => "identity",
        };
        request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static(encoding));
        for (name, value) in &self.headers {
            request.headers_mut().insert(name, value.clone());
        }
        let answered = self.http.execute(request);
        async move {
            let response = gzip::decoded(answered.await?);
            self.heard.head(&response);
            let is_stream =
                self.delivery == Delivery::Stream && response.status() == StatusCode::OK && headers::is_event_stream(response.headers());
            Ok(if is_stream { response } else { self.bounded(response) })
        }
        .boxed()
    }
}

impl Attempt {
    fn bounded(&self, response: Response) -> Response {
        let heard = self.heard.clone();
        let (parts, body) = http::Response::from(response).into_parts();
        let noted = body.map_frame(move |frame| {
            if let Some(data) = frame.data_ref() {
                heard.data(data);
            }
            frame
        });
        http::Response::from_parts(parts, Body::wrap(Limited::new(noted, BODY_LIMIT))).into()
    }
}

/// What has arrived of an answer: its head, and the start of its body. Clones share it.
#[derive(Clone, Debug, Default)]
pub(super) struct Heard(Arc<Mutex<Option<Answer>>>);

impl Heard {
    pub(super) fn take(&self) -> Option<Answer> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn head(&self, response: &Response) {
        let answer = Answer { status: response.status(), headers: response.headers().clone(), body: Vec::new(), undecodable: None };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
    }

    fn data(&self, data: &[u8]) {
        if let Some(answer) = self.0.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            let room = Error::BODY_LIMIT.saturating_sub(answer.body.len());
            answer.body.extend_from_slice(&data[..data.len().min(room)]);
        }
    }
}

/// Says nothing of the headers, which hold secrets.
impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt").field("delivery", &self.delivery).finish_non_exhaustive()
    }
}
