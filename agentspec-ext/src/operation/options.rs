//! What one call does differently from its client.

mod drawn;
mod headers;

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;
use uuid::Uuid;

pub(crate) use self::drawn::Drawn;
pub(crate) use self::headers::GivenHeaders;
use super::{CallRecord, IdleTimeouts, InTurn, Reading};
use crate::credential::Credentials;
use crate::error::Error;
use crate::ids::Ids;
use crate::retry::{Limits, RetryPolicy};

/// What one call does differently from its client. A clone is the same request, under the same ids.
#[derive(Clone, Default)]
pub(crate) struct CallOptions {
    pub(crate) timeout: Limit,
    pub(crate) deadline: Limit,
    pub(crate) byte_idle_timeout: Limit,
    pub(crate) event_idle_timeout: Limit,
    pub(crate) max_retries: Option<u32>,
    pub(crate) retry_policy: Option<Arc<dyn RetryPolicy>>,
    /// In place of the client's.
    pub(crate) credentials: Option<Credentials>,
    pub(crate) headers: GivenHeaders,
    pub(crate) correlation_id: Option<String>,
    pub(crate) idempotency_key: Option<String>,
    /// The ids in place of those that are not given.
    pub(crate) drawn: Drawn,
    /// Where it is recorded; None where nobody asked.
    pub(crate) record: Option<CallRecord>,
    /// Which turn of a session it is.
    pub(crate) in_turn: Option<InTurn>,
}

impl CallOptions {
    /// The limits of the client, but for what this call sets.
    pub(crate) fn limits(&self, client: &Limits) -> Limits {
        Limits {
            policy: Arc::clone(self.retry_policy.as_ref().unwrap_or(&client.policy)),
            max_retries: self.max_retries.unwrap_or(client.max_retries),
            backoff: client.backoff,
            deadline: self.deadline.over(client.deadline),
        }
    }

    /// Those of another request, under ids of its own.
    pub(crate) fn of_another(&self) -> Self {
        Self { drawn: Drawn::default(), ..self.clone() }
    }

    /// The headers to send: the client's, and this call's in their place.
    pub(crate) fn headers(&self, client: &HeaderMap) -> Result<HeaderMap, Error> {
        self.headers.over(client)
    }

    /// How a stream is read.
    pub(crate) fn reading(&self, client: &Arc<Reading>) -> Arc<Reading> {
        match (self.byte_idle_timeout, self.event_idle_timeout) {
            (Limit::AsClient, Limit::AsClient) => Arc::clone(client),
            (bytes, events) => {
                let idle = IdleTimeouts { bytes: bytes.over(client.idle.bytes), events: events.over(client.idle.events) };
                Arc::new(Reading { idle, ..(**client).clone() })
            }
        }
    }

    /// The ids of the call.
    pub(crate) fn ids(&self, operation: &str) -> Result<Ids, Error> {
        let drawn = self.drawn.ids();
        let correlation_id = self.correlation_id.as_deref().or(drawn.map(|ids| &*ids.correlation_id));
        let idempotency_key = self.idempotency_key.as_deref().or(drawn.map(|ids| &*ids.idempotency_key));
        let correlation_id = given_or_new("correlation_id", correlation_id)?;
        Ok(Ids::new(operation, correlation_id, given_or_new("idempotency_key", idempotency_key)?))
    }
}

fn given_or_new(field: &str, given: Option<&str>) -> Result<String, Error> {
    match given {
        None => Ok(Uuid::new_v4().to_string()),
        Some(id) if !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(id.to_owned()),
        Some(_) => Err(Error::invalid_request(format!("{field} must be visible ASCII characters, at least one, without spaces"))),
    }
}

/// How long something of a call may take.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Limit {
    #[default]
    AsClient,
    Own(Option<Duration>),
}

impl Limit {
    pub(crate) fn over(self, client: Option<Duration>) -> Option<Duration> {
        match self {
            Self::AsClient => client,
            Self::Own(limit) => limit,
        }
    }
}
