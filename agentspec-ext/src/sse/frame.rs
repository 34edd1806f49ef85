//! A dispatched event, as the format knows it.

use std::borrow::Cow;

/// One event: its name, data and id. Borrows from the decoder.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Frame<'a> {
    pub(super) event: &'a [u8],
    pub(super) data: &'a [u8],
    pub(super) id: &'a [u8],
}

impl<'a> Frame<'a> {
    /// The event's name; `message` where it has none.
    #[inline]
    #[must_use]
    pub fn event(&self) -> Cow<'a, str> {
        match self.event {
            b"" => Cow::Borrowed("message"),
            name => text(name),
        }
    }

    /// The data lines, joined by line feeds. Invalid UTF-8 is U+FFFD.
    #[inline]
    #[must_use]
    pub fn data(&self) -> Cow<'a, str> {
        text(self.data)
    }

    /// The data as it came: the lines joined by line feeds, invalid UTF-8 left in it.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.data
    }

    /// The last event id: this event's, or that of the last one before it that had one.
    #[must_use]
    pub fn id(&self) -> Cow<'a, str> {
        text(self.id)
    }
}

/// UTF-8 as text; what is invalid is U+FFFD.
#[inline]
pub(crate) fn text(bytes: &[u8]) -> Cow<'_, str> {
    // What replaces is slow, and hardly ever needed.
    simdutf8::basic::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}
