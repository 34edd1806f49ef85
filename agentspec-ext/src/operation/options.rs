//! The options of one call, which override those of its client.

mod generated_ids;
mod headers;

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;

pub(crate) use self::generated_ids::GeneratedIds;
pub(crate) use self::headers::UserHeaders;
use super::{CallRecord, IdleTimeouts, ReadSettings, SessionTurn};
use crate::credential::Credentials;
use crate::error::Error;
use crate::ids::Ids;
use crate::retry::{Limits, RetryPolicy};

/// The options of one call, which override those of its client. A clone belongs to the same request and has the same ids.
#[derive(Clone, Default)]
pub(crate) struct CallOptions {
    pub(crate) timeout: Limit,
    pub(crate) deadline: Limit,
    pub(crate) byte_idle_timeout: Limit,
    pub(crate) event_idle_timeout: Limit,
    pub(crate) max_retries: Option<u32>,
    pub(crate) retry_policy: Option<Arc<dyn RetryPolicy>>,
    /// Replaces the client's.
    pub(crate) credentials: Option<Credentials>,
    pub(crate) headers: UserHeaders,
    pub(crate) correlation_id: Option<String>,
    pub(crate) idempotency_key: Option<String>,
    /// The ids that replace those which are not set.
    pub(crate) generated_ids: GeneratedIds,
    /// The record to write to; None if the call is not recorded.
    pub(crate) record: Option<CallRecord>,
    /// The turn of a session.
    pub(crate) session_turn: Option<SessionTurn>,
}

impl CallOptions {
    /// Returns the client's limits, with those of this call.
    pub(crate) fn limits(&self, client: &Limits) -> Limits {
        Limits {
            policy: Arc::clone(self.retry_policy.as_ref().unwrap_or(&client.policy)),
            max_retries: self.max_retries.unwrap_or(client.max_retries),
            backoff: client.backoff,
            deadline: self.deadline.resolve(client.deadline),
        }
    }

    /// Returns the options for a new request with its own ids.
    pub(crate) fn for_new_request(&self) -> Self {
        Self { generated_ids: GeneratedIds::default(), ..self.clone() }
    }

    /// Returns the headers to send: the client's, overridden by this call's.
    pub(crate) fn headers(&self, client: &HeaderMap) -> Result<HeaderMap, Error> {
        self.headers.for_call(client)
    }

    /// Returns the settings for reading a stream.
    pub(crate) fn reading(&self, client: &Arc<ReadSettings>) -> Arc<ReadSettings> {
        match (self.byte_idle_timeout, self.event_idle_timeout) {
            (Limit::Inherit, Limit::Inherit) => Arc::clone(client),
            (bytes, events) => {
                let idle = IdleTimeouts { bytes: bytes.resolve(client.idle.bytes), events: events.resolve(client.idle.events) };
                Arc::new(ReadSettings { idle, ..(**client).clone() })
            }
        }
    }

    /// Returns the ids of the call.
    pub(crate) fn ids(&self, is_idempotent: bool) -> Result<Ids, Error> {
        let generated_ids = self.generated_ids.ids();
        let correlation_id =
            given("correlation_id", self.correlation_id.as_deref())?.or(generated_ids.map(|ids| &ids.correlation_id).cloned());
        let idempotency_key =
            given("idempotency_key", self.idempotency_key.as_deref())?.or(generated_ids.map(|ids| &ids.idempotency_key).cloned());
        let idempotency_key = (!is_idempotent).then(|| idempotency_key.unwrap_or_else(generated_ids::random));
        Ok(Ids::new(correlation_id.unwrap_or_else(generated_ids::random), idempotency_key))
    }
}

/// Checks an id that the user has set.
fn given(field: &str, id: Option<&str>) -> Result<Option<Arc<str>>, Error> {
    match id {
        Some(id) if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_graphic()) => {
            Err(Error::invalid_request(format!("{field} must be one or more visible ASCII characters, without spaces")))
        }
        id => Ok(id.map(Arc::from)),
    }
}

/// A time limit of a call, which overrides the client's.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Limit {
    #[default]
    Inherit,
    Set(Option<Duration>),
}

impl Limit {
    pub(crate) fn resolve(self, client: Option<Duration>) -> Option<Duration> {
        match self {
            Self::Inherit => client,
            Self::Set(limit) => limit,
        }
    }
}
