//! Reads the body of a request, by its length or in chunks.

use bytes::{Bytes, BytesMut};
use tokio::io::AsyncRead;

use super::{
    http1_head::{Framing, ReadError, refused},
    input::Input,
};
use crate::api::request_body::LIMIT;

/// The maximum length of a chunk's size line, and of a line of the trailer.
pub(super) const MAX_LINE: usize = 8 << 10;

/// Reads a body to its end. Returns the first 16 MiB.
pub(super) async fn read_body(framing: Framing, input: &mut Input, from: &mut (impl AsyncRead + Unpin)) -> Result<Bytes, ReadError> {
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

async fn read_exactly(length: u64, body: &mut BytesMut, input: &mut Input, from: &mut (impl AsyncRead + Unpin)) -> Result<(), ReadError> {
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

async fn chunk_size(input: &mut Input, from: &mut (impl AsyncRead + Unpin)) -> Result<u64, ReadError> {
    let line = line(input, from).await?;
    let size = line[..].split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    let digits = std::str::from_utf8(size).ok().filter(|size| size.bytes().all(|byte| byte.is_ascii_hexdigit()));
    digits
        .and_then(|digits| u64::from_str_radix(digits, 16).ok())
        .ok_or_else(|| refused("the size of a chunk of the body is not a hexadecimal number"))
}

/// Reads a line, and returns it without its CR LF.
async fn line(input: &mut Input, from: &mut (impl AsyncRead + Unpin)) -> Result<BytesMut, ReadError> {
    loop {
        if let Some(end) = input.bytes().windows(2).position(|two| two == b"\r\n") {
            let line = input.take(end);
            input.skip(2);
            return Ok(line);
        }
        if input.bytes().len() > MAX_LINE {
            return Err(refused("a line of the chunked body is longer than 8 KiB, or has no CR LF"));
        }
        input.more(from).await?;
    }
}
