//! The server itself: its health and its metrics.

use agentspec_client::types::Health;
use agentspec_client::{ByteStream, Client as RawClient, Error as RawError, ResponseValue};
use futures::TryStreamExt;

use crate::error::{Error, ErrorKind};
use crate::operation::{Context, FromWire, Ids, Perform};
use crate::outcome::Outcome;
use crate::retry::Replay;

/// Asks whether the server is well.
#[derive(Clone, Debug)]
pub struct ReadHealth;

impl Perform for ReadHealth {
    type Output = Health;
    type Wire = Health;

    const REPLAY: Replay = Replay::Safe;

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

    const REPLAY: Replay = Replay::Safe;

    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    async fn send(&self, raw: &RawClient, ids: &Ids) -> Result<ResponseValue<ByteStream>, RawError> {
        raw.metrics(Some(&ids.correlation_id)).await
    }
}

impl FromWire<ByteStream> for String {
    async fn from_wire(body: ByteStream, context: &Context) -> Result<Self, Error> {
        let bytes = body.into_inner().try_fold(Vec::new(), |mut bytes, chunk| async move {
            bytes.extend_from_slice(&chunk);
            Ok(bytes)
        });
        let bytes = bytes.await.map_err(|error| Error::from_reqwest(error).with_answer(context.status, context.headers.clone(), &[]))?;
        Self::from_utf8(bytes).map_err(|error| {
            let message = "the metrics are not UTF-8";
            Error::new(ErrorKind::Decode, Outcome::Unknown, message)
                .with_answer(context.status, context.headers.clone(), error.as_bytes())
                .with_source(error)
        })
    }
}
