//! The settings for reading responses: time limits and size limits.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::{Clock, SystemClock};
use crate::sse::Decoder;

/// The settings for reading responses.
#[derive(Clone, Debug)]
pub(crate) struct ReadSettings {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) idle: IdleTimeouts,
    /// The largest event, in bytes.
    pub(crate) event_limit: usize,
    /// The largest response that is not a stream, in bytes.
    pub(crate) answer_limit: usize,
}

/// The default of the largest response, in bytes.
pub(crate) const DEFAULT_ANSWER_LIMIT: usize = 64 << 20;

impl Default for ReadSettings {
    fn default() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            idle: IdleTimeouts::default(),
            event_limit: Decoder::DEFAULT_LIMIT,
            answer_limit: DEFAULT_ANSWER_LIMIT,
        }
    }
}

/// How long a stream may be without a byte and without an event. None is no limit.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct IdleTimeouts {
    pub(crate) bytes: Option<Duration>,
    pub(crate) events: Option<Duration>,
}
