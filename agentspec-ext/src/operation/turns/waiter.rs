//! Waits for the previous turn: as long as needed for a call, at most `timeout` for a stream.

use std::future::{Future, pending};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures::future::{Either, select};
use tokio::sync::watch;

use crate::clock::{Clock, Wait};
use crate::error::{Error, ErrorKind, Outcome, Phase};
use crate::ids::Ids;
use crate::plural::seconds;
use crate::trace;

/// How long a stream may block a turn before a warning is logged.
const WARN_AFTER: Duration = Duration::from_secs(1);

/// The correlation id of the stream that is the current turn; None if that turn is not a stream.
pub(super) type Holder = Option<Arc<str>>;

/// The call of a waiting turn.
#[derive(Clone, Copy)]
pub(crate) struct Waiter<'a> {
    pub(crate) operation: &'static str,
    pub(crate) ids: &'a Ids,
    pub(crate) clock: &'a dyn Clock,
    /// How long a stream may block the turn.
    pub(crate) timeout: Option<Duration>,
    /// How long all previous turns together may block the turn.
    pub(crate) deadline: Option<Duration>,
}

impl Waiter<'_> {
    /// Waits for the previous turns.
    pub(super) async fn wait<T>(self, turns: impl Future<Output = T>, holder: watch::Receiver<Holder>) -> Result<T, Error> {
        let (deadline, blocked) = (pin!(self.deadline_exceeded(holder.clone())), pin!(self.blocked(holder)));
        match select(pin!(turns), select(deadline, blocked)).await {
            Either::Left((turn, _)) => Ok(turn),
            Either::Right((Either::Left((error, _)) | Either::Right((error, _)), _)) => Err(error),
        }
    }

    async fn deadline_exceeded(self, holder: watch::Receiver<Holder>) -> Error {
        let Some(deadline) = self.deadline else { return pending().await };
        self.clock.wait(Wait::Deadline(deadline)).await;
        let why = match &*holder.borrow() {
            Some(stream) => format!("the stream {stream} of its handle has not ended: read it to its end or close it first"),
            None => "the previous turn of its session has not ended".to_owned(),
        };
        Error::deadline_exceeded(deadline, Outcome::NotSent, &why)
    }

    /// Completes when one stream has blocked the turn for too long.
    async fn blocked(self, mut holder: watch::Receiver<Holder>) -> Error {
        loop {
            let stream = holder.borrow_and_update().clone();
            let changed = holder.changed();
            match stream {
                Some(stream) => {
                    if let Either::Right((error, _)) = select(pin!(changed), pin!(self.blocked_by(&stream))).await {
                        return error;
                    }
                }
                None => drop(changed.await),
            }
        }
    }

    async fn blocked_by(self, stream: &str) -> Error {
        let warn_after = self.timeout.map_or(WARN_AFTER, |timeout| timeout.min(WARN_AFTER));
        self.clock.wait(Wait::Turn(warn_after)).await;
        trace::turn_blocked(self.operation, self.ids, stream);
        let Some(timeout) = self.timeout else { return pending().await };
        self.clock.wait(Wait::Turn(timeout.saturating_sub(warn_after))).await;
        let message = format!(
            "the turn waited for `timeout`, {}: the stream {stream} of this handle is neither read to its end nor closed. Nothing was \
             sent. Read that stream to its end, or close it, before the next turn",
            seconds(timeout)
        );
        Error::new(ErrorKind::Timeout(Phase::Turn), Outcome::NotSent, message)
    }
}
