//! What one call does differently from its client.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;
use tokio::sync::Mutex;

use crate::error::Error;

/// What one call does differently from its client.
#[derive(Clone, Default)]
pub(crate) struct CallOptions {
    pub(crate) timeout: Timeout,
    pub(crate) max_retries: Option<u32>,
    pub(crate) headers: HeaderMap,
    pub(crate) correlation_id: Option<String>,
    pub(crate) idempotency_key: Option<String>,
    /// What the call must hold while it is made, and its stream while it is read.
    pub(crate) turns: Option<Arc<Mutex<()>>>,
}

/// Headers that a call may not set, and what sets them.
const RESERVED: [(&str, &str); 17] = [
    ("x-correlation-id", "use correlation_id"),
    ("idempotency-key", "use idempotency_key"),
    ("x-api-key", "give the credential to the client"),
    ("authorization", "give the credential to the client"),
    ("accept", "it follows from the call"),
    ("content-type", "it follows from the call"),
    ("content-length", "it follows from the body"),
    ("transfer-encoding", "it follows from the body"),
    ("connection", "it belongs to the connection"),
    ("host", "it follows from the base URL"),
    ("upgrade", "it belongs to the connection"),
    ("keep-alive", "it belongs to the connection"),
    ("te", "it belongs to the connection"),
    ("trailer", "it follows from the body"),
    ("expect", "it belongs to the connection"),
    ("accept-encoding", "it follows from what the client decodes"),
    ("proxy-authorization", "give the credential to the proxy, in the client's http"),
];

impl CallOptions {
    /// Refuses a header that would contradict the rest of the request.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match RESERVED.iter().find(|(name, _)| self.headers.contains_key(*name)) {
            Some((name, why)) => Err(Error::invalid_request(format!("header {name} cannot be set on a call: {why}"))),
            None => Ok(()),
        }
    }
}

/// How long one attempt of a call may take.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Timeout {
    #[default]
    AsClient,
    Own(Option<Duration>),
}
