//! From a failure of the HTTP library to an error.

use std::error::Error as StdError;

use http_body_util::LengthLimitError;

use super::{Error, ErrorKind, Phase};
use crate::outcome::Outcome;

impl Error {
    pub(crate) fn from_reqwest(error: reqwest::Error) -> Self {
        let (kind, outcome, message) = if is::<LengthLimitError>(&error) {
            (ErrorKind::TooLarge, Outcome::Unknown, "the answer is larger than the limit")
        } else if error.is_connect() && error.is_timeout() {
            (ErrorKind::Timeout(Phase::Connect), Outcome::NotSent, "connecting to the server took too long")
        } else if error.is_connect() {
            (ErrorKind::Connect, Outcome::NotSent, "no connection to the server")
        } else if error.is_builder() {
            (ErrorKind::InvalidRequest, Outcome::NotSent, "the request cannot be built")
        } else if error.is_timeout() {
            (ErrorKind::Timeout(Phase::Request), Outcome::Unknown, "the server took too long")
        } else {
            (ErrorKind::Transport, Outcome::Unknown, "the connection broke before the answer was whole")
        };
        Self::new(kind, outcome, message).with_source(error)
    }
}

fn is<E: StdError + 'static>(error: &(dyn StdError + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.is::<E>() {
            return true;
        }
        next = error.source();
    }
    false
}
