//! Stores successful responses by `Idempotency-Key`, so that a repeated request gets the same response and does not run again. A repeat
//! during the first request waits for it.

use std::{
    collections::{HashMap, VecDeque},
    hash::{DefaultHasher, Hash, Hasher},
};

use http::{HeaderMap, HeaderValue};
use tokio::sync::watch;

use super::correlation::is_token;
use crate::{
    api::{error::ApiError, response::Response},
    bounded::{Bound, DropCounter},
};

const BOUND: Bound = Bound { number: 1_000, bytes: 64 << 20 };

/// The key of a request, and a hash of the request.
#[derive(Debug, Clone)]
pub(crate) struct Repeatable {
    key: HeaderValue,
    fingerprint: u64,
}

impl Repeatable {
    /// Reads the key of a request; `None` if it has none.
    pub(crate) fn read(headers: &HeaderMap, path: &str, body: &[u8]) -> Result<Option<Self>, ApiError> {
        let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
        if !is_token(key) {
            return Err(ApiError::invalid("Idempotency-Key", "must have 1 to 128 visible ASCII characters"));
        }
        // A hash, as bodies may be large.
        let mut hasher = DefaultHasher::new();
        (path, body).hash(&mut hasher);
        Ok(Some(Self { key: key.clone(), fingerprint: hasher.finish() }))
    }
}

/// The stored responses, the oldest first, and the requests in progress.
#[derive(Debug)]
pub(crate) struct StoredResponses {
    by_key: HashMap<HeaderValue, (u64, Response)>,
    oldest_first: VecDeque<HeaderValue>,
    bytes: usize,
    dropped: DropCounter,
    in_progress: HashMap<HeaderValue, (u64, watch::Receiver<()>)>,
}

/// What to do with a request.
#[derive(Debug)]
pub(crate) enum Claim {
    /// It is the first with its key: answer it, [settle](StoredResponses::settle) it, then drop this guard.
    First(watch::Sender<()>),
    /// The first with its key is in progress: claim again when its guard has been dropped.
    Wait(watch::Receiver<()>),
    /// It was answered with this response.
    Repeat(Response),
}

impl Default for StoredResponses {
    fn default() -> Self {
        let dropped = DropCounter::new("responses to idempotent requests");
        Self { by_key: HashMap::new(), oldest_first: VecDeque::new(), bytes: 0, dropped, in_progress: HashMap::new() }
    }
}

impl StoredResponses {
    /// # Errors
    ///
    /// A 422 if the key belongs to another request.
    pub(crate) fn claim(&mut self, request: &Repeatable) -> Result<Claim, ApiError> {
        let own = |fingerprint: u64| if fingerprint == request.fingerprint { Ok(()) } else { Err(ApiError::key_reused()) };
        if let Some((fingerprint, response)) = self.by_key.get(&request.key) {
            return own(*fingerprint).map(|()| Claim::Repeat(response.clone()));
        }
        if let Some((fingerprint, first)) = self.in_progress.get(&request.key) {
            // If its guard was dropped before it was settled, it was cancelled.
            if first.has_changed().is_ok() {
                return own(*fingerprint).map(|()| Claim::Wait(first.clone()));
            }
        }
        // A cancelled request leaves its key behind.
        if self.in_progress.len() >= BOUND.number {
            self.in_progress.retain(|_, (_, first)| first.has_changed().is_ok());
        }
        let (turn, end) = watch::channel(());
        self.in_progress.insert(request.key.clone(), (request.fingerprint, end));
        Ok(Claim::First(turn))
    }

    /// Stores the response to a first request if it is a success, for repeats. Otherwise the next request with the key is a first one.
    pub(crate) fn settle(&mut self, request: Repeatable, response: Option<&Response>) {
        self.in_progress.remove(&request.key);
        if let Some(response) = response.filter(|response| response.status.is_success()) {
            self.store(request, response.clone());
        }
    }

    pub(crate) fn dropped(&self) -> u64 {
        self.dropped.count()
    }

    /// Stores a response. Above the bound, the oldest are dropped.
    fn store(&mut self, request: Repeatable, response: Response) {
        self.bytes += response.size();
        self.oldest_first.push_back(request.key.clone());
        self.by_key.insert(request.key, (request.fingerprint, response));
        while BOUND.is_exceeded(self.by_key.len(), self.bytes) {
            let Some(oldest) = self.oldest_first.pop_front() else { break };
            self.dropped.add(BOUND);
            if let Some((_, response)) = self.by_key.remove(&oldest) {
                self.bytes -= response.size();
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

    fn response(text: &str) -> Response {
        Response::text("text/plain", text.to_owned())
    }

    /// Describes the claim of a request.
    fn claimed(stored: &mut StoredResponses, request: &Repeatable) -> String {
        match stored.claim(request) {
            Ok(Claim::First(_)) => "first".to_owned(),
            Ok(Claim::Wait(_)) => "waits".to_owned(),
            Ok(Claim::Repeat(response)) => format!("{} bytes", response.size()),
            Err(_) => "refused".to_owned(),
        }
    }

    #[test]
    fn the_same_request_is_repeated_and_another_one_is_refused() {
        let mut stored = StoredResponses::default();
        stored.settle(request("k", "a"), Some(&response("text")));
        assert_eq!(claimed(&mut stored, &request("k", "a")), "4 bytes");
        assert_eq!(claimed(&mut stored, &request("k", "b")), "refused");
        assert_eq!(claimed(&mut stored, &request("other", "a")), "first");
    }

    #[test]
    fn the_same_request_waits_while_the_first_is_in_progress() {
        let mut stored = StoredResponses::default();
        let first = stored.claim(&request("k", "a"));
        assert!(matches!(first, Ok(Claim::First(_))), "{first:?}");
        assert_eq!(claimed(&mut stored, &request("k", "a")), "waits");
        assert_eq!(claimed(&mut stored, &request("k", "b")), "refused");
        drop(first);
        assert_eq!(claimed(&mut stored, &request("k", "a")), "first", "it was cancelled");
    }

    #[test]
    fn an_error_is_not_stored() {
        let mut stored = StoredResponses::default();
        for refusal in [None, Some(&Response::new(StatusCode::NOT_FOUND))] {
            let first = stored.claim(&request("k", "a"));
            stored.settle(request("k", "a"), refusal);
            drop(first);
            assert_eq!(claimed(&mut stored, &request("k", "b")), "first");
        }
    }

    #[test]
    fn the_oldest_responses_are_dropped_above_the_number() {
        let mut stored = StoredResponses::default();
        for number in 0..=BOUND.number {
            stored.settle(request(&format!("k{number}"), ""), Some(&response("x")));
        }
        assert_eq!((stored.bytes, stored.dropped()), (BOUND.number, 1));
        assert_eq!(claimed(&mut stored, &request("k0", "")), "first");
        assert_eq!(claimed(&mut stored, &request("k1", "")), "1 bytes");
    }

    #[test]
    fn the_oldest_responses_are_dropped_above_the_size() {
        let mut stored = StoredResponses::default();
        let large = "x".repeat(BOUND.bytes / 2 + 1);
        stored.settle(request("first", ""), Some(&response(&large)));
        stored.settle(request("second", ""), Some(&response(&large)));
        assert_eq!(claimed(&mut stored, &request("first", "")), "first");
        assert_eq!(claimed(&mut stored, &request("second", "")), format!("{} bytes", large.len()));
    }
}
