//! Keeps successful responses by their `Idempotency-Key`, so that a repeat is answered and not run again,
//! and lets a repeat wait for the first where that one is under way.

use std::{
    collections::{HashMap, VecDeque},
    hash::{DefaultHasher, Hash, Hasher},
};

use http::{HeaderMap, HeaderValue};
use tokio::sync::watch;

use super::correlation::is_token;
use crate::{
    api::{error::ApiError, response::Response},
    kept::{Bound, Dropped},
};

const BOUND: Bound = Bound { number: 1_000, bytes: 64 << 20 };

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

/// The responses that are kept, the oldest first, and the requests that are under way.
#[derive(Debug)]
pub(crate) struct KeptResponses {
    by_key: HashMap<HeaderValue, (u64, Response)>,
    oldest_first: VecDeque<HeaderValue>,
    bytes: usize,
    dropped: Dropped,
    under_way: HashMap<HeaderValue, (u64, watch::Receiver<()>)>,
}

/// What is to be done with a request.
#[derive(Debug)]
pub(crate) enum Claim {
    /// It is the first of its key: it is to be performed and [settled](KeptResponses::settle), and then its turn be dropped.
    First(watch::Sender<()>),
    /// The first of its key is under way: when its turn has been dropped, claim again.
    Wait(watch::Receiver<()>),
    /// It has been answered.
    Repeat(Response),
}

impl Default for KeptResponses {
    fn default() -> Self {
        let dropped = Dropped::new("answers to idempotent requests");
        Self { by_key: HashMap::new(), oldest_first: VecDeque::new(), bytes: 0, dropped, under_way: HashMap::new() }
    }
}

impl KeptResponses {
    /// # Errors
    ///
    /// A 422 where the key belongs to another request.
    pub(crate) fn claim(&mut self, request: &Repeatable) -> Result<Claim, ApiError> {
        let own = |fingerprint: u64| if fingerprint == request.fingerprint { Ok(()) } else { Err(ApiError::key_reused()) };
        if let Some((fingerprint, response)) = self.by_key.get(&request.key) {
            return own(*fingerprint).map(|()| Claim::Repeat(response.clone()));
        }
        if let Some((fingerprint, first)) = self.under_way.get(&request.key) {
            // Where its turn is gone, and it was not settled, it came to nothing.
            if first.has_changed().is_ok() {
                return own(*fingerprint).map(|()| Claim::Wait(first.clone()));
            }
        }
        // One that came to nothing leaves its key behind.
        if self.under_way.len() >= BOUND.number {
            self.under_way.retain(|_, (_, first)| first.has_changed().is_ok());
        }
        let (turn, end) = watch::channel(());
        self.under_way.insert(request.key.clone(), (request.fingerprint, end));
        Ok(Claim::First(turn))
    }

    /// Keeps the response to a first request where it is a success, so that the next one of its key repeats it; else the next
    /// one is a first request.
    pub(crate) fn settle(&mut self, request: Repeatable, response: Option<&Response>) {
        self.under_way.remove(&request.key);
        if let Some(response) = response.filter(|response| response.status.is_success()) {
            self.keep(request, response.clone());
        }
    }

    pub(crate) fn dropped(&self) -> u64 {
        self.dropped.count()
    }

    /// Keeps a response, and lets the oldest ones go where there are too many.
    fn keep(&mut self, request: Repeatable, response: Response) {
        self.bytes += response.size();
        self.oldest_first.push_back(request.key.clone());
        self.by_key.insert(request.key, (request.fingerprint, response));
        while BOUND.is_passed(self.by_key.len(), self.bytes) {
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

    /// What becomes of a request: the size of the answer that it repeats, or a word for it.
    fn fate(kept: &mut KeptResponses, request: &Repeatable) -> String {
        match kept.claim(request) {
            Ok(Claim::First(_)) => "first".to_owned(),
            Ok(Claim::Wait(_)) => "waits".to_owned(),
            Ok(Claim::Repeat(response)) => format!("{} bytes", response.size()),
            Err(_) => "refused".to_owned(),
        }
    }

    #[test]
    fn the_same_request_is_repeated_and_another_one_is_refused() {
        let mut kept = KeptResponses::default();
        kept.settle(request("k", "a"), Some(&response("kept")));
        assert_eq!(fate(&mut kept, &request("k", "a")), "4 bytes");
        assert_eq!(fate(&mut kept, &request("k", "b")), "refused");
        assert_eq!(fate(&mut kept, &request("other", "a")), "first");
    }

    #[test]
    fn the_same_request_waits_while_the_first_is_under_way() {
        let mut kept = KeptResponses::default();
        let first = kept.claim(&request("k", "a"));
        assert!(matches!(first, Ok(Claim::First(_))), "{first:?}");
        assert_eq!(fate(&mut kept, &request("k", "a")), "waits");
        assert_eq!(fate(&mut kept, &request("k", "b")), "refused");
        drop(first);
        assert_eq!(fate(&mut kept, &request("k", "a")), "first", "it came to nothing");
    }

    #[test]
    fn a_refusal_is_not_kept() {
        let mut kept = KeptResponses::default();
        for refusal in [None, Some(&Response::new(StatusCode::NOT_FOUND))] {
            let first = kept.claim(&request("k", "a"));
            kept.settle(request("k", "a"), refusal);
            drop(first);
            assert_eq!(fate(&mut kept, &request("k", "b")), "first");
        }
    }

    #[test]
    fn the_oldest_answers_go_where_there_are_too_many() {
        let mut kept = KeptResponses::default();
        for number in 0..=BOUND.number {
            kept.settle(request(&format!("k{number}"), ""), Some(&response("x")));
        }
        assert_eq!((kept.bytes, kept.dropped()), (BOUND.number, 1));
        assert_eq!(fate(&mut kept, &request("k0", "")), "first");
        assert_eq!(fate(&mut kept, &request("k1", "")), "1 bytes");
    }

    #[test]
    fn the_oldest_answers_go_where_they_are_too_large() {
        let mut kept = KeptResponses::default();
        let large = "x".repeat(BOUND.bytes / 2 + 1);
        kept.settle(request("first", ""), Some(&response(&large)));
        kept.settle(request("second", ""), Some(&response(&large)));
        assert_eq!(fate(&mut kept, &request("first", "")), "first");
        assert_eq!(fate(&mut kept, &request("second", "")), format!("{} bytes", large.len()));
    }
}
