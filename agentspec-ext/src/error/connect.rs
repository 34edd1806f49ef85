//! Messages of failed connections: the address, the reason and what to check.

use std::error::Error as StdError;
use std::io;
use std::net::SocketAddr;

use url::Url;

use super::chain::{is_invalid_data, sources};
use super::{certificate, request_line};

/// Texts of rustls and OpenSSL for a peer that does not speak TLS.
const NOT_TLS: [&str; 4] = ["InvalidContentType", "wrong version number", "packet length too long", "http request"];
/// Texts of both for a peer that closed the connection during the handshake.
const NO_TLS: [&str; 2] = ["tls handshake eof", "unexpected EOF during handshake"];

pub(super) const NOT_HTTP: &str = "the response is not valid HTTP";

/// A connection attempt that failed.
#[derive(Clone, Copy)]
pub(super) struct FailedConnection<'a> {
    pub(super) error: &'a (dyn StdError + 'static),
    /// The destination of the request.
    pub(super) url: Option<&'a Url>,
}

impl FailedConnection<'_> {
    /// Returns the host and port.
    fn address(self) -> String {
        self.url.and_then(request_line::host_and_port).unwrap_or_else(|| "the server".to_owned())
    }

    fn is_to_tls(self) -> bool {
        self.url.is_some_and(|url| url.scheme() == "https")
    }

    fn mentions(self, text: &str) -> bool {
        sources(self.error).any(|source| source.to_string().contains(text))
    }

    /// Returns the message for a connection that took too long.
    pub(super) fn timeout_message(self) -> String {
        let server = self.address();
        format!("connecting to {server} took too long: check the host and port of the base URL, and any firewall or proxy in between")
    }

    /// Returns the message for a connection that was not established.
    pub(super) fn failure_message(self) -> String {
        let server = self.address();
        let is = |kind: io::ErrorKind| {
            sources(self.error).any(|source| source.downcast_ref().is_some_and(|error: &io::Error| error.kind() == kind))
        };
        if self.mentions("proxy authorization required") {
            format!("the proxy for {server} requires a credential: set one where the proxy is configured")
        } else if self.mentions("tunnel error: unsuccessful") {
            format!("the proxy cannot reach {server}: check the proxy, and the host and port of the base URL")
        } else if self.mentions("dns error") {
            format!(
                "no connection to {server}: the name of the host, or of a proxy in between, does not resolve; check the base URL and the network"
            )
        } else if is(io::ErrorKind::ConnectionRefused) {
            self.refused_message(&server)
        } else if self.is_to_tls() && NOT_TLS.iter().any(|text| self.mentions(text)) {
            format!("the server at {server} does not speak TLS, but probably plain HTTP: use http:// in the base URL, or the port for TLS")
        } else if self.is_to_tls() && NO_TLS.iter().any(|text| self.mentions(text)) {
            format!(
                "the server at {server} closed the connection during the TLS handshake: if it does not speak TLS, use http:// in the base URL"
            )
        } else if let Some(why) = certificate::server_problem(self.error) {
            format!("no connection to {server}: its certificate {why}")
        } else if self.is_to_tls() && sources(self.error).any(|source| source.downcast_ref().is_some_and(is_invalid_data)) {
            format!(
                "no connection to {server}: the TLS handshake failed, because the TLS versions differ, the certificate is rejected, or the server requires a client certificate (client_cert); check the host in the base URL and the certificates"
            )
        } else {
            format!("no connection to {server}: check the base URL and the network")
        }
    }

    /// Returns the message for a server that requires a client certificate or rejects it.
    pub(super) fn client_certificate_message(self) -> Option<String> {
        certificate::client_problem(self.error).map(|why| format!("no connection to {}: {why}", self.address()))
    }

    /// Returns the message for a refused connection. An address with another port than the server's is a proxy's.
    fn refused_message(self, server: &str) -> String {
        let port = self.url.and_then(Url::port_or_known_default);
        match connect_address(self.error) {
            Some((address, at)) if port != Some(at) => {
                format!("no connection to {server}: the proxy {address} refused it; is the proxy running, and its address correct?")
            }
            Some((address, _)) if address != server => {
                format!("no connection to {server}: {address} refused it; is the server running there, and the base URL correct?")
            }
            _ => format!("no connection to {server}: it was refused; is the server running there, and the base URL correct?"),
        }
    }

    /// Returns the message for a response that is not HTTP. A response to plain HTTP may be TLS.
    pub(super) fn not_http_message(self) -> String {
        if self.mentions("invalid HTTP version") && self.url.is_some_and(|url| url.scheme() == "http") {
            format!("{NOT_HTTP}: if {} speaks TLS, use https:// in the base URL, otherwise check its port", self.address())
        } else {
            NOT_HTTP.to_owned()
        }
    }
}

/// Returns the address that was tried, and its port. The library reports it only in the `Debug` output of an error type that it does not export.
fn connect_address(error: &(dyn StdError + 'static)) -> Option<(String, u16)> {
    let address = |source: &(dyn StdError + 'static)| {
        let debug = format!("{source:?}");
        let address: SocketAddr = debug.strip_prefix("ConnectError(\"tcp connect error\", ")?.split(", ").next()?.parse().ok()?;
        Some((address.to_string(), address.port()))
    };
    sources(error).find_map(address)
}
