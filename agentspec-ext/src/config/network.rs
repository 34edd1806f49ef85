//! The way to the server: proxy, certificates, and the HTTP client itself.

use std::path::PathBuf;
use std::sync::Arc;

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

    /// What the client calls itself, in `User-Agent`. Default `agentspec-rust/` and the version.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.network.user_agent = Some(name.into());
        self
    }

    /// Changes the HTTP client: what it trusts and how it names itself to servers, connection pools, and what else there is no option for.
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
    ///     .http(|http| http.pool_idle_timeout(Duration::from_secs(20)).no_proxy())
    ///     .build()?;
    /// # Ok::<(), agentspec_ext::Error>(())
    /// ```
    pub fn http(mut self, customise: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static) -> Self {
        self.network.customise = Some(Arc::new(customise));
        self
    }
}
