//! Timeouts of connections and requests. Pure.

use std::time::Duration;

use crate::clock::Moment;

/// The timeouts; `None` is without limit.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Timeouts {
    /// How long a connection may be idle before a request.
    pub(crate) idle: Option<Duration>,
    /// How long a request's head may take, and then its body.
    pub(crate) read: Option<Duration>,
}

impl Timeouts {
    /// Returns when a connection that is idle since then times out.
    pub(crate) fn idle_end(&self, since: Moment) -> Option<Moment> {
        self.idle.map(|time| since.plus(time))
    }

    /// Returns when a head or a body that began then times out.
    pub(crate) fn read_end(&self, since: Moment) -> Option<Moment> {
        self.read.map(|time| since.plus(time))
    }
}
