//! Reads a request from a connection: its head, then its body. Refuses what is not HTTP/1.1, and answers nothing.

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use tokio::io::AsyncRead;

use super::input::{Closed, Input};
use crate::{error::ApiError, request_body::LIMIT};

const LARGEST_HEAD: usize = 64 << 10;
const MOST_HEADERS: usize = 128;

/// A chunk's size line, or a line of the trailer, is no longer than this.
const LONGEST_LINE: usize = 8 << 10;

#[derive(Debug)]
pub(super) struct RequestHead {
    pub(super) method: Method,
    pub(super) target: String,
    pub(super) headers: HeaderMap,
    pub(super) framing: Framing,
}

/// How the length of a body is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    Length(u64),
    Chunked,
}

/// Why there is no request.
#[derive(Debug)]
pub(super) enum Unread {
    Closed,
    Refused(ApiError),
}

impl From<Closed> for Unread {
    fn from(Closed: Closed) -> Self {
        Self::Closed
    }
}

impl RequestHead {
    /// Reads a head.
    pub(super) async fn read(input: &mut Input, from: &mut (impl AsyncRead + Unpin)) -> Result<Self, Unread> {
        loop {
            if let Some((head, size)) = Self::parse(input.bytes())? {
                input.skip(size);
                return Ok(head);
            }
            if input.bytes().len() > LARGEST_HEAD {
                return Err(refused("the head of the request is larger than 64 KiB: send less"));
            }
            input.more(from).await?;
        }
    }

    /// A head and its size; `None` where more of it is to come.
    fn parse(bytes: &[u8]) -> Result<Option<(Self, usize)>, Unread> {
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut request = httparse::Request::new(&mut headers);
        let size = match request.parse(bytes) {
            Ok(httparse::Status::Complete(size)) => size,
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(error) => return Err(refused(&format!("this is not a request of HTTP/1.1: {error}"))),
        };
        let method = Method::from_bytes(request.method.unwrap_or_default().as_bytes()).map_err(|_| refused("the method is none"))?;
        let headers = header_map(request.headers)?;
        let framing = framing(&headers)?;
        Ok(Some((Self { method, target: request.path.unwrap_or_default().to_owned(), headers, framing }, size)))
    }

    /// Whether the client wants the connection closed after the answer.
    pub(super) fn wants_close(&self) -> bool {
        has_token(&self.headers, &header::CONNECTION, "close")
    }

    /// The origin, as the client knows it.
    pub(super) fn origin(&self) -> String {
        let host = self.headers.get(header::HOST).and_then(|host| host.to_str().ok());
        format!("http://{}", host.unwrap_or("localhost"))
    }
}

/// Reads a body to its end; gives its first 16 MiB.
pub(super) async fn read_body(framing: Framing, input: &mut Input, from: &mut (impl AsyncRead + Unpin)) -> Result<Bytes, Unread> {
    let mut body = BytesMut::new();
    match framing {
        Framing::Length(length) => read_exactly(length, &mut body, input, from).await?,
        Framing::Chunked => loop {
            let size = chunk_size(input, from).await?;
            if size == 0 {
                // The trailer: lines up to an empty one.
                while !line(input, from).await?.is_empty() {}
                break;
            }
            read_exactly(size, &mut body, input, from).await?;
            if !line(input, from).await?.is_empty() {
                return Err(refused("a chunk of the body is longer than its size says"));
            }
        },
    }
    Ok(body.freeze())
}

async fn read_exactly(length: u64, body: &mut BytesMut, input: &mut Input, from: &mut (impl AsyncRead + Unpin)) -> Result<(), Unread> {
    let mut left = length;
    while left > 0 {
        if input.bytes().is_empty() {
            input.more(from).await?;
        }
        let piece = input.take(usize::try_from(left).unwrap_or(usize::MAX));
        left -= piece.len() as u64;
        let room = LIMIT.saturating_sub(body.len()).min(piece.len());
        body.extend_from_slice(&piece[..room]);
    }
    Ok(())
}

async fn chunk_size(input: &mut Input, from: &mut (impl AsyncRead + Unpin)) -> Result<u64, Unread> {
    let line = line(input, from).await?;
    let size = line[..].split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    let digits = std::str::from_utf8(size).ok().filter(|size| size.bytes().all(|byte| byte.is_ascii_hexdigit()));
    digits
        .and_then(|digits| u64::from_str_radix(digits, 16).ok())
        .ok_or_else(|| refused("the size of a chunk of the body is not a hexadecimal number"))
}

/// A line without its CR LF.
async fn line(input: &mut Input, from: &mut (impl AsyncRead + Unpin)) -> Result<BytesMut, Unread> {
    loop {
        if let Some(end) = input.bytes().windows(2).position(|two| two == b"\r\n") {
            let line = input.take(end);
            input.skip(2);
            return Ok(line);
        }
        if input.bytes().len() > LONGEST_LINE {
            return Err(refused("a line of the chunked body is longer than 8 KiB, or has no CR LF"));
        }
        input.more(from).await?;
    }
}

