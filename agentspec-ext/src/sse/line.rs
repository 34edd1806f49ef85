//! A line of a stream, and the field that it names, even if only its start is known.

/// A field of the format.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Field {
    Data,
    Event,
    Id,
    Retry,
}

/// What the start of a line determines.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Start {
    /// Too short to determine the field.
    Open(Head),
    /// A field, whose value follows.
    Field(Field),
    /// A comment or an unknown field, whatever follows.
    Ignored,
}

/// The first bytes of a line that may still become a field: fewer than the longest name with its colon.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Head {
    bytes: [u8; LONGEST],
    length: usize,
}

const LONGEST: usize = "event".len();

impl Field {
    const ALL: [Self; 4] = [Self::Data, Self::Event, Self::Id, Self::Retry];

    pub(super) fn name(self) -> &'static [u8] {
        match self {
            Self::Data => b"data",
            Self::Event => b"event",
            Self::Id => b"id",
            Self::Retry => b"retry",
        }
    }

    /// Returns the field and the value of a complete line; None if the line is ignored.
    #[inline]
    pub(super) fn of(line: &[u8]) -> Option<(Self, &[u8])> {
        let (field, rest) = match line {
            [b'd', b'a', b't', b'a', rest @ ..] => (Self::Data, rest),
            [b'e', b'v', b'e', b'n', b't', rest @ ..] => (Self::Event, rest),
            [b'i', b'd', rest @ ..] => (Self::Id, rest),
            [b'r', b'e', b't', b'r', b'y', rest @ ..] => (Self::Retry, rest),
            _ => return None,
        };
        match rest {
            [b':', b' ', value @ ..] | [b':', value @ ..] => Some((field, value)),
            [] => Some((field, rest)),
            _ => None,
        }
    }
}

impl Head {
    /// Returns the field of a line that ends here.
    pub(super) fn field(&self) -> Option<Field> {
        Field::of(&self.bytes[..self.length]).map(|(field, _)| field)
    }

    /// Extends the start of a line by the next piece. Returns what both determine, and how many bytes of the piece precede the value.
    pub(super) fn extend(self, piece: &[u8]) -> (Start, usize) {
        let mut head = self;
        for (passed, byte) in piece.iter().enumerate() {
            if *byte == b':' {
                return (head.field().map_or(Start::Ignored, Start::Field), passed + 1);
            }
            let Some(longer) = head.push(*byte) else { return (Start::Ignored, passed) };
            head = longer;
        }
        (Start::Open(head), piece.len())
    }

    /// Appends a byte, if the result may still become a field.
    fn push(mut self, byte: u8) -> Option<Self> {
        *self.bytes.get_mut(self.length)? = byte;
        self.length += 1;
        Field::ALL.iter().any(|field| field.name().starts_with(&self.bytes[..self.length])).then_some(self)
    }
}

/// Parses the value of `retry`: digits only; a number that is too large becomes the largest.
pub(super) fn milliseconds(value: &[u8]) -> Option<u64> {
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digit = |digit: &u8| u64::from(digit - b'0');
    Some(value.iter().map(digit).fold(0_u64, |number, digit| number.saturating_mul(10).saturating_add(digit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_takes_one_leading_space_and_may_lack_its_colon() {
        assert_eq!(Field::of(b"data:x"), Some((Field::Data, &b"x"[..])));
        assert_eq!(Field::of(b"data:  x"), Some((Field::Data, &b" x"[..])));
        assert_eq!(Field::of(b"data"), Some((Field::Data, &b""[..])));
        for line in [" data: x", "Data: x", ": note", "datax", "dat"] {
            assert_eq!(Field::of(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn a_retry_is_digits() {
        assert_eq!(milliseconds(b"10s"), None);
        assert_eq!(milliseconds(b""), None);
        assert_eq!(milliseconds(b"010"), Some(10));
        assert_eq!(milliseconds(b"99999999999999999999999"), Some(u64::MAX));
    }

    fn start(line: &[u8]) -> (Start, usize) {
        Head::default().extend(line)
    }

    #[test]
    fn an_ignored_line_is_recognized_by_its_start() {
        for line in [":", "x", "dati", "data2", "datax:", "ids", " data", "events"] {
            assert_eq!(start(line.as_bytes()).0, Start::Ignored, "{line}");
        }
        for line in ["", "d", "data", "id", "retry", "retr", "event"] {
            assert!(matches!(start(line.as_bytes()).0, Start::Open(_)), "{line}");
        }
        for (line, field) in [("data:", Field::Data), ("data: x", Field::Data), ("id:", Field::Id), ("event: x", Field::Event)] {
            assert_eq!(start(line.as_bytes()), (Start::Field(field), field.name().len() + 1), "{line}");
        }
    }

    #[test]
    fn a_start_in_two_pieces_has_the_same_result() {
        for line in ["data: x", "event:", "id:1", "retry: 10", "retrying: 1", "datum", ": note"] {
            let line = line.as_bytes();
            for cut in 1..line.len() {
                if let (Start::Open(head), _) = start(&line[..cut]) {
                    let (start_of_both, passed) = head.extend(&line[cut..]);
                    assert_eq!((start_of_both, cut + passed), start(line), "{line:?} cut at {cut}");
                }
            }
        }
    }
}
