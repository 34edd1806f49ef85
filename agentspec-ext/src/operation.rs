//! An operation as the transport sees it: how it is sent, how its response is read, and the state of its calls.

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

/// An operation of the contract, as in `Call<operations::InvokeAgent>`. Implemented by this crate alone.
///
#[doc = include_str!("generated/operations.md")]
pub trait Operation: Perform {}

impl<O: Perform> Operation for O {}

/// How a response arrives.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Delivery {
    /// As a whole, limited in size.
    Whole,
    /// As a stream, not limited in size.
    Stream,
}

/// The private half of [`Operation`].
pub trait Perform: Send + Sync + 'static {
    /// The value that the caller receives.
    type Output: FromWire<Self::Wire> + Send;
    /// The value that the raw client returns.
    type Wire: Send;

    /// The operation's id in the contract.
    const ID: &'static str;
    /// Whether its method is idempotent: GET or DELETE.
    const IS_IDEMPOTENT: bool;
    const DELIVERY: Delivery = Delivery::Whole;

    /// Returns what telemetry records of the request.
    fn subject(&self) -> Subject<'_> {
        Subject::default()
    }

    /// Records the response in the span of its call. A stream keeps the span.
    fn record(_: &mut Self::Output, span: CallSpan) {
        span.answered(None, None);
    }

    /// Checks the arguments.
    ///
    /// # Errors
    /// `is_invalid_request`, with the name of the argument that cannot be sent.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    /// Makes one attempt.
    fn send(&self, raw: &RawClient, ids: &Ids) -> impl Future<Output = Result<ResponseValue<Self::Wire>, RawError>> + Send;
}

/// Converts the value of the raw client to that of the caller, as a part of the attempt.
pub trait FromWire<W>: Sized {
    fn from_wire(wire: W, context: &Context) -> impl Future<Output = Result<Self, Error>> + Send;
}

impl<T: Send> FromWire<T> for T {
    async fn from_wire(wire: T, _: &Context) -> Result<T, Error> {
        Ok(wire)
    }
}
