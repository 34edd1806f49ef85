//! What an operation is to the transport: how it is sent, what becomes of its answer, and what is known of a call of it meanwhile.

mod context;
mod evidence;
mod options;
mod read_settings;
mod record;
mod response;
mod turns;

use std::future::Future;

use agentspec_client::{Client as RawClient, Error as RawError, ResponseValue};

pub(crate) use self::context::Context;
pub(crate) use self::evidence::Evidence;
pub(crate) use self::options::{CallOptions, GeneratedIds, Limit, UserHeaders};
pub(crate) use self::read_settings::{DEFAULT_ANSWER_LIMIT, IdleTimeouts, ReadSettings};
pub use self::record::{CallRecord, LocalCause};
pub use self::response::Response;
pub use self::turns::UnresolvedTurn;
pub(crate) use self::turns::{Claim, SessionTurn, Turn, Turns, Waiter};
use crate::error::Error;
use crate::ids::Ids;
use crate::trace::{CallSpan, Subject};

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

    /// What telemetry records of the request.
    fn subject(&self) -> Subject<'_> {
        Subject::default()
    }

    /// Records an answer in the span of its call. A streamed answer takes the span over.
    fn record(_: &mut Self::Output, span: CallSpan) {
        span.answered(None, None);
    }

    /// Refuses what cannot be sent.
    ///
    /// # Errors
    /// `is_invalid_request`, with the name of the argument.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    /// One attempt.
    fn send(&self, raw: &RawClient, ids: &Ids) -> impl Future<Output = Result<ResponseValue<Self::Wire>, RawError>> + Send;
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
