//! Builds the HTTP client.

mod authorities;
#[cfg(all(feature = "rustls", not(feature = "native-tls")))]
mod by_name;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, ClientBuilder, Proxy, redirect};

use self::authorities::Authorities;
use crate::error::Error;

const USER_AGENT: &str = concat!("agentspec-rust/", env!("CARGO_PKG_VERSION"));
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// What a user does to the HTTP client before it is built.
pub(crate) type Customise = dyn Fn(ClientBuilder) -> ClientBuilder + Send + Sync;

/// What a user wishes of the way to the server.
#[derive(Clone, Default)]
pub(crate) struct Network {
    pub(crate) proxy: Option<String>,
    pub(crate) ca_file: Option<PathBuf>,
    pub(crate) user_agent: Option<String>,
    pub(crate) customise: Option<Arc<Customise>>,
}

/// What each HTTP client of one client is built from.
pub(super) struct Recipe {
    proxy: Option<Proxy>,
    authorities: Authorities,
    user_agent: String,
    customise: Option<Arc<Customise>>,
    /// The system's proxy is not asked.
    is_direct: bool,
}

impl Recipe {
    /// A server on this machine is not asked through the system's proxy.
    pub(super) fn new(network: Network, is_loopback: bool) -> Result<Self, Error> {
        let proxy = network.proxy.map(Proxy::all).transpose().map_err(|error| {
            Error::configuration("proxy is not a URL: give one, as in http://localhost:3128").with_source(error.without_url())
        })?;
        let has_own_tls = network.customise.is_none();
        Ok(Self {
            proxy,
            authorities: Authorities::read(network.ca_file.as_deref(), has_own_tls)?,
            user_agent: network.user_agent.unwrap_or_else(|| USER_AGENT.to_owned()),
            customise: network.customise,
            is_direct: is_loopback || is_without_proxy(),
        })
    }

    /// An HTTP client by the user's wishes, with what is this crate's to decide set after them.
    ///
    /// A machine without certificates gets one that trusts none, so that plain http works there.
    pub(super) fn build(&self) -> reqwest::Result<Client> {
        self.configured().build().or_else(|error| match ClientBuilder::new().build() {
            Ok(_) => Err(error),
            Err(_) => without_certificates(self.configured()).build(),
        })
    }

    fn configured(&self) -> ClientBuilder {
        let defaults = ClientBuilder::new().user_agent(&self.user_agent).connect_timeout(CONNECT_TIMEOUT);
        let defaults = self.authorities.trusted(with_windows(defaults));
        let defaults = if self.is_direct { defaults.no_proxy() } else { defaults };
        let defaults = match &self.proxy {
            Some(proxy) => defaults.proxy(proxy.clone()),
            None => defaults,
        };
        let wished = match &self.customise {
            Some(customise) => customise(defaults),
            None => defaults,
        };
        // Where another crate has turned HTTP/2 on in the library, its small windows would not be made for streams.
        let wished = if cfg!(feature = "http2") { wished } else { wished.http1_only() };
        wished.no_gzip().redirect(redirect::Policy::none()).retry(reqwest::retry::never()).timeout(Duration::MAX)
    }
}

/// Whether `NO_PROXY` is for every server. The library heeds its `*` for names alone, not for addresses.
fn is_without_proxy() -> bool {
    let set = |name| std::env::var(name).ok().filter(|hosts| !hosts.is_empty());
    let hosts = set("NO_PROXY").or_else(|| set("no_proxy"));
    hosts.is_some_and(|hosts| hosts.split(',').any(|host| host.trim() == "*"))
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
