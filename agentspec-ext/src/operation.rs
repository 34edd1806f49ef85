//! What an operation is to the transport: how it is sent, and what becomes of its answer.

use std::future::Future;
use std::sync::Arc;
use std::time::SystemTime;

use agentspec_client::{Client as RawClient, Error as RawError, Operation as Described, ResponseValue};
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use uuid::Uuid;

use crate::error::Error;
use crate::headers;
use crate::history::FailedAttempt;
use crate::record::CallRecord;
use crate::response::Response;
use crate::secret::Secrets;
use crate::sessions::Turn;
use crate::stream::Reading;
use crate::subject::Subject;
use crate::trace::CallSpan;

/// An operation of the contract, as in `Call<Invoke>`. Implemented by this crate alone.
///
#[doc = include_str!("generated/operations.md")]
pub trait Operation: Perform {}

impl<O: Perform> Operation for O {}

/// How an answer arrives.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Delivery {
    /// In one piece, bounded in size.
    Whole,
    /// As a stream without an end of its own.
    Stream,
}

/// The private half of [`Operation`].
pub trait Perform: Send + Sync + 'static {
    /// What the caller gets.
    type Output: FromWire<Self::Wire> + Send;
    /// What the raw client gets.
    type Wire: Send;

    /// Its id in the contract.
    const ID: &'static str;
    const DELIVERY: Delivery = Delivery::Whole;

    /// Whom it speaks to, and what it says.
    fn subject(&self) -> Subject<'_> {
        Subject::default()
    }

    /// Tells the call's span what came, and hands it to an answer that goes on.
    fn came_to(_: &mut Self::Output, span: CallSpan) {
        span.answered(None, None);
    }

    /// Refuses what cannot be sent.
    fn check(&self) -> Result<(), Error>;

    /// One attempt.
    fn send(&self, raw: &RawClient, ids: &Ids) -> impl Future<Output = Result<ResponseValue<Self::Wire>, RawError>> + Send;
}

/// Whether making it twice is making it once: GET and DELETE.
pub(crate) fn is_idempotent(id: &str) -> bool {
    Described::by_id(id).is_some_and(|operation| matches!(operation.method, "GET" | "DELETE"))
}

/// What the caller gets, made from what the raw client got, as a part of the attempt.
pub trait FromWire<W>: Sized {
    fn from_wire(wire: W, context: &Context) -> impl Future<Output = Result<Self, Error>> + Send;
}

impl<T: Send> FromWire<T> for T {
    async fn from_wire(wire: T, _: &Context) -> Result<T, Error> {
        Ok(wire)
    }
}

/// The ids of a call, the same on every attempt.
#[derive(Clone, Debug)]
pub struct Ids {
    pub(crate) correlation_id: String,
    pub(crate) idempotency_key: String,
    /// Whether the key is sent: with a POST.
    has_key: bool,
}

impl Ids {
    /// The given ids, or new ones.
    pub(crate) fn new(operation: &str, correlation_id: Option<&str>, idempotency_key: Option<&str>) -> Result<Self, Error> {
        Ok(Self {
            has_key: !is_idempotent(operation),
            correlation_id: given_or_new("correlation_id", correlation_id)?,
            idempotency_key: given_or_new("idempotency_key", idempotency_key)?,
        })
    }
}

impl Ids {
    /// Those of a stream that nobody was asked for.
    pub(crate) fn none() -> Self {
        Self { correlation_id: String::new(), idempotency_key: String::new(), has_key: false }
    }

    /// The key, where it is sent.
    pub(crate) fn sent_key(&self) -> Option<&str> {
        Some(&*self.idempotency_key).filter(|_| self.has_key)
    }

    /// The correlation id that names the call: the server's, else the one that was sent.
    pub(crate) fn named_by<'a>(&'a self, headers: &'a HeaderMap) -> &'a str {
        headers::correlation_id(headers).unwrap_or(&self.correlation_id)
    }
}

fn given_or_new(field: &str, given: Option<&str>) -> Result<String, Error> {
    match given {
        None => Ok(Uuid::new_v4().to_string()),
        Some(id) if !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(id.to_owned()),
        Some(_) => Err(Error::invalid_request(format!("{field} must be visible ASCII characters, at least one, without spaces"))),
    }
}

/// What is known of an answer beside its body.
#[derive(Clone, Debug)]
pub struct Context {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) ids: Ids,
    /// The attempts that failed before.
    pub(crate) history: Vec<FailedAttempt>,
    /// When it arrived.
    pub(crate) now: SystemTime,
    pub(crate) turn: Option<Turn>,
    /// None where nobody hears of the call.
    pub(crate) record: Option<CallRecord>,
    /// What no error shows.
    pub(crate) secrets: Secrets,
    pub(crate) reading: Arc<Reading>,
}

impl Context {
    pub(crate) fn respond<T>(self, value: T) -> Response<T> {
        Response { value, status: self.status, headers: self.headers, ids: self.ids, history: self.history }
    }
}
