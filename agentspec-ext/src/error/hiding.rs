//! Takes a client's own credential out of an error, where a server said it back.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use memchr::memmem;
use reqwest::header::HeaderValue;

use super::Error;
use crate::secret::Credential;

const HIDDEN: &str = "[hidden]";

impl Error {
    pub(crate) fn hiding(mut self, credential: Option<&Credential>) -> Self {
        let Some(secret) = credential.and_then(Credential::worth_hiding) else { return self };
        let inner = &mut *self.0;
        hide(&mut inner.message, secret);
        let mut code = std::mem::take(&mut inner.code).into_owned();
        hide(&mut code, secret);
        inner.code = code.into();
        if let Some(body) = inner.body.as_mut().filter(|body| holds(body, secret)) {
            *body = Bytes::from(String::from_utf8_lossy(body).replace(secret, HIDDEN));
        }
        for value in inner.headers.values_mut().filter(|value| holds(value.as_bytes(), secret)) {
            *value = HeaderValue::from_static(HIDDEN);
        }
        if let Some(source) = inner.source.take() {
            let text = said(&*source);
            inner.source = Some(if text.contains(secret) { Box::new(Hidden(text.replace(secret, HIDDEN))) } else { source });
        }
        self
    }
}

fn hide(text: &mut String, secret: &str) {
    if text.contains(secret) {
        *text = text.replace(secret, HIDDEN);
    }
}

fn holds(bytes: &[u8], secret: &str) -> bool {
    memmem::find(bytes, secret.as_bytes()).is_some()
}

/// All that an error and its sources say, in any form.
fn said(error: &(dyn StdError + 'static)) -> String {
    let chain = std::iter::successors(Some(error), |&error| error.source());
    let texts: Vec<_> = chain.map(|error| format!("{error} ({error:?})")).collect();
    texts.join(": ")
}

/// In the place of an error that showed a credential.
#[derive(Debug)]
struct Hidden(String);

impl fmt::Display for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for Hidden {}
