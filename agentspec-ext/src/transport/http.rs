//! Builds the HTTP clients.

mod authorities;
#[cfg(all(feature = "rustls", not(feature = "native-tls")))]
mod explicit_trust;
mod identity;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::Either;
use hyper_util::client::proxy::matcher::Matcher;
use reqwest::header::HeaderValue;
use reqwest::{Body, Client, ClientBuilder, Proxy, Request, redirect};

use self::authorities::Authorities;
use self::identity::Identity;
use super::lenient::{self, CaptureLayer, SendError};
use crate::error::Error;

const USER_AGENT: &str = concat!("agentspec-rust/", env!("CARGO_PKG_VERSION"));
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(90);
/// A hundred years. A longer limit counts as none, since the library would overflow when it adds the limit to the current time.
const FOREVER: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

/// A user's function that changes the builder of the HTTP client.
pub(crate) type Customise = dyn Fn(ClientBuilder) -> ClientBuilder + Send + Sync;

/// The network settings of a user.
#[derive(Clone)]
pub(crate) struct Network {
    pub(crate) proxy: Option<String>,
    pub(crate) ca_file: Option<PathBuf>,
    pub(crate) client_cert: Option<PathBuf>,
    pub(crate) client_key: Option<PathBuf>,
    /// None is no limit, here and below.
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) pool_idle_timeout: Option<Duration>,
    pub(crate) pool_max_idle_per_host: usize,
    pub(crate) user_agent: Option<String>,
    pub(crate) customise: Option<Arc<Customise>>,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            proxy: None,
            ca_file: None,
            client_cert: None,
            client_key: None,
            connect_timeout: Some(CONNECT_TIMEOUT),
            pool_idle_timeout: Some(POOL_IDLE_TIMEOUT),
            pool_max_idle_per_host: usize::MAX,
            user_agent: None,
            customise: None,
        }
    }
}

/// The limits of idle connections.
#[derive(Clone, Copy)]
pub(super) struct Idle {
    pub(super) timeout: Option<Duration>,
    pub(super) max_per_host: usize,
}

/// An HTTP client. Clones share connections.
#[derive(Clone)]
pub(super) enum Http {
    Library(Client),
    Lenient { client: Arc<lenient::Client>, library: Client },
}

impl Http {
    /// Returns the client that builds requests.
    pub(super) fn library(&self) -> &Client {
        let (Self::Library(library) | Self::Lenient { library, .. }) = self;
        library
    }

    pub(super) fn execute(&self, request: Request) -> impl Future<Output = Result<http::Response<Body>, SendError>> + Send {
        match self {
            Self::Library(library) => Either::Left(library.execute(request).map(|response| {
                let response = response?;
                let url = response.url().clone();
                Ok(lenient::with_url(response.into(), url))
            })),
            Self::Lenient { client, .. } => Either::Right(client.execute(request)),
        }
    }
}

/// The configuration from which a client builds its HTTP clients.
pub(super) struct HttpConfig {
    proxy: Option<(Proxy, String)>,
    authorities: Authorities,
    identity: Identity,
    connect_timeout: Option<Duration>,
    idle: Idle,
    user_agent: String,
    customise: Option<Arc<Customise>>,
    /// The proxy of the system is not used.
    is_direct: bool,
}

impl HttpConfig {
    /// Creates the configuration. A server on this machine is not accessed through the proxy of the system.
    pub(super) fn new(network: Network, is_loopback: bool) -> Result<Self, Error> {
        let proxy = network.proxy.map(parse_proxy).transpose()?;
        let has_own_tls = network.customise.is_none();
        let identity = Identity::read(network.client_cert.as_deref(), network.client_key.as_deref())?;
        Ok(Self {
            proxy,
            authorities: Authorities::read(network.ca_file.as_deref(), &identity, has_own_tls)?,
            identity,
            connect_timeout: network.connect_timeout,
            idle: Idle {
                timeout: network.pool_idle_timeout.filter(|timeout| *timeout < FOREVER),
                max_per_host: network.pool_max_idle_per_host,
            },
            user_agent: network.user_agent.unwrap_or_else(|| USER_AGENT.to_owned()),
            customise: network.customise,
            is_direct: is_loopback || is_proxy_disabled(),
        })
    }

