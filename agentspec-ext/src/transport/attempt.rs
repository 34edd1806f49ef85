//! One attempt of one call, as the raw client's executor: adds what every request carries, and bounds what comes back.

use std::fmt;

use agentspec_client::Executor;
use futures::future::{BoxFuture, FutureExt};
use http_body_util::Limited;
use reqwest::header::HeaderMap;
use reqwest::{Body, Request, Response};

use crate::operation::Delivery;
use crate::secret::Credential;

/// The largest body of an answer that is read whole, in bytes.
const BODY_LIMIT: usize = 64 << 20;

pub(super) struct Attempt {
    http: reqwest::Client,
    credential: Option<Credential>,
    headers: HeaderMap,
    delivery: Delivery,
}

impl Attempt {
    pub(super) fn new(http: reqwest::Client, credential: Option<Credential>, headers: HeaderMap, delivery: Delivery) -> Self {
        Self { http, credential, headers, delivery }
    }
}

impl Executor for Attempt {
    fn execute(&self, mut request: Request) -> BoxFuture<'_, reqwest::Result<Response>> {
        if let Some(credential) = &self.credential {
            credential.apply(request.headers_mut());
        }
        for (name, value) in &self.headers {
            request.headers_mut().insert(name, value.clone());
        }
        let answered = self.http.execute(request);
        async move {
            let response = answered.await?;
            Ok(match self.delivery {
                Delivery::Whole => limited(response),
                Delivery::Stream => response,
            })
        }
        .boxed()
    }
}

fn limited(response: Response) -> Response {
    let (parts, body) = http::Response::from(response).into_parts();
    http::Response::from_parts(parts, Body::wrap(Limited::new(body, BODY_LIMIT))).into()
}

/// Says nothing of the headers, which hold secrets.
impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt").field("delivery", &self.delivery).finish_non_exhaustive()
    }
}
