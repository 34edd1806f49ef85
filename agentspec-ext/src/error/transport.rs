//! From a failure of the HTTP library to an error.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::{io, iter};

use http_body_util::LengthLimitError;

use super::{Error, ErrorKind, Phase, connect};
use crate::outcome::Outcome;

impl Error {
    pub(crate) fn from_reqwest(error: reqwest::Error) -> Self {
        let (kind, outcome, message): (_, _, Cow<'static, str>) = if sources(&error).any(<dyn StdError>::is::<LengthLimitError>) {
            (ErrorKind::TooLarge, Outcome::Unknown, "the answer is larger than the limit".into())
        } else if sources(&error).any(has_large_head) {
            (ErrorKind::TooLarge, Outcome::Unknown, "the headers of the answer are larger than the limit".into())
        } else if Self::is_miscoded(&error) {
            (ErrorKind::Decode, Outcome::Unknown, "the answer cannot be decompressed".into())
        } else if error.is_connect() && error.is_timeout() {
            (ErrorKind::Timeout(Phase::Connect), Outcome::NotSent, connect::late(&error).into())
        } else if error.is_connect() {
            (ErrorKind::Connect, Outcome::NotSent, connect::refused(&error).into())
        } else if error.is_builder() {
            (ErrorKind::InvalidRequest, Outcome::NotSent, "the request cannot be built".into())
        } else if is_protocol(&error) {
            (ErrorKind::Transport, Outcome::Unknown, connect::not_http(&error).into())
        } else if error.is_timeout() {
            (ErrorKind::Timeout(Phase::Request), Outcome::Unknown, "the server took too long".into())
        } else {
            (ErrorKind::Transport, Outcome::Unknown, "the connection broke before the answer was whole".into())
        };
        let is_final = is_handshake(&error) || is_protocol(&error) || is_refused_by_proxy(&error);
        let mut error = Self::new(kind, outcome, message).with_source(error);
        error.0.is_final = is_final;
        error
    }

    /// An answer came which is not as HTTP has it.
    pub(crate) fn not_http(why: &str) -> Self {
        let mut error = Self::new(ErrorKind::Transport, Outcome::Unknown, format!("{}: {why}", connect::NOT_HTTP));
        error.0.is_final = true;
        error
    }

    /// The answer that came names another call of the same client.
    pub(crate) fn of_another_call() -> Self {
        const WHY: &str =
            "the answer bears the correlation id of another call of this client: the server, or a proxy on the way, mixes up its answers";
        let mut error = Self::new(ErrorKind::Decode, Outcome::Unknown, WHY);
        error.0.is_final = true;
        error
    }

    /// Whether the bytes of a body came, and are not of the encoding that its headers say.
    pub(crate) fn is_miscoded(error: &reqwest::Error) -> bool {
        let is_of_connection = sources(error).any(<dyn StdError>::is::<hyper::Error>);
        (error.is_body() || error.is_decode())
            && !is_of_connection
            && sources(error).any(|source| source.downcast_ref().is_some_and(is_invalid))
    }
}

/// Whether what came is not HTTP: its head, or how its body is cut into chunks.
fn is_protocol(error: &reqwest::Error) -> bool {
    let is_unparsable = |error: &hyper::Error| error.is_parse() && !error.is_parse_too_large();
    let is_of_connection = sources(error).any(<dyn StdError>::is::<hyper::Error>);
    sources(error).any(|source| source.downcast_ref().is_some_and(is_unparsable))
        || is_of_connection && sources(error).any(|source| source.downcast_ref().is_some_and(is_invalid))
}

fn is_invalid(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput)
}

fn has_large_head(error: &(dyn StdError + 'static)) -> bool {
    error.downcast_ref().is_some_and(hyper::Error::is_parse_too_large)
}

/// Whether a proxy wants a credential before it connects. Its library tells this by the text of an error that it does not export.
fn is_refused_by_proxy(error: &reqwest::Error) -> bool {
    error.is_connect() && sources(error).any(|source| source.to_string().ends_with("proxy authorization required"))
}

/// Whether the two sides do not agree on TLS: the certificate, its name or date, or the protocol. The next attempt would meet the same.
fn is_handshake(error: &reqwest::Error) -> bool {
    error.is_connect() && sources(error).any(|source| source.downcast_ref().is_some_and(is_invalid_data))
}

/// Whether this is, or holds, an error of invalid data, as TLS libraries report theirs.
pub(super) fn is_invalid_data(error: &io::Error) -> bool {
    let held = || error.get_ref().and_then(|held| held.downcast_ref());
    error.kind() == io::ErrorKind::InvalidData || held().is_some_and(is_invalid_data)
}

pub(super) fn sources<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    iter::successors(Some(error), |&error| error.source())
}
