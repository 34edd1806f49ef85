//! Takes a client's own credential out of an error, where a server said it back.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use memchr::memmem;
use reqwest::header::HeaderValue;

use super::Error;
use super::capped::{Capped, LIMIT, cut};
use crate::secret::Credential;

const HIDDEN: &str = "[hidden]";

impl Error {
    /// Takes out the credential; and what is cut, is cut after that.
    pub(crate) fn hiding(mut self, credential: Option<&Credential>) -> Self {
        let secret = credential.and_then(Credential::worth_hiding);
        let inner = &mut *self.0;
        for text in [&mut inner.message, &mut inner.code] {
            let whole = std::mem::replace(text, Capped::new(""));
            *text = whole.edited(|text| hidden(text, secret?)).settled();
        }
        if let Some(source) = inner.source.take() {
            inner.source = Some(settled(source, secret));
        }
        let Some(secret) = secret else { return self };
        if let Some(body) = inner.body.as_mut().filter(|body| holds(body, secret)) {
            *body = Bytes::from(String::from_utf8_lossy(body).replace(secret, HIDDEN));
        }
        for value in inner.headers.values_mut().filter(|value| holds(value.as_bytes(), secret)) {
            *value = HeaderValue::from_static(HIDDEN);
        }
        self
    }
}

/// The text without the secret, where it holds it.
fn hidden(text: &str, secret: &str) -> Option<String> {
    text.contains(secret).then(|| text.replace(secret, HIDDEN))
}

type Source = Box<dyn StdError + Send + Sync>;

/// The source of an error, or where it says too much, what of it may be said.
fn settled(source: Source, secret: Option<&str>) -> Source {
    if let Some(text) = secret.and_then(|secret| hidden(&said(&*source), secret)) {
        return Box::new(Hidden(cut(&text).unwrap_or(text)));
    }
    if chain(&*source).all(|error| error.to_string().len() <= LIMIT) {
        return source;
    }
    let texts: Vec<_> = chain(&*source).map(ToString::to_string).collect();
    let text = texts.join(": ");
    Box::new(Hidden(cut(&text).unwrap_or(text)))
}

fn holds(bytes: &[u8], secret: &str) -> bool {
    memmem::find(bytes, secret.as_bytes()).is_some()
}

fn chain<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

/// All that an error and its sources say, in any form.
fn said(error: &(dyn StdError + 'static)) -> String {
    let texts: Vec<_> = chain(error).map(|error| format!("{error} ({error:?})")).collect();
    texts.join(": ")
}

/// In the place of an error that showed a credential, or was too long to show.
#[derive(Debug)]
struct Hidden(String);

impl fmt::Display for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for Hidden {}
