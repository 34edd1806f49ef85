//! Finds the end of a response body without reading its contents. Pure.
//!
//! A malformed body has no end here: the HTTP library rejects it.

pub(super) enum Body {
    /// This many bytes are left.
    Length(u64),
    Chunked(Chunk),
    /// The rest of the connection.
    UntilClose,
}

/// A position in a chunked body.
#[derive(Clone, Copy)]
pub(super) enum Chunk {
    Size(u64),
    Extension(u64),
    Data(u64),
    /// At the line end after the data.
    After,
    /// In the trailers after the last chunk, with whether the current line has content.
    Trailer(bool),
}

impl Body {
    pub(super) const CHUNKED: Self = Self::Chunked(Chunk::Size(0));

    /// Returns how many of these bytes belong to the body, and whether the body has ended.
    pub(super) fn take(&mut self, bytes: &[u8]) -> (usize, bool) {
        match self {
            Self::UntilClose => (bytes.len(), false),
            Self::Length(left) => {
                let taken = within(*left, bytes.len());
                *left -= taken as u64;
                (taken, *left == 0)
            }
            Self::Chunked(chunk) => {
                let mut taken = 0;
                while let Some(&byte) = bytes.get(taken) {
                    if let Chunk::Data(left) = chunk {
                        let data = within(*left, bytes.len() - taken);
                        taken += data;
                        *left -= data as u64;
                        if *left == 0 {
                            *chunk = Chunk::After;
                        }
                        continue;
                    }
                    // As nearly all servers write it, since a small chunk would cost more than its data otherwise.
                    if let Chunk::Size(0) = chunk
                        && let Some((size, length)) = usual_size(&bytes[taken..])
                    {
                        *chunk = Chunk::Data(size);
                        taken += length;
                        continue;
                    }
                    taken += 1;
                    match chunk.after(byte) {
                        Some(next) => *chunk = next,
                        None if matches!(chunk, Chunk::Trailer(false)) && byte == b'\n' => return (taken, true),
                        None => {
                            *self = Self::UntilClose;
                            return (bytes.len(), false);
                        }
                    }
                }
                (taken, false)
            }
        }
    }
}

impl Chunk {
    /// Returns the position after a byte that is not data.
    fn after(self, byte: u8) -> Option<Self> {
        match (self, byte) {
            (Self::Size(0) | Self::Extension(0) | Self::Trailer(true), b'\n') => Some(Self::Trailer(false)),
            (Self::Size(size) | Self::Extension(size), b'\n') => Some(Self::Data(size)),
            (Self::Size(size), b';' | b'\r' | b' ' | b'\t') | (Self::Extension(size), _) => Some(Self::Extension(size)),
            (Self::Size(size), digit) => {
                let digit = char::from(digit).to_digit(16)?;
                size.checked_mul(16)?.checked_add(digit.into()).map(Self::Size)
            }
            (Self::After, b'\r') => Some(Self::After),
            (Self::After, b'\n') => Some(Self::Size(0)),
            (Self::Trailer(has_content), b'\r') => Some(Self::Trailer(has_content)),
            (Self::Trailer(false), b'\n') | (Self::After | Self::Data(_), _) => None,
            (Self::Trailer(_), _) => Some(Self::Trailer(true)),
        }
    }
}

/// Reads a whole size line of at most four digits and without an extension, unless the size is zero. Returns the size and the length of the line.
fn usual_size(bytes: &[u8]) -> Option<(u64, usize)> {
    let end = bytes.iter().take(5).position(|&byte| byte == b'\r')?;
    let mut size = 0;
    for &byte in &bytes[..end] {
        size = size * 16 + u64::from(char::from(byte).to_digit(16)?);
    }
    (size > 0 && bytes.get(end + 1) == Some(&b'\n')).then_some((size, end + 2))
}

fn within(left: u64, most: usize) -> usize {
    usize::try_from(left).map_or(most, |left| left.min(most))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the length of the body, which does not depend on how the bytes are split; `None` if it has no end.
    fn length(body: fn() -> Body, bytes: &[u8]) -> Option<usize> {
        let lengths = (1..=bytes.len()).map(|size| {
            let (mut body, mut length) = (body(), 0);
            for piece in bytes.chunks(size) {
                let (taken, has_ended) = body.take(piece);
                length += taken;
                if has_ended {
                    return Some(length);
                }
            }
            None
        });
        let lengths: Vec<_> = lengths.collect();
        assert!(lengths.iter().all(|length| *length == lengths[0]), "{lengths:?}");
        lengths[0]
    }

    #[test]
    fn a_body_with_a_length_ends_there() {
        assert_eq!(length(|| Body::Length(3), b"abcHTTP"), Some(3));
        assert_eq!(length(|| Body::Length(9), b"abc"), None);
        assert_eq!(length(|| Body::UntilClose, b"abc"), None);
    }

    #[test]
    fn a_chunked_body_ends_after_its_trailers() {
        for (bytes, rest) in [
            ("3\r\nabc\r\n0\r\n\r\n", "HTTP"),
            ("A\nabc\r\n0\r\n\r\n\n0\n\n", "HTTP"),
            ("10\r\n0123456789abcdef\r\n001\r\na\r\n0\r\n\r\n", "2"),
            ("3;a=\"b\"\r\nabc\r\n00\r\nX-Sum: 1\r\nX-Other: 2\r\n\r\n", ""),
            ("3 \r\nabc\r\n0 ;a\r\n\r\n", "3"),
        ] {
            assert_eq!(length(|| Body::CHUNKED, [bytes, rest].concat().as_bytes()), Some(bytes.len()), "{bytes:?}");
        }
    }

    #[test]
    fn a_malformed_body_has_no_end() {
        for bytes in ["x\r\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n", "fffffffffffffffff\r\n0\r\n\r\n", "-1\r\n0\r\n\r\n"] {
            assert_eq!(length(|| Body::CHUNKED, bytes.as_bytes()), None, "{bytes:?}");
        }
    }
}
