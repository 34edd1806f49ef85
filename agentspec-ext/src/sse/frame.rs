//! A dispatched event of the SSE format.

use std::borrow::Cow;

/// One event: its name, data and id. Borrows from the decoder.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Frame<'a> {
    pub(super) event: &'a [u8],
    pub(super) data: &'a [u8],
    pub(super) id: &'a [u8],
}

impl<'a> Frame<'a> {
    /// Returns the name of the event; `message` if it has none.
    #[inline]
    #[must_use]
    pub fn event(&self) -> Cow<'a, str> {
        match self.event {
            b"" => Cow::Borrowed("message"),
            name => text(name),
        }
    }

    /// Returns the data lines, joined by line feeds. Invalid UTF-8 becomes U+FFFD.
    #[inline]
    #[must_use]
    pub fn data(&self) -> Cow<'a, str> {
        text(self.data)
    }

    /// Returns the data lines as bytes, joined by line feeds, with invalid UTF-8 unchanged.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.data
    }

    /// Returns the last event id: of this event, or of the last one before it that had an id.
    #[must_use]
    pub fn id(&self) -> Cow<'a, str> {
        text(self.id)
    }
}

/// Converts bytes to text. Invalid UTF-8 becomes U+FFFD.
#[inline]
pub(crate) fn text(bytes: &[u8]) -> Cow<'_, str> {
    // The lossy conversion is slow and rarely needed.
    simdutf8::basic::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}
