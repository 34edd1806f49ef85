//! Remembers successful answers by their `Idempotency-Key`, so that a repeat is answered and not run again.

use std::{
    collections::{HashMap, VecDeque},
    hash::{DefaultHasher, Hash, Hasher},
};

use http::{HeaderMap, HeaderValue};

use crate::{correlation::is_token, error::ApiError, reply::Reply};

const MOST_ANSWERS: usize = 1_000;
const MOST_BYTES: usize = 64 << 20;

/// A key and what was asked under it.
#[derive(Debug, Clone)]
pub(crate) struct Repeatable {
    key: HeaderValue,
    fingerprint: u64,
}

impl Repeatable {
    /// What the headers ask to be remembered; `None` without a key.
    pub(crate) fn read(headers: &HeaderMap, path: &str, body: &[u8]) -> Result<Option<Self>, ApiError> {
        let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
        if !is_token(key) {
            return Err(ApiError::invalid("Idempotency-Key", "it must have 1 to 128 visible ASCII characters"));
        }
        // A hash, for bodies may be large.
        let mut hasher = DefaultHasher::new();
        (path, body).hash(&mut hasher);
        Ok(Some(Self { key: key.clone(), fingerprint: hasher.finish() }))
    }
}

/// The answers that are kept, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    by_key: HashMap<HeaderValue, (u64, Reply)>,
    oldest_first: VecDeque<HeaderValue>,
    bytes: usize,
}

impl Answers {
    /// The answer that is kept for the same request; a 422 where the key belongs to another one.
    pub(crate) fn recall(&self, request: &Repeatable) -> Result<Option<Reply>, ApiError> {
        match self.by_key.get(&request.key) {
            None => Ok(None),
            Some((fingerprint, _)) if *fingerprint != request.fingerprint => Err(ApiError::key_reused()),
            Some((_, reply)) => Ok(Some(reply.clone())),
        }
    }

    /// Keeps a successful answer, and lets the oldest ones go where there are too many.
    pub(crate) fn keep(&mut self, request: Repeatable, reply: &Reply) {
        if !reply.status.is_success() {
            return;
        }
        self.bytes += reply.size();
        self.oldest_first.push_back(request.key.clone());
        self.by_key.insert(request.key, (request.fingerprint, reply.clone()));
        while self.by_key.len() > MOST_ANSWERS || self.bytes > MOST_BYTES {
            let Some(oldest) = self.oldest_first.pop_front() else { break };
            if let Some((_, reply)) = self.by_key.remove(&oldest) {
                self.bytes -= reply.size();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;

    fn request(key: &str, body: &str) -> Repeatable {
        let mut headers = HeaderMap::new();
        headers.extend(HeaderValue::from_str(key).map(|key| (http::HeaderName::from_static("idempotency-key"), key)));
        match Repeatable::read(&headers, "/path", body.as_bytes()) {
            Ok(Some(request)) => request,
            other => panic!("{key}: {other:?}"),
        }
    }

    fn reply(text: &str) -> Reply {
        Reply::text("text/plain", text.to_owned())
    }

    #[test]
    fn the_same_request_is_recalled_and_another_one_is_refused() {
        let mut answers = Answers::default();
        answers.keep(request("k", "a"), &reply("kept"));
        assert_eq!(answers.recall(&request("k", "a")).ok().flatten().map(|reply| reply.size()), Some(4));
        assert!(answers.recall(&request("k", "b")).is_err());
        assert!(answers.recall(&request("other", "a")).is_ok_and(|reply| reply.is_none()));
    }

    #[test]
    fn a_refusal_is_not_kept() {
        let mut answers = Answers::default();
        answers.keep(request("k", "a"), &Reply::new(StatusCode::NOT_FOUND));
        assert!(answers.recall(&request("k", "a")).is_ok_and(|reply| reply.is_none()));
    }

    #[test]
    fn the_oldest_answers_go_where_there_are_too_many() {
        let mut answers = Answers::default();
        for number in 0..=MOST_ANSWERS {
            answers.keep(request(&format!("k{number}"), ""), &reply("x"));
        }
        assert!(answers.recall(&request("k0", "")).is_ok_and(|reply| reply.is_none()));
        assert!(answers.recall(&request("k1", "")).is_ok_and(|reply| reply.is_some()));
        assert_eq!(answers.bytes, MOST_ANSWERS);
    }

    #[test]
    fn the_oldest_answers_go_where_they_are_too_large() {
        let mut answers = Answers::default();
        let large = "x".repeat(MOST_BYTES / 2 + 1);
        answers.keep(request("first", ""), &reply(&large));
        answers.keep(request("second", ""), &reply(&large));
        assert!(answers.recall(&request("first", "")).is_ok_and(|reply| reply.is_none()));
        assert!(answers.recall(&request("second", "")).is_ok_and(|reply| reply.is_some()));
    }
}