    /// Builds an HTTP client. With `http(…)` it is the library's own client, since the settings made there cannot be read.
    pub(super) fn build(&self) -> reqwest::Result<Http> {
        let Some(user_agent) = HeaderValue::from_str(&self.user_agent).ok().filter(|_| self.customise.is_none()) else {
            return Ok(Http::Library(self.library(|builder| builder)?));
        };
        // The library makes a new connection for each request.
        let library = self.library(|builder| builder.pool_max_idle_per_host(0).connector_layer(CaptureLayer))?;
        let proxies = match &self.proxy {
            Some((_, url)) => Some(Matcher::builder().all(url.as_str()).build()),
            None if self.is_direct => None,
            None => Some(Matcher::from_system()),
        };
        Ok(Http::Lenient { client: lenient::Client::new(library.clone(), user_agent, proxies, self.idle).into(), library })
    }

    /// Builds the library's client. On a machine without certificates it trusts none, so that plain http works.
    fn library(&self, change: impl Fn(ClientBuilder) -> ClientBuilder) -> reqwest::Result<Client> {
        change(self.configured()).build().or_else(|error| match ClientBuilder::new().build() {
            Ok(_) => Err(error),
            Err(_) => without_certificates(change(self.configured())).build(),
        })
    }

    /// Applies the settings of the user, then those that this crate enforces.
    fn configured(&self) -> ClientBuilder {
        let defaults = ClientBuilder::new().user_agent(&self.user_agent);
        let defaults = defaults.pool_idle_timeout(self.idle.timeout).pool_max_idle_per_host(self.idle.max_per_host);
        let defaults = match self.connect_timeout {
            Some(timeout) => defaults.connect_timeout(timeout),
            None => defaults,
        };
        let defaults = self.authorities.apply(self.identity.apply(with_windows(defaults)));
        let defaults = if self.is_direct { defaults.no_proxy() } else { defaults };
        let defaults = match &self.proxy {
            Some((proxy, _)) => defaults.proxy(proxy.clone()),
            None => defaults,
        };
        let builder = match &self.customise {
            Some(customise) => customise(defaults),
            None => defaults,
        };
        // If another crate enables HTTP/2 in the library, its default windows are too small for streams.
        let builder = if cfg!(feature = "http2") { builder } else { builder.http1_only() };
        builder.no_gzip().redirect(redirect::Policy::none()).retry(reqwest::retry::never()).timeout(Duration::MAX)
    }
}

/// Parses the URL of a proxy. The library ignores a proxy with an unknown scheme, so the requests would go directly to the server.
fn parse_proxy(url: String) -> Result<(Proxy, String), Error> {
    let refused = |what: &str| Error::configuration(format!("proxy {what}: give a URL, as in http://localhost:3128"));
    let proxy = Proxy::all(&url).map_err(|error| refused("is not a URL").with_source(error.without_url()))?;
    match url.split_once("://") {
        Some((scheme, _)) if ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) => Ok((proxy, url)),
        Some(_) => Err(refused("is not a URL of the scheme http or https, and no other scheme is supported")),
        // The library accepts any word as a host name.
        None if !url.contains(':') => Err(refused("is not a URL")),
        None => Ok((proxy, url)),
    }
}

/// Returns whether `NO_PROXY` applies to every server. The library applies `*` to names only, not to addresses.
fn is_proxy_disabled() -> bool {
    let set = |name| std::env::var(name).ok().filter(|hosts| !hosts.is_empty());
    let hosts = set("NO_PROXY").or_else(|| set("no_proxy"));
    hosts.is_some_and(|hosts| hosts.split(',').any(|host| host.trim() == "*"))
}

#[cfg(feature = "http2")]
pub(super) const WINDOW: u32 = 16 << 20;

#[cfg(not(feature = "http2"))]
fn with_windows(builder: ClientBuilder) -> ClientBuilder {
    builder
}

/// Sets HTTP/2 windows that a stream of small frames does not fill while its reader is slow. The library would treat that as an attack.
#[cfg(feature = "http2")]
fn with_windows(builder: ClientBuilder) -> ClientBuilder {
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
