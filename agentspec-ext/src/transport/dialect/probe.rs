//! The request that finds out which dialect the server speaks.

use reqwest::header::{ACCEPT_ENCODING, HeaderValue};
use reqwest::{Method, Request, Response, StatusCode};
use serde_json::Value;

use super::super::attempt::Sender;
use super::super::{framing, gzip};
use super::Translator;
use crate::dialect::marks;
use crate::error::{Error, RawResponse};

/// How much of the response is read, in bytes: enough for any health.
const LIMIT: usize = 64 << 10;

impl Sender {
    /// Asks the server for its health, without a credential, and returns whether it speaks the runtime's dialect. Any other response than that of the
    /// runtime is one of the documented API, unless it may come from a proxy in between.
    ///
    /// # Errors
    /// If there is no complete response, or a proxy may have rejected the request. The request of the attempt is not sent.
    pub(in crate::transport) async fn probe(&self, translator: &Translator) -> Result<bool, Error> {
        self.ask(translator).await.map_err(Error::of_probe)
    }

    async fn ask(&self, translator: &Translator) -> Result<bool, Error> {
        let health = &translator.health;
        let mut request = Request::new(Method::GET, health.clone());
        *request.headers_mut() = (*self.headers).clone();
        request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let exchange = async { self.http.current()?.execute(request).await };
        let response = exchange.await.map_err(|failed| failed.into_error(health))?;
        if let Err(error) = framing::check(response.headers()) {
            self.http.discard_current();
            return Err(error);
        }
        let (status, headers) = (response.status(), response.headers().clone());
        let body = read(gzip::decoded(response).into()).await?;
        if marks::in_health(&body) {
            return Ok(true);
        }
        let is_health = marks::object(&body).is_some_and(|body| body.get("status").is_some_and(Value::is_string));
        if !is_health && may_come_from_a_proxy(status) {
            let response = RawResponse { status, headers, body, undecodable: None };
            return Err(Error::from_response(response, translator.reading.clock.system_time(), &self.secrets));
        }
        Ok(false)
    }
}

/// Returns the body, cut at the limit.
async fn read(mut response: Response) -> Result<Vec<u8>, Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(Error::from_reqwest)? {
        body.extend_from_slice(&chunk);
        if body.len() > LIMIT {
            break;
        }
    }
    Ok(body)
}

fn may_come_from_a_proxy(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 502 | 503 | 504)
}
