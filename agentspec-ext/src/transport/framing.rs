//! Refuses an answer that does not say how long its body is, or says it twice: where it ends is a guess (RFC 9112, section 6.3).

use reqwest::header::{CONTENT_LENGTH, HeaderMap, TRANSFER_ENCODING};

use crate::error::Error;

/// `headers` are as they came.
pub(super) fn check(headers: &HeaderMap) -> Result<(), Error> {
    let mut encodings = headers.get_all(TRANSFER_ENCODING).iter();
    let Some(encoding) = encodings.next() else { return Ok(()) };
    if headers.contains_key(CONTENT_LENGTH) {
        return Err(Error::not_http("its answer has both Content-Length and Transfer-Encoding, so its end is unknown"));
    }
    if encodings.next().is_some() || !encoding.as_bytes().trim_ascii().eq_ignore_ascii_case(b"chunked") {
        return Err(Error::not_http("its answer has a Transfer-Encoding other than chunked, which was not asked for"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn one_length_or_chunks_alone_are_taken() {
        let is_taken = |lines: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in lines {
                headers.append(*name, value.parse().unwrap());
            }
            check(&headers).is_ok()
        };
        assert!(is_taken(&[]) && is_taken(&[("content-length", "5")]) && is_taken(&[("transfer-encoding", " Chunked ")]));
        for lines in [
            &[("content-length", "5"), ("transfer-encoding", "chunked")][..],
            &[("transfer-encoding", "gzip, chunked")],
            &[("transfer-encoding", "gzip"), ("transfer-encoding", "chunked")],
            &[("transfer-encoding", "chunked"), ("transfer-encoding", "chunked")],
            &[("transfer-encoding", "identity")],
            &[("transfer-encoding", "")],
        ] {
            assert!(!is_taken(lines), "{lines:?}");
        }
    }
}
