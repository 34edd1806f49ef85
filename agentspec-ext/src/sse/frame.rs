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
    #[must_use]
    pub fn event(&self) -> Cow<'a, str> {
        match self.event {
            b"" => Cow::Borrowed("message"),
            name => String::from_utf8_lossy(name),
        }
    }

    /// The data lines, joined by line feeds. Invalid UTF-8 is U+FFFD.
    #[must_use]
    pub fn data(&self) -> Cow<'a, str> {
        // Much faster than what replaces, and nearly always enough.
        std::str::from_utf8(self.data).map_or_else(|_| String::from_utf8_lossy(self.data), Cow::Borrowed)
    }

    /// The data as it came: the lines joined by line feeds, invalid UTF-8 left in it.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.data
    }

    /// The last event id: this event's, or that of the last one before it that had one.
    #[must_use]
    pub fn id(&self) -> Cow<'a, str> {
        String::from_utf8_lossy(self.id)
    }
}
