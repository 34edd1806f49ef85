//! Builds the HTTP client.

use std::time::Duration;

use reqwest::{Client, ClientBuilder, redirect};

use crate::config::Customise;
use crate::error::Error;

const USER_AGENT: &str = concat!("agentspec-rust/", env!("CARGO_PKG_VERSION"));
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// An HTTP client by the user's wishes, with what is this crate's to decide set after them.
///
/// A machine without certificates gets one that trusts none, so that plain http works there.
///
/// A server on this machine is not asked through the system's proxy.
pub(crate) fn http_client(customise: Option<&Customise>, is_loopback: bool) -> Result<Client, Error> {
    let configured = || {
        let defaults = with_windows(ClientBuilder::new().user_agent(USER_AGENT).connect_timeout(CONNECT_TIMEOUT));
        let defaults = if is_loopback { defaults.no_proxy() } else { defaults };
        let wished = match customise {
            Some(customise) => customise(defaults),
            None => defaults,
        };
        // Where another crate has turned HTTP/2 on in the library, its small windows would not be made for streams.
        let wished = if cfg!(feature = "http2") { wished } else { wished.http1_only() };
        wished.no_gzip().redirect(redirect::Policy::none()).retry(reqwest::retry::never()).timeout(Duration::MAX)
    };
    let built = configured().build().or_else(|error| match ClientBuilder::new().build() {
        Ok(_) => Err(error),
        Err(_) => without_certificates(configured()).build(),
    });
    built.map_err(|error| Error::configuration("the HTTP client cannot be built: look at what http(…) changes").with_source(error))
}

#[cfg(not(feature = "http2"))]
fn with_windows(builder: ClientBuilder) -> ClientBuilder {
    builder
}

/// HTTP/2 with windows that a stream of small frames does not fill while its reader lags: else the library takes it for an attack.
#[cfg(feature = "http2")]
fn with_windows(builder: ClientBuilder) -> ClientBuilder {
    const WINDOW: u32 = 16 << 20;
    builder.http2_initial_connection_window_size(WINDOW).http2_initial_stream_window_size(WINDOW)
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn without_certificates(builder: ClientBuilder) -> ClientBuilder {
    builder.tls_certs_only([])
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
fn without_certificates(builder: ClientBuilder) -> ClientBuilder {
    builder
}
