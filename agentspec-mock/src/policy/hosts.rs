//! The names that a server answers to. A page of another site that has made its own name lead here (DNS rebinding) is refused by
//! the name that its browser sends. Pure.

use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, Uri, header, uri::Authority};

use crate::api::error::ApiError;

/// What a server answers to, beside the names of this machine.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hosts {
    /// In lower case.
    allowed: Vec<String>,
}

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// What the server has received: nothing that a page of another site may read, wherever the server listens.
    Seen,
    Other,
}

impl Hosts {
    /// Allows a name.
    pub(crate) fn allow(&mut self, name: &str) {
        self.allowed.push(bare(name).to_ascii_lowercase());
    }

    pub(crate) fn has_an_empty_one(&self) -> bool {
        self.allowed.iter().any(String::is_empty)
    }

    /// # Errors
    ///
    /// A 421 where the request, by its `Host` or its target, is for a name that is none of this server's.
    pub(crate) fn check(
        &self,
        bound: Option<SocketAddr>,
        purpose: Purpose,
        headers: &HeaderMap,
        target: Option<&Uri>,
    ) -> Result<(), ApiError> {
        let target = target.and_then(Uri::authority).map(Authority::as_str);
        // What is not text is no name.
        let hosts = headers.get_all(header::HOST).iter().map(|host| host.to_str().unwrap_or("?"));
        match hosts.chain(target).find(|host| !self.is_ours(bound, purpose, bare(host))) {
            Some(host) => Err(ApiError::other_name(host)),
            None => Ok(()),
        }
    }

    fn is_ours(&self, bound: Option<SocketAddr>, purpose: Purpose, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        if is_this_machine(&host) || self.allowed.contains(&host) {
            return true;
        }
        // Bound to another address it is there for other machines, which know it by names that it does not know.
        let is_for_others = bound.is_some_and(|bound| !bound.ip().is_loopback()) && self.allowed.is_empty();
        is_for_others && (purpose == Purpose::Other || address(&host).is_some())
    }
}

/// A `localhost` or an address that leads to this machine alone; `0.0.0.0` does too.
fn is_this_machine(host: &str) -> bool {
    match address(host) {
        Some(ip) => ip.is_loopback() || ip.is_unspecified(),
        None => host == "localhost" || host.ends_with(".localhost"),
    }
}

/// The address that stands there instead of a name: nobody can make it lead elsewhere.
fn address(host: &str) -> Option<IpAddr> {
    let bracketed = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    bracketed.unwrap_or(host).parse().ok().map(|ip: IpAddr| ip.to_canonical())
}

/// A host without its user, its port, and the dot at its end.
fn bare(host: &str) -> &str {
    let host = host.trim();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    let host = match host.rsplit_once(':') {
        // The last part of an address without brackets looks like a port.
        Some((name, port)) if is_port(port) && (!name.contains(':') || name.ends_with(']')) => name,
        _ => host,
    };
    host.strip_suffix('.').unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use http::HeaderValue;

    use super::*;

    const LOOPBACK: (Ipv4Addr, u16) = (Ipv4Addr::LOCALHOST, 8080);
    const ALL: (Ipv4Addr, u16) = (Ipv4Addr::UNSPECIFIED, 8080);

    fn passes(hosts: &Hosts, bound: (Ipv4Addr, u16), purpose: Purpose, host: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.extend(HeaderValue::from_str(host).map(|host| (header::HOST, host)));
        hosts.check(Some(bound.into()), purpose, &headers, None).is_ok()
    }

    #[test]
    fn names_of_this_machine_pass() {
        for host in [
            "localhost",
            "LocalHost:8080",
            "localhost.",
            "localhost.:8080",
            "agents.localhost",
            "127.0.0.1:8080",
            "127.9.9.9",
            "[::1]",
            "[::1]:8080",
            "::1",
            "[::ffff:127.0.0.1]:8080",
            "0.0.0.0:8080",
        ] {
            assert!(passes(&Hosts::default(), LOOPBACK, Purpose::Seen, host), "{host}");
        }
    }

    #[test]
    fn other_names_are_refused_on_a_loopback_address() {
        for host in [
            "evil.example",
            "evil.example:8080",
            "localhost.evil.example",
            "notlocalhost",
            "127.0.0.1.evil.example",
            "127.0.0.1:8080@evil.example",
            "192.0.2.1",
            "[2001:db8::1]:8080",
            "",
            "127.0.0.1:8080:evil.example",
        ] {
            assert!(!passes(&Hosts::default(), LOOPBACK, Purpose::Other, host), "{host}");
        }
    }

    #[test]
    fn each_host_counts_and_that_of_the_target_too() {
        let check = |headers: &HeaderMap, target: &'static str| {
            Hosts::default().check(Some(LOOPBACK.into()), Purpose::Other, headers, Some(&Uri::from_static(target))).is_ok()
        };
        let mut headers = HeaderMap::new();
        assert!(check(&headers, "/v1/agents"), "no browser leaves its Host out");
        assert!(check(&headers, "http://localhost:8080/v1/agents") && !check(&headers, "http://evil.example/v1/agents"));
        headers.append(header::HOST, HeaderValue::from_static("localhost"));
        assert!(check(&headers, "/v1/agents"));
        headers.append(header::HOST, HeaderValue::from_static("evil.example"));
        assert!(!check(&headers, "/v1/agents"));
    }

    #[test]
    fn an_allowed_name_passes_with_any_port_and_no_other_with_it() {
        let mut hosts = Hosts::default();
        hosts.allow("Mock.Test.");
        for bound in [LOOPBACK, ALL] {
            assert!(passes(&hosts, bound, Purpose::Seen, "mock.test:9000") && passes(&hosts, bound, Purpose::Seen, "localhost"));
            assert!(!passes(&hosts, bound, Purpose::Other, "a.mock.test"));
        }
    }

    #[test]
    fn on_all_addresses_every_name_passes_but_to_what_was_seen() {
        let hosts = Hosts::default();
        assert!(passes(&hosts, ALL, Purpose::Other, "mock:8080") && passes(&hosts, ALL, Purpose::Other, "192.0.2.1"));
        assert!(passes(&hosts, ALL, Purpose::Seen, "192.0.2.1:8080") && !passes(&hosts, ALL, Purpose::Seen, "mock:8080"));
    }
}
