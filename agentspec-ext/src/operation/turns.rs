//! The turns of a session: one at a time, and none after one of which it is not known whether the server recorded it.

mod waiter;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use agentspec_client::types::InvokeRequest;
use tokio::sync::{Mutex as Order, OwnedMutexGuard, watch};

use self::waiter::Holder;
pub(crate) use self::waiter::Waiter;
use super::{Delivery, Evidence};
use crate::error::{Error, Outcome};

/// A turn that the server may have recorded, though its whole answer did not arrive.
#[derive(Clone, Debug, PartialEq)]
pub struct UnresolvedTurn {
    number: u64,
    request: InvokeRequest,
    idempotency_key: String,
    is_streamed: bool,
}

impl UnresolvedTurn {
    /// What was said.
    #[must_use]
    pub fn input(&self) -> &str {
        &self.request.input
    }

    /// The `Idempotency-Key` that it was sent with.
    #[must_use]
    pub fn idempotency_key(&self) -> &str {
        &self.idempotency_key
    }

    /// Whether its answer was to be streamed: then [`send_again_stream`](crate::SessionHandle::send_again_stream) sends it again, else
    /// [`send_again`](crate::SessionHandle::send_again).
    #[must_use]
    pub fn is_streamed(&self) -> bool {
        self.is_streamed
    }

    pub(crate) fn request(&self) -> &InvokeRequest {
        &self.request
    }

    pub(crate) fn claim(&self) -> Claim {
        Claim::Resend(self.number)
    }
}

/// Which turn a call is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Claim {
    Next,
    /// The unresolved one with this number.
    Resend(u64),
    /// None: it only waits for the one under way.
    WaitOnly,
}

impl Claim {
    /// The unresolved one, where there is none. Turns are counted from 1.
    pub(crate) const NO_UNRESOLVED: Self = Self::Resend(0);
}

/// The turns of a handle and its clones.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    /// Held by the turn under way.
    order: Arc<Order<()>>,
    /// The stream that the turn under way is.
    stream: watch::Sender<Holder>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    number: u64,
    /// Whether a turn, or a deletion, holds the order.
    is_under_way: bool,
    /// The turn under way, or the last one, until its answer has come.
    pending: Option<PendingTurn>,
}

#[derive(Debug)]
struct PendingTurn {
    turn: UnresolvedTurn,
    /// That of the attempt under way, or given up.
    evidence: Option<Evidence>,
    /// An attempt that has failed may have run.
    may_have_run: bool,
}

impl PendingTurn {
    fn may_be_recorded(&self) -> bool {
        self.may_have_run || self.evidence.as_ref().is_some_and(Evidence::is_released)
    }
}

impl Turns {
    /// The unresolved turn; None while a turn is under way.
    pub(crate) fn unresolved(&self) -> Option<UnresolvedTurn> {
        let state = self.state();
        let pending = state.pending.as_ref().filter(|_| !state.is_under_way);
        pending.filter(|pending| pending.may_be_recorded()).map(|pending| pending.turn.clone())
    }

    /// Forgets the unresolved turn. One under way is not touched.
    pub(crate) fn go_on(&self) {
        let mut state = self.state();
        if !state.is_under_way {
            state.pending = None;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What makes a call a turn.
#[derive(Clone, Debug)]
pub(crate) struct SessionTurn {
    pub(crate) turns: Arc<Turns>,
    pub(crate) claim: Claim,
}

impl SessionTurn {
    /// Whether it is a turn that was sent before.
    pub(crate) fn is_resend(&self) -> bool {
        matches!(self.claim, Claim::Resend(number) if number > 0)
    }

    /// Waits for the turns before, and begins.
    pub(crate) async fn begin(&self, request: Option<&InvokeRequest>, delivery: Delivery, waiter: Waiter<'_>) -> Result<Turn, Error> {
        let order = waiter.wait(Arc::clone(&self.turns.order).lock_owned(), self.turns.stream.subscribe()).await?;
        let turn = |is_turn| Turn(Arc::new(TurnGuard { turns: Arc::clone(&self.turns), is_turn, _order: order }));
        let mut state = self.turns.state();
        let Some(request) = request else {
            state.is_under_way = true;
            return Ok(turn(false));
        };
        let is_streamed = delivery == Delivery::Stream;
        let unresolved = state.pending.as_ref().filter(|pending| pending.may_be_recorded()).map(|pending| &pending.turn);
        let may_have_run = match (self.claim, unresolved) {
            (Claim::Next, Some(_)) => return Err(unresolved_turn()),
            (Claim::Resend(number), Some(turn)) if turn.number == number => {
                if turn.is_streamed != is_streamed {
                    return Err(wrong_delivery(turn));
                }
                true
            }
            (Claim::Resend(_), _) => return Err(nothing_to_send_again()),
            (Claim::Next | Claim::WaitOnly, _) => false,
        };
        state.number += 1;
        let idempotency_key = waiter.ids.idempotency_key.clone();
        let sent = UnresolvedTurn { number: state.number, request: request.clone(), idempotency_key, is_streamed };
        state.pending = Some(PendingTurn { turn: sent, evidence: None, may_have_run });
        state.is_under_way = true;
        Ok(turn(true))
    }
}

fn unresolved_turn() -> Error {
    Error::invalid_request(
        "the server may have recorded the turn before, whose answer did not arrive whole: send_again() sends it again, go_on() leaves it as it is",
    )
    .with_code("turn_unresolved".to_owned())
}

/// A server knows a key together with the route.
fn wrong_delivery(turn: &UnresolvedTurn) -> Error {
    let (form, method) = if turn.is_streamed { ("streamed", "send_again_stream()") } else { ("not streamed", "send_again()") };
    Error::invalid_request(format!("the unresolved turn was {form}: {method} sends it again as it was"))
}

fn nothing_to_send_again() -> Error {
    Error::invalid_request("there is no turn to send again: none was unresolved when this call was made, or it has been decided on since")
}

/// A turn under way, held until the last of its holders is gone.
#[derive(Clone, Debug)]
pub(crate) struct Turn(Arc<TurnGuard>);

#[derive(Debug)]
struct TurnGuard {
    turns: Arc<Turns>,
    /// Whether it is recorded as one: a deletion only waits for its turn.
    is_turn: bool,
    _order: OwnedMutexGuard<()>,
}

impl Drop for TurnGuard {
    fn drop(&mut self) {
        self.turns.state().is_under_way = false;
        self.turns.stream.send_if_modified(|stream| stream.take().is_some());
    }
}

impl Turn {
    /// An attempt begins.
    pub(crate) fn begin_attempt(&self, evidence: &Evidence) {
        self.change(|pending| {
            if let Some(pending) = pending {
                pending.evidence = Some(evidence.clone());
            }
        });
    }

    /// The answer has begun, as the stream that bears this id.
    pub(crate) fn set_stream(&self, correlation_id: &str) {
        self.0.turns.stream.send_replace(Some(correlation_id.into()));
    }

    /// The attempt has failed.
    pub(crate) fn record_failure(&self, outcome: Outcome) {
        self.change(|pending| {
            if let Some(pending) = pending {
                pending.evidence = None;
                pending.may_have_run |= outcome.may_have_run();
            }
        });
    }

    /// The whole answer has come.
    pub(crate) fn resolve(&self) {
        // A deletion too leaves nothing that could be in question.
        self.0.turns.state().pending = None;
    }

    fn change(&self, change: impl FnOnce(&mut Option<PendingTurn>)) {
        if self.0.is_turn {
            change(&mut self.0.turns.state().pending);
        }
    }
}
