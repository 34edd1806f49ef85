//! The text forms of an error. `Display` escapes the server's text with [`escaped`], `Debug` as Rust does.

use std::error::Error as StdError;
use std::fmt;

use super::Error;
use super::escape::escaped;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", escaped(self.code()), escaped(self.message()))?;
        if let Some(status) = self.0.status.filter(|status| !status.is_success()) {
            write!(f, " (status {})", status.as_u16())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("code", &self.code())
            .field("message", &self.message())
            .field("status", &self.0.status)
            .field("correlation_id", &self.0.correlation_id)
            .field("retry_after", &self.0.retry_after)
            .field("outcome", &self.0.outcome)
            .field("stopped_by", &self.0.stopped_by)
            .field("history", &self.0.history)
            .field("events", &self.0.events)
            .field("body", &self.body().map(String::from_utf8_lossy))
            .field("source", &self.0.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
