//! The network settings: proxy, certificates, connections, headers, and the HTTP client itself.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;

use super::ClientBuilder;

impl ClientBuilder {
    /// Sets the URL of a proxy for all requests, as in `http://localhost:3128`. Default: the system's (`HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`,
    /// `NO_PROXY`), except for a server on this machine. `NO_PROXY=*` matches names and addresses. An applicable variable that is not a proxy URL is a
    /// configuration error, unless a proxy, or none, is set here.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.network.proxy = Some(url.into());
        self
    }

    /// Sets a file of PEM certificates to trust in addition to the system's: of authorities, or of single servers.
    ///
    /// A self-signed server certificate may be a CA certificate, as `openssl req -x509` creates them. It is accepted if it is in this file or in that of
    /// `SSL_CERT_FILE`, is for this host and has not expired. It is not accepted with [`http`](Self::http), which leaves TLS to the HTTP library.
    pub fn ca_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.network.ca_file = Some(path.into());
        self
    }

    /// Sets the certificate that authenticates the client to a server that requires one (mTLS): a PEM file with the certificate, its chain, and its private
    /// key, unless [`client_key`](Self::client_key) names the key. Default none.
    ///
    /// The key must not be encrypted. With `native-tls` it must be in PKCS #8 (`BEGIN PRIVATE KEY`).
    pub fn client_cert(mut self, path: impl Into<PathBuf>) -> Self {
        self.network.client_cert = Some(path.into());
        self
    }

    /// Sets the file of the private key of [`client_cert`](Self::client_cert), in PEM, if it is a separate file.
    pub fn client_key(mut self, path: impl Into<PathBuf>) -> Self {
        self.network.client_key = Some(path.into());
        self
    }

    /// Sets the time limit for connecting, including TLS, as a part of the [`timeout`](Self::timeout) of an attempt. Default 10 seconds; None is no other
    /// limit than that.
    pub fn connect_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.network.connect_timeout = timeout.into();
        self
    }

    /// Sets how long an idle connection is kept. Default 90 seconds; None is as long as the server keeps it.
    pub fn pool_idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.network.pool_idle_timeout = timeout.into();
        self
    }

    /// Sets how many idle connections are kept; 0 keeps none. Default no limit. It does not limit the number of concurrent calls.
    ///
    /// The connections are counted per host and per runtime; a client has one host.
    pub fn pool_max_idle_per_host(mut self, connections: usize) -> Self {
        self.network.pool_max_idle_per_host = connections;
        self
    }

    /// Adds a header to each request: `.header("x-team", "blue")`. A header of a call, by [`Call::header`](crate::Call::header), overrides that of the same
    /// name. [`build`](Self::build) rejects the headers that a call rejects.
    pub fn header(mut self, name: impl AsRef<str>, value: impl TryInto<HeaderValue>) -> Self {
        self.headers.push(name, value);
        self
    }

    /// Sets the `User-Agent`. Default `agentspec-rust/` and the version.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.network.user_agent = Some(name.into());
        self
    }

    /// Changes the builder of the HTTP client, for settings that have no option here.
    ///
    /// The other options are applied before. HTTP and TLS are then left to the library: response heads are parsed strictly, and a self-signed certificate
    /// that is a CA certificate is not accepted, even if [`ca_file`](Self::ca_file) names it.
    ///
    /// This crate overrides some settings afterwards: redirects are not followed, there is no total timeout, and the HTTP client itself retries nothing;
    /// without the feature `http2` it speaks HTTP/1.1 only. `customise` may run more than once; a second call of this method replaces the first.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let client = agentspec_ext::Client::builder()
    ///     .http(|http| http.tcp_keepalive(Duration::from_secs(20)).no_proxy())
    ///     .build()?;
    /// # Ok::<(), agentspec_ext::Error>(())
    /// ```
    pub fn http(mut self, customise: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static) -> Self {
        self.network.customise = Some(Arc::new(customise));
        self
    }
}
