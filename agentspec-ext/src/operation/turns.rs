//! The turns of a session: one at a time, and none while it is unknown whether the server recorded the previous one.

mod waiter;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use agentspec_client::types::InvokeRequest;
use tokio::sync::{Mutex as Order, OwnedMutexGuard, watch};

use self::waiter::Holder;
pub(crate) use self::waiter::Waiter;
use super::{Delivery, Evidence};
use crate::error::{Error, Outcome};

/// A turn that the server may have recorded, although its complete response was not received.
#[derive(Clone, Debug, PartialEq)]
pub struct UnresolvedTurn {
    number: u64,
    request: InvokeRequest,
    idempotency_key: Arc<str>,
    is_streamed: bool,
}

impl UnresolvedTurn {
    /// Returns the user's input.
    #[must_use]
    pub fn input(&self) -> &str {
        &self.request.input
    }

    /// Returns the `Idempotency-Key` that was sent.
    #[must_use]
    pub fn idempotency_key(&self) -> &str {
        &self.idempotency_key
    }

    /// Returns whether the answer was requested as a stream: then [`send_again_stream`](crate::SessionHandle::send_again_stream) resends the turn,
    /// otherwise [`send_again`](crate::SessionHandle::send_again).
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

/// The turn that a call takes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Claim {
    Next,
    /// The unresolved turn with this number.
    Resend(u64),
    /// No turn: the call only waits for the current one.
    WaitOnly,
}

impl Claim {
    /// A claim on an unresolved turn that does not exist. Turns are counted from 1.
    pub(crate) const NO_UNRESOLVED: Self = Self::Resend(0);
}

/// The turns of a handle and its clones.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    /// Locked by the current turn.
    order: Arc<Order<()>>,
    /// The stream of the current turn.
    stream: watch::Sender<Holder>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    number: u64,
    /// Whether a turn or a deletion holds the lock.
    is_in_progress: bool,
    /// The current or last turn, until its response is received.
    pending: Option<PendingTurn>,
}

#[derive(Debug)]
struct PendingTurn {
    turn: UnresolvedTurn,
    /// The evidence of the current or cancelled attempt.
    evidence: Option<Evidence>,
    /// Whether a failed attempt may have run.
    may_have_run: bool,
}

impl PendingTurn {
    fn may_be_recorded(&self) -> bool {
        self.may_have_run || self.evidence.as_ref().is_some_and(Evidence::is_released)
    }
}

impl Turns {
    /// Returns the unresolved turn; None during a turn.
    pub(crate) fn unresolved(&self) -> Option<UnresolvedTurn> {
        let state = self.state();
        let pending = state.pending.as_ref().filter(|_| !state.is_in_progress);
        pending.filter(|pending| pending.may_be_recorded()).map(|pending| pending.turn.clone())
    }

    /// Discards the unresolved turn, but not one in progress.
    pub(crate) fn go_on(&self) {
        let mut state = self.state();
        if !state.is_in_progress {
            state.pending = None;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The turn of a session that a call takes.
#[derive(Clone, Debug)]
pub(crate) struct SessionTurn {
    pub(crate) turns: Arc<Turns>,
    pub(crate) claim: Claim,
}

impl SessionTurn {
    /// Returns whether the turn was sent before.
    pub(crate) fn is_resend(&self) -> bool {
        matches!(self.claim, Claim::Resend(number) if number > 0)
    }

    /// Waits for the previous turns, then begins.
    pub(crate) async fn begin(&self, request: Option<&InvokeRequest>, delivery: Delivery, waiter: Waiter<'_>) -> Result<Turn, Error> {
        let order = waiter.wait(Arc::clone(&self.turns.order).lock_owned(), self.turns.stream.subscribe()).await?;
        let turn = |is_turn| Turn(Arc::new(TurnGuard { turns: Arc::clone(&self.turns), is_turn, _order: order }));
        let mut state = self.turns.state();
        let Some(request) = request else {
            state.is_in_progress = true;
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
        state.is_in_progress = true;
        Ok(turn(true))
    }
}

fn unresolved_turn() -> Error {
    Error::invalid_request(
        "the server may have recorded the previous turn, whose complete response was not received: send_again() resends it, go_on() continues without it",
    )
    .with_code("turn_unresolved".to_owned())
}

/// The delivery must stay the same, since a server stores an idempotency key together with the route.
fn wrong_delivery(turn: &UnresolvedTurn) -> Error {
    let (form, method) = if turn.is_streamed { ("streamed", "send_again_stream()") } else { ("not streamed", "send_again()") };
    Error::invalid_request(format!("the unresolved turn was {form}: {method} resends it in the same way"))
}

fn nothing_to_send_again() -> Error {
    Error::invalid_request("there is no turn to resend: none was unresolved when this call was made, or it has been resolved since")
}

/// The current turn, which ends when its last clone is dropped.
#[derive(Clone, Debug)]
pub(crate) struct Turn(Arc<TurnGuard>);

#[derive(Debug)]
struct TurnGuard {
    turns: Arc<Turns>,
    /// Whether the call is recorded as a turn. A deletion only waits for its turn.
    is_turn: bool,
    _order: OwnedMutexGuard<()>,
}

impl Drop for TurnGuard {
    fn drop(&mut self) {
        self.turns.state().is_in_progress = false;
        self.turns.stream.send_if_modified(|stream| stream.take().is_some());
    }
}

impl Turn {
    /// Records the start of an attempt.
    pub(crate) fn begin_attempt(&self, evidence: &Evidence) {
        self.change(|pending| {
            if let Some(pending) = pending {
                pending.evidence = Some(evidence.clone());
            }
        });
    }

    /// Records that the response is a stream with this correlation id.
    pub(crate) fn set_stream(&self, correlation_id: &str) {
        self.0.turns.stream.send_replace(Some(correlation_id.into()));
    }

    /// Records a failed attempt.
    pub(crate) fn record_failure(&self, outcome: Outcome) {
        self.change(|pending| {
            if let Some(pending) = pending {
                pending.evidence = None;
                pending.may_have_run |= outcome.may_have_run();
            }
        });
    }

    /// Records that the complete response was received.
    pub(crate) fn resolve(&self) {
        // After a deletion no turn is in question.
        self.0.turns.state().pending = None;
    }

    fn change(&self, change: impl FnOnce(&mut Option<PendingTurn>)) {
        if self.0.is_turn {
            change(&mut self.0.turns.state().pending);
        }
    }
}
