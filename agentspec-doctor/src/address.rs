//! Checks the URL, its host name and its port.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use agentspec_ext::reqwest::Url;
use agentspec_ext::{Client, ClientBuilder, Dialect};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use crate::finding::{Advice, Finding};
use crate::proxy::Proxy;
use crate::server::Spoken;

const TIMEOUT: Duration = Duration::from_secs(5);
const BY_PROXY: &str = "the proxy does this";

/// The address of the server.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    pub(crate) url: Url,
}

impl Address {
    pub(crate) fn parse(text: &str) -> Result<(Self, Finding), Advice> {
        let text = text.trim();
        if let Err(error) = Client::builder().without_environment().base_url(text).build() {
            // Text that may contain a password is not repeated.
            let lacks_scheme = !text.contains(":/") && !text.is_empty() && !text.contains(['@', '?', '#']);
            let fix = if lacks_scheme { format!("use http://{text}") } else { "give a URL such as http://localhost:8080".to_owned() };
            return Err(Advice::of_message(&error.message().replacen("base_url", "the URL", 1), &fix));
        }
        let url = Url::parse(text).map_err(|_| Advice::new("the URL is invalid", "give a URL such as http://localhost:8080"))?;
        let address = Self { url };
        let finding = Finding::ok(address.base());
        Ok((address, finding))
    }

    pub(crate) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    pub(crate) fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or_default()
    }

    pub(crate) fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Returns the URL as a user would write it.
    pub(crate) fn base(&self) -> String {
        self.url.as_str().trim_end_matches('/').to_owned()
    }

    /// Returns the same host and port with another scheme.
    pub(crate) fn by(&self, scheme: &str) -> Option<Self> {
        let path = self.url.path().trim_end_matches('/');
        Url::parse(&format!("{scheme}://{}:{}{path}", self.host(), self.port())).ok().map(|url| Self { url })
    }

    /// Returns the address without its path, or without the part of the path that the client adds itself.
    pub(crate) fn shortened(&self) -> Option<Self> {
        let path = self.url.path();
        let end = ["/v1", "/healthz"].iter().find_map(|added| path.find(added)).unwrap_or(0);
        let mut url = self.url.clone();
        url.set_path(&path[..end]);
        (url != self.url).then_some(Self { url })
    }

    /// Returns whether the server is this machine, by the rule of the client, which is not exported.
    pub(crate) fn is_loopback(&self) -> bool {
        let host = self.host().trim_matches(['[', ']']).trim_end_matches('.');
        let is_this = |address: std::net::IpAddr| address.to_canonical().is_loopback();
        host == "localhost" || host.ends_with(".localhost") || host.parse().is_ok_and(is_this)
    }

    /// Configures a client that speaks as the server does, and makes one attempt with a short timeout.
    pub(crate) fn ask(&self, builder: ClientBuilder, spoken: Spoken) -> ClientBuilder {
        let dialect = match spoken {
            Spoken::Documented => Dialect::Documented,
            Spoken::Runtime => Dialect::Runtime,
        };
        builder.base_url(self.base()).dialect(dialect).max_retries(0).timeout(2 * TIMEOUT)
    }

    async fn addresses(&self) -> Option<Vec<SocketAddr>> {
        let host = self.host().trim_matches(['[', ']']);
        let found = timeout(2 * TIMEOUT, lookup_host((host, self.port()))).await.ok()?.ok()?;
        let mut found: Vec<_> = found.collect();
        found.sort();
        found.dedup();
        Some(found).filter(|found| !found.is_empty())
    }

    pub(crate) async fn resolves(&self, proxy: &Proxy) -> Finding {
        if proxy.used.is_some() {
            return Finding::skipped(BY_PROXY);
        }
        let host = self.host();
        match self.addresses().await {
            Some(found) => {
                let found: Vec<_> = found.iter().map(|address| address.ip().to_string()).collect();
                Finding::ok(format!("{host} is {}", found.join(", ")))
            }
            None => {
                Finding::problem(format!("{host} does not resolve"), "check its spelling, and whether only another network or VPN knows it")
            }
        }
    }

    pub(crate) async fn takes_connections(&self, proxy: &Proxy) -> Finding {
        if proxy.used.is_some() {
            return Finding::skipped(BY_PROXY);
        }
        let (host, port) = (self.host(), self.port());
        let mut refused = None;
        for address in self.addresses().await.unwrap_or_default() {
            match timeout(TIMEOUT, TcpStream::connect(address)).await {
                Ok(Ok(_)) => return Finding::ok(format!("{host}:{port} accepts connections")),
                Ok(Err(error)) => refused = Some(error.kind()),
                Err(_) => {}
            }
        }
        match refused {
            None => Finding::problem(
                format!("{host}:{port} does not respond within {} seconds", TIMEOUT.as_secs()),
                "check the host and the port, and any firewall in between",
            ),
            Some(io::ErrorKind::ConnectionRefused) => {
                Finding::problem(format!("{host}:{port} refuses connections"), "start the server, or give the port that it listens on")
            }
            Some(kind) => Finding::problem(
                format!("{host}:{port} cannot be reached: {kind}"),
                "check this machine's network, and the host and the port",
            ),
        }
    }
}
