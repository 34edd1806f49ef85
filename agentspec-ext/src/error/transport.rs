//! Converts errors of the HTTP library to errors of this crate.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::io;

use agentspec_client::json;
use http_body_util::LengthLimitError;
use hyper_util::client::legacy;
use url::Url;

use super::chain::{is_invalid_data, sources};
use super::connect::{FailedConnection, NOT_HTTP};
use super::{ClosedBeforeResponse, ConnectFailed, Outcome, TooManyInformational};
use super::{Error, ErrorKind, Phase};
use crate::plural::plural;

/// The class of an HTTP library's error.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    /// The body is not encoded as its headers say.
    InvalidEncoding,
    ConnectTimeout,
    ConnectFailed,
    InvalidRequest,
    Timeout,
    Other,
}

impl Error {
    pub(crate) fn from_reqwest(error: reqwest::Error) -> Self {
        let fault = match (error.is_connect(), error.is_timeout()) {
            _ if Self::is_invalid_encoding(&error) => Fault::InvalidEncoding,
            (true, true) => Fault::ConnectTimeout,
            (true, false) => Fault::ConnectFailed,
            _ if error.is_builder() => Fault::InvalidRequest,
            (false, true) => Fault::Timeout,
            (false, false) => Fault::Other,
        };
        let url = error.url().cloned();
        Self::from_library(error, url.as_ref(), fault)
    }

    /// Converts an error of hyper for a request to this URL.
    pub(crate) fn from_hyper(error: legacy::Error, url: &Url) -> Self {
        let connecting = sources(&error).find_map(<dyn StdError>::downcast_ref::<ConnectFailed>);
        let fault = match connecting {
            Some(connecting) if connecting.is_timeout() => Fault::ConnectTimeout,
            _ if error.is_connect() => Fault::ConnectFailed,
            _ if sources(&error).any(|source| source.downcast_ref().is_some_and(is_timeout)) => Fault::Timeout,
            _ => Fault::Other,
        };
        Self::from_library(error, Some(url), fault)
    }

    /// Converts the error of a connection that was closed before the request to this URL was sent.
    pub(crate) fn from_unsent(error: ClosedBeforeResponse, url: &Url) -> Self {
        Self::from_library(error, Some(url), Fault::ConnectFailed)
    }

    /// Converts the error of a connection whose end the library did not report to the sender of the request to this URL.
    pub(crate) fn from_lost(error: ClosedBeforeResponse, url: &Url) -> Self {
        Self::from_library(error, Some(url), Fault::Other)
    }

    fn from_library(error: impl StdError + Send + Sync + 'static, url: Option<&Url>, fault: Fault) -> Self {
        let connection = FailedConnection { error: &error, url };
        let (kind, outcome, message): (_, _, Cow<'static, str>) = if sources(&error).any(<dyn StdError>::is::<LengthLimitError>) {
            (ErrorKind::TooLarge, Outcome::Unknown, "the response is larger than `answer_limit`".into())
        } else if sources(&error).any(is_too_many_informational) {
            (ErrorKind::TooLarge, Outcome::Unknown, "the server sends informational responses (1xx) without end".into())
        } else if sources(&error).any(has_large_head) {
            (ErrorKind::TooLarge, Outcome::Unknown, "the headers of the response are larger than the limit".into())
        } else if let Some(message) = connection.client_certificate_message() {
            // In TLS 1.3 the client may send the request before it receives the alert. The server sends the alert instead of finishing the
            // handshake, and reads no request before that.
            let is_proven = matches!(fault, Fault::ConnectFailed) || sources(&error).any(is_closed_before_response);
            (ErrorKind::Connect, if is_proven { Outcome::NotSent } else { Outcome::Unknown }, message.into())
        } else {
            match fault {
                Fault::InvalidEncoding => (ErrorKind::Decode, Outcome::Unknown, "the response cannot be decompressed".into()),
                Fault::ConnectTimeout => (ErrorKind::Timeout(Phase::Connect), Outcome::NotSent, connection.timeout_message().into()),
                Fault::ConnectFailed => (ErrorKind::Connect, Outcome::NotSent, connection.failure_message().into()),
                Fault::InvalidRequest => (ErrorKind::InvalidRequest, Outcome::NotSent, "the request cannot be built".into()),
                Fault::Timeout | Fault::Other if is_protocol(&error) => {
                    (ErrorKind::Transport, Outcome::Unknown, connection.not_http_message().into())
                }
                Fault::Timeout => (ErrorKind::Timeout(Phase::Request), Outcome::Unknown, "the server took too long".into()),
                Fault::Other => (ErrorKind::Transport, Outcome::Unknown, "the connection broke before the response was complete".into()),
            }
        };
        let has_no_connection = matches!(fault, Fault::ConnectTimeout | Fault::ConnectFailed);
        let is_final = kind == ErrorKind::Connect && !has_no_connection
            || is_protocol(&error)
            || has_no_connection && (is_handshake(&error) || is_refused_by_proxy(&error));
        let mut error = Self::new(kind, outcome, message).with_source(error);
        error.0.is_final = is_final;
        error
    }

