//! How long a connection may be idle, and a request may take to come. Pure.

use std::time::Duration;

use crate::clock::Moment;

/// Without a time there is no end.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Timeouts {
    /// Between two requests, and before the first.
    pub(crate) idle: Option<Duration>,
    /// For a request's head, and again for its body.
    pub(crate) read: Option<Duration>,
}

impl Timeouts {
    /// When a connection ends that has been idle since then.
    pub(crate) fn idle_end(&self, since: Moment) -> Option<Moment> {
        self.idle.map(|time| since.plus(time))
    }

    /// When a head or a body is too slow that began then.
    pub(crate) fn read_end(&self, since: Moment) -> Option<Moment> {
        self.read.map(|time| since.plus(time))
    }
}
