//! Reads the head of a request from a connection. Refuses what is not HTTP/1.1, and answers nothing.

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use tokio::io::AsyncRead;

use super::input::{Closed, Input};
use crate::api::error::ApiError;

const LARGEST_HEAD: usize = 64 << 10;
const MOST_HEADERS: usize = 128;

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
    /// None came in time.
    Idle,
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
    length.map(Framing::Length).ok_or_else(|| refused("the Content-Length is not a number of bytes"))
}

fn has_token(headers: &HeaderMap, name: &HeaderName, token: &str) -> bool {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|word| word.trim().eq_ignore_ascii_case(token))
}

pub(super) fn refused(rule: &str) -> Unread {
    Unread::Refused(ApiError::invalid("request", rule))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on stops here")]
mod tests;
