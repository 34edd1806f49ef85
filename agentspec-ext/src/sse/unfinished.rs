//! A line that is received in pieces.

use super::TooLarge;
use super::block::Block;
use super::line::{Field, Head, Start};

/// The state of a line that is not complete.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Unfinished {
    /// The line may still become a field.
    Name(Head),
    /// In the value of a field. The first space of a new value is dropped.
    Value {
        field: Field,
        is_new: bool,
    },
    Ignored,
}

impl Unfinished {
    /// Begins a line with its first piece.
    pub(super) fn begin(piece: &[u8], block: &mut Block) -> Result<Self, TooLarge> {
        if let Some((field, value)) = Field::of(piece)
            && piece.len() > field.name().len()
        {
            block.begin(field)?;
            block.append(field, value)?;
            return Ok(Self::Value { field, is_new: value.is_empty() && piece.ends_with(b":") });
        }
        let mut line = Self::Name(Head::default());
        line.take(piece, block)?;
        Ok(line)
    }

    /// Processes the next piece of the line.
    pub(super) fn take(&mut self, mut piece: &[u8], block: &mut Block) -> Result<(), TooLarge> {
        if let Self::Name(head) = *self {
            let (start, passed) = head.extend(piece);
            piece = &piece[passed..];
            *self = match start {
                Start::Open(head) => Self::Name(head),
                Start::Ignored => Self::Ignored,
                Start::Field(field) => {
                    block.begin(field)?;
                    Self::Value { field, is_new: true }
                }
            };
        }
        if let Self::Value { field, is_new } = self
            && !piece.is_empty()
        {
            let value = if *is_new { piece.strip_prefix(b" ").unwrap_or(piece) } else { piece };
            *is_new = false;
            block.append(*field, value)?;
        }
        Ok(())
    }

    /// Processes the end of the line.
    pub(super) fn end(self, block: &mut Block) -> Result<(), TooLarge> {
        match self {
            Self::Name(head) => {
                if let Some(field) = head.field() {
                    block.begin(field)?;
                    block.end(field);
                }
            }
            Self::Value { field, .. } => block.end(field),
            Self::Ignored => {}
        }
        Ok(())
    }
}
