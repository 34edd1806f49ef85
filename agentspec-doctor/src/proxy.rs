//! Finds the proxy of the environment or the system for a server, by the rules of the HTTP library.

use agentspec_ext::reqwest::Url;
use hyper_util::client::proxy::matcher::Matcher;

#[derive(Debug)]
pub(crate) struct Proxy {
    /// The host and port of the proxy that is used.
    pub(crate) used: Option<String>,
    /// Whether a proxy is set, but not used because the server is on this machine.
    pub(crate) is_passed_over: bool,
}

/// Returns whether `NO_PROXY` applies to every server. Its `*` includes addresses, which the library does not check.
fn is_without_proxy() -> bool {
    let set = |name| std::env::var(name).ok().filter(|hosts| !hosts.is_empty());
    set("NO_PROXY").or_else(|| set("no_proxy")).is_some_and(|hosts| hosts.split(',').any(|host| host.trim() == "*"))
}

impl Proxy {
    /// Returns the proxy for a server, which may be this machine.
    pub(crate) fn of(url: &Url, is_loopback: bool) -> Self {
        let set = url.as_str().parse().ok().filter(|_| !is_without_proxy()).and_then(|url| Matcher::from_system().intercept(&url));
        // The credential of the proxy is never shown.
        let set = set.and_then(|proxy| {
            let (host, port) = (proxy.uri().host()?.to_owned(), proxy.uri().port_u16());
            Some(port.map_or_else(|| host.clone(), |port| format!("{host}:{port}")))
        });
        if is_loopback { Self { used: None, is_passed_over: set.is_some() } } else { Self { used: set, is_passed_over: false } }
    }
}
