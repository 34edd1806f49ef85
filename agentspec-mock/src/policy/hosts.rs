//! Checks the host names of requests. A page of another site whose name resolves to this server (DNS rebinding) is refused, as its
//! browser sends that name. Pure.

use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, Uri, header, uri::Authority};

use crate::api::error::ApiError;

/// The accepted host names, in addition to those of this machine.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hosts {
    /// In lower case.
    allowed: Vec<String>,
}

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// What the server has received, which no page of another site may read, wherever the server listens.
    Seen,
    Other,
}

impl Hosts {
    /// Accepts a name.
    pub(crate) fn allow(&mut self, name: &str) {
        self.allowed.push(host_name(name).to_ascii_lowercase());
    }

    pub(crate) fn has_empty(&self) -> bool {
        self.allowed.iter().any(String::is_empty)
    }

    /// # Errors
    ///
    /// A 421 if the `Host` or the target of the request has a name that is not accepted.
    pub(crate) fn check(
        &self,
        bound: Option<SocketAddr>,
        purpose: Purpose,
        headers: &HeaderMap,
        target: Option<&Uri>,
    ) -> Result<(), ApiError> {
        let target = target.and_then(Uri::authority).map(Authority::as_str);
        // A value that is not text is no valid name.
        let hosts = headers.get_all(header::HOST).iter().map(|host| host.to_str().unwrap_or("?"));
        match hosts.chain(target).find(|host| !self.is_accepted(bound, purpose, host_name(host))) {
            Some(host) => Err(ApiError::other_name(host)),
            None => Ok(()),
        }
    }

    fn is_accepted(&self, bound: Option<SocketAddr>, purpose: Purpose, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        if is_this_machine(&host) || self.allowed.contains(&host) {
            return true;
        }
        // On another address it serves other machines, which may use names that it does not know.
        let serves_others = bound.is_some_and(|bound| !bound.ip().is_loopback()) && self.allowed.is_empty();
        serves_others && (purpose == Purpose::Other || address(&host).is_some())
    }
}

/// Returns whether a host is `localhost`, a name below it, or an address of this machine; `0.0.0.0` is one.
fn is_this_machine(host: &str) -> bool {
    match address(host) {
        Some(ip) => ip.is_loopback() || ip.is_unspecified(),
        None => host == "localhost" || host.ends_with(".localhost"),
    }
}

/// Parses a host that is an address, which needs no name resolution.
fn address(host: &str) -> Option<IpAddr> {
    let bracketed = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    bracketed.unwrap_or(host).parse().ok().map(|ip: IpAddr| ip.to_canonical())
}

/// Strips the user, the port and the final dot from a host.
fn host_name(host: &str) -> &str {
    let host = host.trim();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    let host = match host.rsplit_once(':') {
        // The last part of an IPv6 address without brackets looks like a port.
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

    fn accepts(hosts: &Hosts, bound: (Ipv4Addr, u16), purpose: Purpose, host: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.extend(HeaderValue::from_str(host).map(|host| (header::HOST, host)));
        hosts.check(Some(bound.into()), purpose, &headers, None).is_ok()
    }

    #[test]
    fn names_of_this_machine_are_accepted() {
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
            assert!(accepts(&Hosts::default(), LOOPBACK, Purpose::Seen, host), "{host}");
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
            assert!(!accepts(&Hosts::default(), LOOPBACK, Purpose::Other, host), "{host}");
        }
    }

    #[test]
    fn each_host_header_and_the_target_are_checked() {
        let check = |headers: &HeaderMap, target: &'static str| {
            Hosts::default().check(Some(LOOPBACK.into()), Purpose::Other, headers, Some(&Uri::from_static(target))).is_ok()
        };
        let mut headers = HeaderMap::new();
        assert!(check(&headers, "/v1/agents"), "every browser sends a Host");
        assert!(check(&headers, "http://localhost:8080/v1/agents") && !check(&headers, "http://evil.example/v1/agents"));
        headers.append(header::HOST, HeaderValue::from_static("localhost"));
        assert!(check(&headers, "/v1/agents"));
        headers.append(header::HOST, HeaderValue::from_static("evil.example"));
        assert!(!check(&headers, "/v1/agents"));
    }

    #[test]
    fn only_the_allowed_name_is_accepted_with_any_port() {
        let mut hosts = Hosts::default();
        hosts.allow("Mock.Test.");
        for bound in [LOOPBACK, ALL] {
            assert!(accepts(&hosts, bound, Purpose::Seen, "mock.test:9000") && accepts(&hosts, bound, Purpose::Seen, "localhost"));
            assert!(!accepts(&hosts, bound, Purpose::Other, "a.mock.test"));
        }
    }

    #[test]
    fn on_all_addresses_every_name_is_accepted_except_for_what_was_received() {
        let hosts = Hosts::default();
        assert!(accepts(&hosts, ALL, Purpose::Other, "mock:8080") && accepts(&hosts, ALL, Purpose::Other, "192.0.2.1"));
        assert!(accepts(&hosts, ALL, Purpose::Seen, "192.0.2.1:8080") && !accepts(&hosts, ALL, Purpose::Seen, "mock:8080"));
    }
}
