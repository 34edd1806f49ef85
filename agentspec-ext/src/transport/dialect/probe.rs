//! The request that finds out which dialect the server speaks.

use agentspec_client::json::Undecodable;
use reqwest::header::{ACCEPT_ENCODING, CONNECTION, HeaderValue};
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
    /// Asks the server for its health, without a credential, and returns whether it speaks the runtime's dialect.
    ///
    /// # Errors
    /// If the response is no health of either dialect: it may come from a proxy in between. The request of the attempt is not sent.
    pub(in crate::transport) async fn probe(&self, translator: &Translator) -> Result<bool, Error> {
        self.ask(translator).await.map_err(Error::of_probe)
    }

    async fn ask(&self, translator: &Translator) -> Result<bool, Error> {
        let health = &translator.health;
        let mut request = Request::new(Method::GET, health.clone());
        *request.headers_mut() = (*self.headers).clone();
        request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        // A server that closes the connection after its response would break the request that follows on it.
        request.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        let exchange = async { self.http.current()?.execute(request).await };
        let response = exchange.await.map_err(|failed| failed.into_error(health))?;
        if let Err(error) = framing::check(response.headers()) {
            self.http.discard_current();
            return Err(error);
        }
        let (status, headers) = (response.status(), response.headers().clone());
        let body = read(gzip::decoded(response).into()).await?;
        if status == StatusCode::OK && marks::in_health(&body) {
            return Ok(true);
        }
        if matches!(status, StatusCode::OK | StatusCode::SERVICE_UNAVAILABLE) && is_documented(&body) {
            return Ok(false);
        }
        let reason = "neither the health of the documented API nor that of the public AgentSpec runtime".to_owned();
        let undecodable = Some(Undecodable { path: String::new(), reason });
        let response = RawResponse { status, headers, body, undecodable };
        Err(Error::from_response(response, translator.reading.clock.system_time(), &self.secrets))
    }
}

/// Returns whether the body is a health of the documented API.
fn is_documented(body: &[u8]) -> bool {
    marks::object(body).is_some_and(|health| ["status", "version"].iter().all(|field| health.get(*field).is_some_and(Value::is_string)))
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
