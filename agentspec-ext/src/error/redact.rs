//! Redacts the credentials of a call in an error, in case the server echoed them. The texts of this crate are not changed.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;

use super::Error;
use super::escape::{escaped, needs_escape};
use super::truncate::{LIMIT, Truncated, truncate};
use crate::secret::{End, Secrets};

impl Error {
    /// The number of bytes of a body that are kept until it is redacted: more than is shown, so that a credential across the limit is found.
    pub(crate) const BODY_KEPT: usize = Self::BODY_LIMIT + (4 << 10);

    /// Redacts the credentials, then truncates. The server's message and code were redacted when they were read.
    pub(crate) fn redacted(mut self, secrets: &Secrets) -> Self {
        let is_of_middleware = self.code() == Self::REFUSED;
        let is_broken = self.is_connection() || self.is_timeout() || self.is_interrupted() || self.is_decode() || self.0.is_broken;
        let inner = &mut *self.0;
        for text in [&mut inner.message, &mut inner.code] {
            let text_before = std::mem::replace(text, Truncated::new(""));
            *text = text_before.map(|text| secrets.redact(text).filter(|_| is_of_middleware)).without_full();
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
            if let Some(redacted) = secrets.redact_bytes(body, end) {
                *body = redacted.into();
            }
            *body = Bytes::copy_from_slice(&body[..body.len().min(Self::BODY_LIMIT)]);
        }
        self
    }
}

type Source = Box<dyn StdError + Send + Sync>;

/// Returns the source of an error, or a redacted, truncated and escaped copy of its text if it contains too much.
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

/// Returns all texts of an error and its sources, in `Display` and `Debug`.
fn chain_text(error: &(dyn StdError + 'static)) -> String {
    let texts: Vec<_> = chain(error).map(|error| format!("{error} ({error:?})")).collect();
    texts.join(": ")
}

/// The text of an error that contained a credential or was not fit for display.
#[derive(Debug)]
struct Redacted(String);

impl fmt::Display for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        escaped(&self.0).fmt(f)
    }
}

impl StdError for Redacted {}
