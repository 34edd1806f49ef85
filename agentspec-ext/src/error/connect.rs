//! Says why there is no connection: to where, and what to look at.

use std::error::Error as StdError;
use std::io;
use std::net::SocketAddr;

use url::Url;

use super::chain::{is_invalid_data, sources};
use super::{certificate, request_line};

/// What the libraries of TLS say of an answer that is none of TLS: rustls, OpenSSL.
const NOT_TLS: [&str; 4] = ["InvalidContentType", "wrong version number", "packet length too long", "http request"];
/// What they say of a handshake in which the other side went away.
const NO_TLS: [&str; 2] = ["tls handshake eof", "unexpected EOF during handshake"];

pub(super) const NOT_HTTP: &str = "the server does not speak HTTP as it should";

/// A connection that was tried.
#[derive(Clone, Copy)]
pub(super) struct FailedConnection<'a> {
    pub(super) error: &'a (dyn StdError + 'static),
    /// Where the request was to go.
    pub(super) url: Option<&'a Url>,
}

impl FailedConnection<'_> {
    /// Host and port, without anything else.
    fn place(self) -> String {
        self.url.and_then(request_line::host_and_port).unwrap_or_else(|| "the server".to_owned())
    }

    fn is_to_tls(self) -> bool {
        self.url.is_some_and(|url| url.scheme() == "https")
    }

    fn mentions(self, text: &str) -> bool {
        sources(self.error).any(|source| source.to_string().contains(text))
    }

    /// What to say of a connection that took too long.
    pub(super) fn timeout_message(self) -> String {
        let place = self.place();
        format!(
            "connecting to {place} took too long: check the host and the port of the base URL, and whether a firewall or a proxy is in between"
        )
    }

    /// What to say of a connection that was not made.
    pub(super) fn failure_message(self) -> String {
        let place = self.place();
        let is = |kind: io::ErrorKind| {
            sources(self.error).any(|source| source.downcast_ref().is_some_and(|error: &io::Error| error.kind() == kind))
        };
        if self.mentions("proxy authorization required") {
            format!("the proxy for {place} requires a credential: give it one where the proxy is set")
        } else if self.mentions("tunnel error: unsuccessful") {
            format!("the proxy cannot reach {place}: check the host and the port of the base URL, and the proxy")
        } else if self.mentions("dns error") {
            format!(
                "no connection to {place}: the host's name, or that of a proxy on the way, does not resolve; check the base URL and the network"
            )
        } else if is(io::ErrorKind::ConnectionRefused) {
            self.refused_message(&place)
        } else if self.is_to_tls() && NOT_TLS.iter().any(|text| self.mentions(text)) {
            format!("the server at {place} does not speak TLS, but probably plain HTTP: use http:// in the base URL, or the port of TLS")
        } else if self.is_to_tls() && NO_TLS.iter().any(|text| self.mentions(text)) {
            format!("the server at {place} broke off the TLS handshake: does it speak TLS there? http:// in the base URL is without")
        } else if let Some(why) = certificate::server_problem(self.error) {
            format!("no connection to {place}: its certificate {why}")
        } else if self.is_to_tls() && sources(self.error).any(|source| source.downcast_ref().is_some_and(is_invalid_data)) {
            format!(
                "no connection to {place}: the two sides do not agree on TLS, or its certificate is not accepted, or it demands a client certificate (client_cert); check the base URL's host and the certificates"
            )
        } else {
            format!("no connection to {place}: check the base URL, and the network")
        }
    }

    /// What to say where the server wants a client certificate, or another one.
    pub(super) fn client_certificate_message(self) -> Option<String> {
        certificate::client_problem(self.error).map(|why| format!("no connection to {}: {why}", self.place()))
    }

    /// Nobody listens. Where it is not the server's port at which nobody does, it is a proxy's.
    fn refused_message(self, place: &str) -> String {
        let port = self.url.and_then(Url::port_or_known_default);
        match address(self.error) {
            Some((address, at)) if port != Some(at) => {
                format!("no connection to {place}: {address}, a proxy on the way there, refused it; is the proxy running, and set right?")
            }
            Some((address, _)) if address != place => {
                format!("no connection to {place}: {address} refused it; is the server running there, and the base URL right?")
            }
            _ => format!("no connection to {place}: it was refused; is the server running there, and the base URL right?"),
        }
    }

    /// What to say of bytes that are no HTTP at all: where plain HTTP was spoken, they may be TLS.
    pub(super) fn not_http_message(self) -> String {
        if self.mentions("invalid HTTP version") && self.url.is_some_and(|url| url.scheme() == "http") {
            format!("{NOT_HTTP}: no answer of HTTP came; if {} speaks TLS, use https:// in the base URL, else check its port", self.place())
        } else {
            NOT_HTTP.to_owned()
        }
    }
}

/// The address that was tried, and its port. The library tells it in the `Debug` of an error that it does not export.
fn address(error: &(dyn StdError + 'static)) -> Option<(String, u16)> {
    let address = |source: &(dyn StdError + 'static)| {
        let told = format!("{source:?}");
        let address: SocketAddr = told.strip_prefix("ConnectError(\"tcp connect error\", ")?.split(", ").next()?.parse().ok()?;
        Some((address.to_string(), address.port()))
    };
    sources(error).find_map(address)
}
