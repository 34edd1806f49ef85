//! From a failure of the HTTP library to an error.

use std::error::Error as StdError;
use std::{io, iter};

use http_body_util::LengthLimitError;
use hyper_util::client::legacy;

use super::{Error, ErrorKind, Phase, certificate};
use crate::outcome::Outcome;
use crate::transport::NoConnection;

/// What an HTTP library says of its error.
struct Is {
    connect: bool,
    timeout: bool,
    builder: bool,
    /// Bytes of a body are not as its headers say.
    miscoded: bool,
}

impl Error {
    pub(crate) fn from_reqwest(error: reqwest::Error) -> Self {
        let is = Is {
            connect: error.is_connect(),
            timeout: error.is_timeout(),
            builder: error.is_builder(),
            miscoded: Self::is_miscoded(&error),
        };
        Self::of_library(error, is)
    }

    pub(crate) fn from_hyper(error: legacy::Error) -> Self {
        let connecting = sources(&error).find_map(<dyn StdError>::downcast_ref::<NoConnection>);
        let timeout = connecting.is_some_and(NoConnection::is_timeout);
        let connect = error.is_connect();
        Self::of_library(error, Is { connect, timeout, builder: false, miscoded: false })
    }

    fn of_library(error: impl StdError + Send + Sync + 'static, is: Is) -> Self {
        let (kind, outcome, message) = if sources(&error).any(<dyn StdError>::is::<LengthLimitError>) {
            (ErrorKind::TooLarge, Outcome::Unknown, "the answer is larger than the limit")
        } else if sources(&error).any(has_large_head) {
            (ErrorKind::TooLarge, Outcome::Unknown, "the headers of the answer are larger than the limit")
        } else if is.miscoded {
            (ErrorKind::Decode, Outcome::Unknown, "the answer cannot be decompressed")
        } else if is.connect && is.timeout {
            (ErrorKind::Timeout(Phase::Connect), Outcome::NotSent, "connecting to the server took too long")
        } else if is.connect {
            (ErrorKind::Connect, Outcome::NotSent, "no connection to the server")
        } else if is.builder {
            (ErrorKind::InvalidRequest, Outcome::NotSent, "the request cannot be built")
        } else if is_protocol(&error) {
            (ErrorKind::Transport, Outcome::Unknown, "the server does not speak HTTP as it should")
        } else if is.timeout {
            (ErrorKind::Timeout(Phase::Request), Outcome::Unknown, "the server took too long")
        } else {
            (ErrorKind::Transport, Outcome::Unknown, "the connection broke before the answer was whole")
        };
        let message = certificate::refused(&error).filter(|_| kind == ErrorKind::Connect).unwrap_or(message);
        let is_final = is_protocol(&error) || is.connect && (is_handshake(&error) || is_refused_by_proxy(&error));
        let mut error = Self::new(kind, outcome, message).with_source(error);
        error.0.is_final = is_final;
        error
    }

    /// Whether the bytes of a body came, and are not of the encoding that its headers say.
    pub(crate) fn is_miscoded(error: &reqwest::Error) -> bool {
        let is_of_connection = sources(error).any(<dyn StdError>::is::<hyper::Error>);
        (error.is_body() || error.is_decode())
            && !error.is_connect()
            && !is_of_connection
            && sources(error).any(|source| source.downcast_ref().is_some_and(is_invalid))
    }
}

/// Whether what came is not HTTP: its head, or how its body is cut into chunks.
fn is_protocol(error: &(dyn StdError + 'static)) -> bool {
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
fn is_refused_by_proxy(error: &(dyn StdError + 'static)) -> bool {
    sources(error).any(|source| source.to_string().ends_with("proxy authorization required"))
}

/// Whether the two sides do not agree on TLS: the certificate, its name or date, or the protocol. The next attempt would meet the same.
fn is_handshake(error: &(dyn StdError + 'static)) -> bool {
    sources(error).any(|source| source.downcast_ref().is_some_and(is_invalid_data))
}

/// Whether this is, or holds, an error of invalid data, as TLS libraries report theirs.
fn is_invalid_data(error: &io::Error) -> bool {
    let held = || error.get_ref().and_then(|held| held.downcast_ref());
    error.kind() == io::ErrorKind::InvalidData || held().is_some_and(is_invalid_data)
}

pub(super) fn sources<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    iter::successors(Some(error), |&error| error.source())
}
