//! One line of a stream, without its end.

/// What a line says.
#[derive(Debug, PartialEq)]
pub(super) enum Line<'a> {
    Blank,
    Event(&'a [u8]),
    Data(&'a [u8]),
    Id(&'a [u8]),
    Retry(u64),
    /// A comment, an unknown field, or a value that its field does not take.
    Ignored,
}

const FIELDS: [&[u8]; 4] = [b"event", b"data", b"id", b"retry"];

impl<'a> Line<'a> {
    pub(super) fn parse(line: &'a [u8]) -> Self {
        if line.is_empty() {
            return Self::Blank;
        }
        let (name, value) = match memchr::memchr(b':', line) {
            Some(colon) => (&line[..colon], &line[colon + 1..]),
            None => (line, &line[line.len()..]),
        };
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match name {
            b"event" => Self::Event(value),
            b"data" => Self::Data(value),
            b"id" if !value.contains(&0) => Self::Id(value),
            b"retry" => milliseconds(value).map_or(Self::Ignored, Self::Retry),
            _ => Self::Ignored,
        }
    }
}

/// Digits alone; a number too large is the largest.
fn milliseconds(value: &[u8]) -> Option<u64> {
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digit = |digit: &u8| u64::from(digit - b'0');
    Some(value.iter().map(digit).fold(0_u64, |number, digit| number.saturating_mul(10).saturating_add(digit)))
}

/// Whether a line that starts so will be ignored, however it goes on.
pub(super) fn will_be_ignored(start: &[u8]) -> bool {
    let may_become = |field: &&[u8]| match start.get(field.len()) {
        None => field.starts_with(start),
        Some(next) => *next == b':' && start.starts_with(field),
    };
    !FIELDS.iter().any(may_become)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_takes_one_leading_space_and_may_lack_its_colon() {
        assert_eq!(Line::parse(b"data:x"), Line::Data(b"x"));
        assert_eq!(Line::parse(b"data:  x"), Line::Data(b" x"));
        assert_eq!(Line::parse(b"data"), Line::Data(b""));
        assert_eq!(Line::parse(b" data: x"), Line::Ignored);
        assert_eq!(Line::parse(b"Data: x"), Line::Ignored);
        assert_eq!(Line::parse(b": note"), Line::Ignored);
    }

    #[test]
    fn an_id_with_nul_and_a_retry_that_is_no_number_are_ignored() {
        assert_eq!(Line::parse(b"id: a\0b"), Line::Ignored);
        assert_eq!(Line::parse(b"retry: 10s"), Line::Ignored);
        assert_eq!(Line::parse(b"retry:"), Line::Ignored);
        assert_eq!(Line::parse(b"retry: 010"), Line::Retry(10));
        assert_eq!(Line::parse(b"retry: 99999999999999999999999"), Line::Retry(u64::MAX));
    }

    #[test]
    fn what_will_be_ignored_is_known_from_the_start_of_the_line() {
        for start in [":", "x", "dati", "data2", "datax:", "ids", " data"] {
            assert!(will_be_ignored(start.as_bytes()), "{start}");
        }
        for start in ["", "d", "data", "data:", "data: x", "id", "event: x", "retry", "retr"] {
            assert!(!will_be_ignored(start.as_bytes()), "{start}");
        }
    }
}
