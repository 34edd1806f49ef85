//! One line of a stream: which field it names, also where only its start is there.

/// A field that the format knows.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Field {
    Data,
    Event,
    Id,
    Retry,
}

/// What the start of a line tells.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Start {
    /// Too short to tell.
    Open(Head),
    /// A field: what follows is its value.
    Field(Field),
    /// A comment or an unknown field, however the line goes on.
    Ignored,
}

/// The first bytes of a line that may still become a field: fewer than the longest name and its colon have.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Head {
    bytes: [u8; LONGEST],
    length: usize,
}

const LONGEST: usize = "event".len();

impl Field {
    const ALL: [Self; 4] = [Self::Data, Self::Event, Self::Id, Self::Retry];

    fn name(self) -> &'static [u8] {
        match self {
            Self::Data => b"data",
            Self::Event => b"event",
            Self::Id => b"id",
            Self::Retry => b"retry",
        }
    }

    /// The field of a whole line, and its value; None where the line is ignored.
    #[inline]
    pub(super) fn of(line: &[u8]) -> Option<(Self, &[u8])> {
        let (field, rest) = Self::ALL.into_iter().find_map(|field| Some((field, line.strip_prefix(field.name())?)))?;
        match rest.split_first() {
            None => Some((field, rest)),
            Some((b':', value)) => Some((field, value.strip_prefix(b" ").unwrap_or(value))),
            Some(_) => None,
        }
    }
}

impl Head {
    /// The field of a line that ends here.
    pub(super) fn field(&self) -> Option<Field> {
        Field::of(&self.bytes[..self.length]).map(|(field, _)| field)
    }

    /// What this start of a line tells together with what comes next, and how much of that comes before the value.
    pub(super) fn and(self, piece: &[u8]) -> (Start, usize) {
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

    /// One byte more, where that may still become a field.
    fn push(mut self, byte: u8) -> Option<Self> {
        *self.bytes.get_mut(self.length)? = byte;
        self.length += 1;
        Field::ALL.iter().any(|field| field.name().starts_with(&self.bytes[..self.length])).then_some(self)
    }
}

/// The value of `retry`: digits alone; a number too large is the largest.
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
        Head::default().and(line)
    }

    #[test]
    fn what_will_be_ignored_is_known_from_the_start_of_the_line() {
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
    fn a_start_in_two_pieces_tells_the_same() {
        for line in ["data: x", "event:", "id:1", "retry: 10", "retrying: 1", "datum", ": note"] {
            let line = line.as_bytes();
            for cut in 1..line.len() {
                if let (Start::Open(head), _) = start(&line[..cut]) {
                    let (told, passed) = head.and(&line[cut..]);
                    assert_eq!((told, cut + passed), start(line), "{line:?} cut at {cut}");
                }
            }
        }
    }
}
