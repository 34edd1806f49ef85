//! Rejects a response whose length is missing or ambiguous, since its end would be a guess (RFC 9112, section 6.3).

use reqwest::header::{CONTENT_LENGTH, HeaderMap, TRANSFER_ENCODING};

use crate::error::Error;

/// Checks headers as they were received.
pub(super) fn check(headers: &HeaderMap) -> Result<(), Error> {
    let mut encodings = headers.get_all(TRANSFER_ENCODING).iter();
    let Some(encoding) = encodings.next() else { return Ok(()) };
    if headers.contains_key(CONTENT_LENGTH) {
        return Err(Error::not_http("it has both Content-Length and Transfer-Encoding, so its end is unknown"));
    }
    if encodings.next().is_some() || !encoding.as_bytes().trim_ascii().eq_ignore_ascii_case(b"chunked") {
        return Err(Error::not_http("it has a Transfer-Encoding other than chunked, which was not requested"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn only_one_length_or_chunks_are_accepted() {
        let is_accepted = |lines: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in lines {
                headers.append(*name, value.parse().unwrap());
            }
            check(&headers).is_ok()
        };
        assert!(is_accepted(&[]) && is_accepted(&[("content-length", "5")]) && is_accepted(&[("transfer-encoding", " Chunked ")]));
        for lines in [
            &[("content-length", "5"), ("transfer-encoding", "chunked")][..],
            &[("transfer-encoding", "gzip, chunked")],
            &[("transfer-encoding", "gzip"), ("transfer-encoding", "chunked")],
            &[("transfer-encoding", "chunked"), ("transfer-encoding", "chunked")],
            &[("transfer-encoding", "identity")],
            &[("transfer-encoding", "")],
        ] {
            assert!(!is_accepted(lines), "{lines:?}");
        }
    }
}
