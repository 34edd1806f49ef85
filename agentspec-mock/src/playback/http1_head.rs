//! Reads the head of a request from a connection. Refuses anything but HTTP/1.1. Sends nothing.

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use tokio::io::AsyncRead;

use super::input::{Closed, Input};
use crate::{api::error::ApiError, policy::site};

const MAX_HEAD: usize = 64 << 10;
const MAX_HEADERS: usize = 128;

#[derive(Debug)]
pub(super) struct RequestHead {
    pub(super) method: Method,
    pub(super) target: String,
    pub(super) headers: HeaderMap,
    pub(super) framing: Framing,
}

/// How the end of a body is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    Length(u64),
    Chunked,
}

/// Why a request could not be read.
#[derive(Debug)]
pub(super) enum ReadError {
    Closed,
    /// No request arrived in time.
    Idle,
    Refused(ApiError),
}

impl From<Closed> for ReadError {
    fn from(Closed: Closed) -> Self {
        Self::Closed
    }
}

impl RequestHead {
    /// Reads a head.
    pub(super) async fn read(input: &mut Input, from: &mut (impl AsyncRead + Unpin)) -> Result<Self, ReadError> {
        loop {
            if let Some((head, size)) = Self::parse(input.bytes())? {
                input.skip(size);
                return Ok(head);
            }
            if input.bytes().len() > MAX_HEAD {
                return Err(refused("the head of the request is larger than 64 KiB: send less"));
            }
            input.more(from).await?;
        }
    }

    /// Parses a head. Returns it with its size; `None` if it is not complete.
    fn parse(bytes: &[u8]) -> Result<Option<(Self, usize)>, ReadError> {
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut request = httparse::Request::new(&mut headers);
        let size = match request.parse(bytes) {
            Ok(httparse::Status::Complete(size)) => size,
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(error) => return Err(refused(&format!("invalid HTTP/1.1 request: {error}"))),
        };
        let method = Method::from_bytes(request.method.unwrap_or_default().as_bytes()).map_err(|_| refused("invalid method"))?;
        let headers = header_map(request.headers)?;
        let framing = framing(&headers)?;
        Ok(Some((Self { method, target: request.path.unwrap_or_default().to_owned(), headers, framing }, size)))
    }

    /// Returns whether the client asks to close the connection after the answer.
    pub(super) fn wants_close(&self) -> bool {
        has_token(&self.headers, &header::CONNECTION, "close")
    }

    /// Returns the origin of the server as the client addresses it.
    pub(super) fn origin(&self) -> String {
        site::own_origin(&self.headers)
    }
}

fn header_map(parsed: &[httparse::Header<'_>]) -> Result<HeaderMap, ReadError> {
    let pair = |header: &httparse::Header<'_>| {
        let name = HeaderName::from_bytes(header.name.as_bytes()).ok();
        name.zip(HeaderValue::from_bytes(header.value).ok())
    };
    let mut headers = HeaderMap::new();
    for header in parsed {
        let (name, value) = pair(header).ok_or_else(|| refused("invalid header"))?;
        headers.append(name, value);
    }
    Ok(headers)
}

fn framing(headers: &HeaderMap) -> Result<Framing, ReadError> {
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

pub(super) fn refused(rule: &str) -> ReadError {
    ReadError::Refused(ApiError::invalid("request", rule))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on stops here")]
mod tests;