fn header_map(parsed: &[httparse::Header<'_>]) -> Result<HeaderMap, Unread> {
    let pair = |header: &httparse::Header<'_>| {
        let name = HeaderName::from_bytes(header.name.as_bytes()).ok();
        name.zip(HeaderValue::from_bytes(header.value).ok())
    };
    let mut headers = HeaderMap::new();
    for header in parsed {
        let (name, value) = pair(header).ok_or_else(|| refused("a header is not one of HTTP/1.1"))?;
        headers.append(name, value);
    }
    Ok(headers)
}

fn framing(headers: &HeaderMap) -> Result<Framing, Unread> {
    if has_token(headers, &header::TRANSFER_ENCODING, "chunked") {
        return Ok(Framing::Chunked);
    }
    let Some(length) = headers.get(header::CONTENT_LENGTH) else { return Ok(Framing::Length(0)) };
    let length = length.to_str().ok().and_then(|length| length.parse().ok());
    length.map(Framing::Length).ok_or_else(|| refused("the Content-Length is no number of bytes"))
}

fn has_token(headers: &HeaderMap, name: &HeaderName, token: &str) -> bool {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|word| word.trim().eq_ignore_ascii_case(token))
}

fn refused(rule: &str) -> Unread {
    Unread::Refused(ApiError::invalid("request", rule))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on stops here")]
mod tests {
    use proptest::prelude::*;
    use tokio::io::{AsyncWriteExt, duplex};

    use super::*;

    /// Reads one request from a connection that hands over that many bytes at a time; gives it with what is left over.
    async fn read(bytes: &[u8], at_a_time: usize) -> Result<(RequestHead, Bytes, Vec<u8>), Unread> {
        let (mut client, mut server) = duplex(at_a_time);
        let send = async {
            let _ = client.write_all(bytes).await;
            drop(client);
        };
        let receive = async {
            let mut input = Input::default();
            let head = RequestHead::read(&mut input, &mut server).await?;
            let body = read_body(head.framing, &mut input, &mut server).await?;
            while input.more(&mut server).await.is_ok() {}
            drop(server);
            Ok((head, body, input.bytes().to_vec()))
        };
        tokio::join!(send, receive).1
    }

    const CHUNKED: &str = "POST /_fault/a/b HTTP/1.1\r\nHost: mock\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n";

    fn chunked(body: &str) -> String {
        format!("{CHUNKED}{body}")
    }

    #[tokio::test]
    async fn what_is_no_request_is_refused_with_what_is_wrong() {
        for (bytes, expected) in [
            ("\0\0\r\n\r\n".to_owned(), "this is not a request of HTTP/1.1"),
            ("POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n".to_owned(), "the Content-Length is no number"),
            (format!("GET / HTTP/1.1\r\nX: {}", "x".repeat(LARGEST_HEAD)), "the head of the request is larger than 64 KiB"),
            (chunked("x\r\n"), "the size of a chunk"),
            (chunked("-1\r\n"), "the size of a chunk"),
            (chunked("11111111111111111\r\n"), "the size of a chunk"),
            (chunked("2\r\nabc\r\n"), "a chunk of the body is longer"),
            (chunked(&"1".repeat(LONGEST_LINE + 1)), "a line of the chunked body"),
        ] {
            let Err(Unread::Refused(error)) = read(bytes.as_bytes(), 64 << 10).await else { panic!("{bytes:.200} is accepted") };
            assert!(format!("{error:?}").contains(expected), "{error:?}");
        }
    }

    #[tokio::test]
    async fn a_request_that_breaks_off_is_none() {
        let whole = chunked("2\r\nab\r\n0\r\n\r\n");
        for cut in 0..whole.len() {
            assert!(matches!(read(&whole.as_bytes()[..cut], 64).await, Err(Unread::Closed)), "{cut}");
        }
    }

    #[tokio::test]
    async fn of_a_large_body_the_first_16_mib_are_kept_and_the_rest_is_read() {
        let bytes = format!("POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n{}rest", LIMIT + 5, "x".repeat(LIMIT + 5));
        let (_, body, rest) = read(bytes.as_bytes(), 1 << 20).await.unwrap();
        assert_eq!((body.len(), &rest[..]), (LIMIT, &b"rest"[..]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn a_body_is_read_whole_however_it_is_framed_and_cut(
            chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..200), 0..8),
            at_a_time in 1..300_usize,
            extension in prop::sample::select(vec!["", ";a=b", " "]),
            trailer in prop::sample::select(vec!["", "X-Sum: 1\r\n", "X: 1\r\nY: 2\r\n"]),
        ) {
            let body = chunks.concat();
            let mut by_length = format!("PUT /_fault/a/b?c HTTP/1.1\r\nContent-Length: {}\r\n\r\n", body.len()).into_bytes();
            by_length.extend(&body);
            let mut by_chunks = CHUNKED.as_bytes().to_vec();
            for chunk in &chunks {
                by_chunks.extend(format!("{:X}{extension}\r\n", chunk.len()).bytes());
                by_chunks.extend(chunk);
                by_chunks.extend(b"\r\n");
            }
            by_chunks.extend(format!("0\r\n{trailer}\r\n").bytes());
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            for mut bytes in [by_length, by_chunks] {
                bytes.extend(b"GET /next");
                let (_, found, rest) = runtime.block_on(read(&bytes, at_a_time)).unwrap();
                prop_assert_eq!(&found[..], &body[..]);
                prop_assert_eq!(&rest[..], b"GET /next");
            }
        }
    }
}
