//! Takes the credentials of a call out of an error, where a server said it back. What this crate says itself is left as it is.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;

use super::Error;
use super::escape::{escaped, needs_escape};
use super::truncate::{LIMIT, Truncated, truncate};
use crate::secret::{End, Secrets};

impl Error {
    /// How much of a body is kept until no credential is in it, in bytes: more than what is shown, so that one which lies across the cut is found.
    pub(crate) const BODY_KEPT: usize = Self::BODY_LIMIT + (4 << 10);

    /// Takes out the credentials; and what is cut, is cut after that. What a server said in its message and code was taken out as it was read.
    pub(crate) fn redacted(mut self, secrets: &Secrets) -> Self {
        let is_of_middleware = self.code() == Self::REFUSED;
        let is_broken = self.is_connection() || self.is_timeout() || self.is_interrupted() || self.is_decode() || self.0.is_broken;
        let inner = &mut *self.0;
        for text in [&mut inner.message, &mut inner.code] {
            let whole = std::mem::replace(text, Truncated::new(""));
            *text = whole.map(|text| secrets.redact(text).filter(|_| is_of_middleware)).without_full();
        }
        if let Some(source) = inner.source.take() {
            inner.source = Some(redact_source(source, secrets));
        }
        secrets.redact_headers(&mut inner.headers);
        if let Some(body) = &mut inner.body {
            let end = match body.len() {
                Self::BODY_KEPT.. => End::Cut,
                _ if is_broken => End::Broken,
                _ => End::Whole,
            };
            if let Some(hidden) = secrets.redact_bytes(body, end) {
                *body = hidden.into();
            }
            *body = Bytes::copy_from_slice(&body[..body.len().min(Self::BODY_LIMIT)]);
        }
        self
    }
}

type Source = Box<dyn StdError + Send + Sync>;

/// The source of an error, or where it says too much, what of it may be said.
fn redact_source(source: Source, secrets: &Secrets) -> Source {
    if !secrets.is_empty()
        && let Some(text) = secrets.redact(&chain_text(&*source))
    {
        return Box::new(Redacted(truncate(&text).unwrap_or(text)));
    }
    let is_plain = |text: &str| text.len() <= LIMIT && !needs_escape(text);
    if chain(&*source).all(|error| is_plain(&error.to_string())) {
        return source;
    }
    let texts: Vec<_> = chain(&*source).map(ToString::to_string).collect();
    let text = texts.join(": ");
    Box::new(Redacted(truncate(&text).unwrap_or(text)))
}

fn chain<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

/// All that an error and its sources say, in any form.
fn chain_text(error: &(dyn StdError + 'static)) -> String {
    let texts: Vec<_> = chain(error).map(|error| format!("{error} ({error:?})")).collect();
    texts.join(": ")
}

/// In the place of an error that showed a credential, or was not fit to be shown.
#[derive(Debug)]
struct Redacted(String);

impl fmt::Display for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        escaped(&self.0).fmt(f)
    }
}

impl StdError for Redacted {}
