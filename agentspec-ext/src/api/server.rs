//! The server itself: its health and its metrics.

use agentspec_client::json::Undecodable;
use agentspec_client::types::Health;
use agentspec_client::{ByteStream, Client as RawClient, Error as RawError, ResponseValue};
use futures::StreamExt;

use crate::error::{Error, RawResponse};
use crate::headers;
use crate::ids::Ids;
use crate::operation::{Context, FromWire, Perform};

/// Asks whether the server is well.
#[derive(Clone, Debug)]
pub struct ReadHealth;

impl Perform for ReadHealth {
    type Output = Health;
    type Wire = Health;

    const ID: &'static str = "health";

    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    async fn send(&self, raw: &RawClient, ids: &Ids) -> Result<ResponseValue<Health>, RawError> {
        match raw.health(Some(&ids.correlation_id)).await {
            Err(RawError::ErrorResponse(degraded)) => Ok(degraded),
            answered => answered.map_err(RawError::into_untyped),
        }
    }
}

/// Reads the server's metrics.
#[derive(Clone, Debug)]
pub struct ReadMetrics;

impl Perform for ReadMetrics {
    type Output = String;
    type Wire = ByteStream;

    const ID: &'static str = "metrics";

    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    async fn send(&self, raw: &RawClient, ids: &Ids) -> Result<ResponseValue<ByteStream>, RawError> {
        raw.metrics(Some(&ids.correlation_id)).await
    }
}

impl FromWire<ByteStream> for String {
    async fn from_wire(body: ByteStream, context: &Context) -> Result<Self, Error> {
        let Context { status, headers, now, secrets, .. } = context.clone();
        let mut chunks = body.into_inner();
        let mut bytes = Vec::new();
        while let Some(chunk) = chunks.next().await {
            match chunk {
                Ok(chunk) => bytes.extend_from_slice(&chunk),
                Err(error) => return Err(Error::from_reqwest(error).with_response(status, headers, &bytes)),
            }
        }
        let refuse = |bytes, reason: &str| {
            let undecodable = Some(Undecodable { path: String::new(), reason: reason.to_owned() });
            Error::from_response(RawResponse { status, headers: headers.clone(), body: bytes, undecodable }, now, &secrets)
        };
        if !headers::is_plain_text(&headers) {
            return Err(refuse(bytes, "metrics have the content type text/plain"));
        }
        Self::from_utf8(bytes).map_err(|error| refuse(error.into_bytes(), "the metrics are not UTF-8"))
    }
}