    /// Returns the error of a response whose values take too much memory.
    pub(crate) fn too_many_values(why: json::TooLarge) -> Self {
        let limit = plural(why.limit, "byte");
        let message = format!("the values of the response take more than {limit} of memory, twice `answer_limit`");
        Self::new(ErrorKind::TooLarge, Outcome::Unknown, message)
    }

    /// Returns the error of a response that is not valid HTTP.
    pub(crate) fn not_http(why: &str) -> Self {
        let mut error = Self::new(ErrorKind::Transport, Outcome::Unknown, format!("{NOT_HTTP}: {why}"));
        error.0.is_final = true;
        error
    }

    /// Returns the error of a response that carries the correlation id of another call of the same client.
    pub(crate) fn of_another_call() -> Self {
        const WHY: &str = "the response carries the correlation id of another call of this client: the server, or a proxy in between, mixes up its responses";
        let mut error = Self::new(ErrorKind::Decode, Outcome::Unknown, WHY);
        error.0.is_final = true;
        error
    }

    /// Returns whether a body was received that is not encoded as its headers say.
    pub(crate) fn is_invalid_encoding(error: &reqwest::Error) -> bool {
        let is_of_connection = sources(error).any(<dyn StdError>::is::<hyper::Error>);
        (error.is_body() || error.is_decode())
            && !error.is_connect()
            && !is_of_connection
            && sources(error).any(|source| source.downcast_ref().is_some_and(is_invalid))
    }
}

/// Returns whether the response is not valid HTTP: in its head or in the chunks of its body.
fn is_protocol(error: &(dyn StdError + 'static)) -> bool {
    let is_unparsable = |error: &hyper::Error| error.is_parse() && !error.is_parse_too_large();
    let is_of_connection = sources(error).any(<dyn StdError>::is::<hyper::Error>);
    sources(error).any(|source| source.downcast_ref().is_some_and(is_unparsable))
        || is_of_connection && sources(error).any(|source| source.downcast_ref().is_some_and(is_invalid))
}

fn is_timeout(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::TimedOut
}

fn is_invalid(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput)
}

fn is_too_many_informational(error: &(dyn StdError + 'static)) -> bool {
    error.downcast_ref().and_then(io::Error::get_ref).is_some_and(<dyn StdError + Send + Sync>::is::<TooManyInformational>)
}

fn is_closed_before_response(error: &(dyn StdError + 'static)) -> bool {
    error.downcast_ref().and_then(io::Error::get_ref).is_some_and(<dyn StdError + Send + Sync>::is::<ClosedBeforeResponse>)
}

fn has_large_head(error: &(dyn StdError + 'static)) -> bool {
    error.downcast_ref().is_some_and(hyper::Error::is_parse_too_large)
}

/// Returns whether a proxy requires a credential before it connects. The library reports this only by the text of an error that it does not export.
fn is_refused_by_proxy(error: &(dyn StdError + 'static)) -> bool {
    sources(error).any(|source| source.to_string().ends_with("proxy authorization required"))
}

/// Returns whether the TLS handshake failed: because of the certificate, its name or date, or the protocol. Another attempt would fail too.
fn is_handshake(error: &(dyn StdError + 'static)) -> bool {
    sources(error).any(|source| source.downcast_ref().is_some_and(is_invalid_data))
}
