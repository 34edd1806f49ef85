//! How a turn waits for the one before it: for a call as long as that takes, for a stream no longer than the `timeout`.

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

/// How long a stream may hold up a turn before that is warned of.
const WARN_AFTER: Duration = Duration::from_secs(1);

/// The correlation id of the stream that is the turn under way; None where that is no stream.
pub(super) type Holder = Option<Arc<str>>;

/// The call of a turn that waits.
#[derive(Clone, Copy)]
pub(crate) struct Waiter<'a> {
    pub(crate) operation: &'static str,
    pub(crate) ids: &'a Ids,
    pub(crate) clock: &'a dyn Clock,
    /// How long a stream may hold it up.
    pub(crate) timeout: Option<Duration>,
    /// How long all turns before may.
    pub(crate) deadline: Option<Duration>,
}

impl Waiter<'_> {
    /// Waits for the turns before.
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
            Some(stream) => format!("the stream {stream} of its handle has not ended: read that one to its end, or close it, first"),
            None => "the turn of its session before it has not ended".to_owned(),
        };
        Error::deadline_exceeded(deadline, Outcome::NotSent, &why)
    }

    /// Ends when one stream has held it up for too long.
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
            "the turn has waited for `timeout`, {}: the stream {stream} of this handle is neither read to its end nor closed. Nothing was \
             sent. Read that stream to its end, or close it, before the next turn",
            seconds(timeout)
        );
        Error::new(ErrorKind::Timeout(Phase::Turn), Outcome::NotSent, message)
    }
}
