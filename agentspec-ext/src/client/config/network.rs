//! The way to the server: proxy, certificates, connections, headers, and the HTTP client itself.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;

use super::ClientBuilder;

impl ClientBuilder {
    /// The URL of a proxy for all requests, as in `http://localhost:3128`. Default: the system's (`HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`,
    /// `NO_PROXY`), but not for a server on this machine. `NO_PROXY=*` is for names and addresses alike. A variable that leads to the server and is
    /// not the URL of a proxy is a configuration error, unless a proxy, or none, is set here.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.network.proxy = Some(url.into());
        self
    }

    /// A file of certificates in PEM to trust beside the system's: of authorities, or of servers by themselves.
    ///
    /// A server's own certificate, which nobody else has signed, may say that it is one of an authority, as `openssl req -x509` makes them. It is
    /// accepted where it is in this file, or in that of `SSL_CERT_FILE`, and is for this host and not out of date. With [`http`](Self::http)
    /// it is not: then TLS is the HTTP library's own.
    pub fn ca_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.network.ca_file = Some(path.into());
        self
    }

    /// The certificate by which the client proves who it is to a server that demands one (mTLS): a file in PEM, with the certificates that lead to its
    /// authority behind it, and with its private key, unless [`client_key`](Self::client_key) names that. Default none.
    ///
    /// The key is not encrypted. With `native-tls` it is in PKCS #8 (`BEGIN PRIVATE KEY`).
    pub fn client_cert(mut self, path: impl Into<PathBuf>) -> Self {
        self.network.client_cert = Some(path.into());
        self
    }

    /// The private key of [`client_cert`](Self::client_cert), in PEM, where it is in a file of its own.
    pub fn client_key(mut self, path: impl Into<PathBuf>) -> Self {
        self.network.client_key = Some(path.into());
        self
    }

    /// How long connecting may take, TLS included, as a part of the [`timeout`](Self::timeout) of an attempt. Default 10 seconds; None is no
    /// limit but that.
    pub fn connect_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.network.connect_timeout = timeout.into();
        self
    }

    /// How long a connection is kept that no call uses. Default 90 seconds; None is as long as the server keeps it.
    pub fn pool_idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.network.pool_idle_timeout = timeout.into();
        self
    }

    /// How many connections are kept that no call uses; 0 keeps none. Default no limit. It does not bound how many calls there may be at once.
    ///
    /// They are counted for each host, which a client has one of, and for each runtime.
    pub fn pool_max_idle_per_host(mut self, connections: usize) -> Self {
        self.network.pool_max_idle_per_host = connections;
        self
    }

    /// A header to send with each request: `.header("x-team", "blue")`. That of a call with the same name, by
    /// [`Call::header`](crate::Call::header), is sent in its place. [`build`](Self::build) refuses those that a call refuses.
    pub fn header(mut self, name: impl AsRef<str>, value: impl TryInto<HeaderValue>) -> Self {
        self.headers.push(name, value);
        self
    }

    /// What the client calls itself, in `User-Agent`. Default `agentspec-rust/` and the version.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.network.user_agent = Some(name.into());
        self
    }

    /// Changes the HTTP client, in what there is no option for.
    ///
    /// What the other options say is set before. It hands HTTP and TLS over to the library: the heads of answers are read by the letter, and
    /// a self-signed certificate that says it is an authority's is not accepted, though [`ca_file`](Self::ca_file) names it.
    ///
    /// Set again afterwards, because they are this crate's to decide: redirects are not followed, there is no total timeout, and the HTTP
    /// client itself retries nothing; without the feature `http2` it speaks HTTP/1.1 alone. `customise` may run more than once; of two calls of this method, the second counts.
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
