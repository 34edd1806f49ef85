//! Recognizes hosts that are this machine.

use url::{Host, Url};

/// Returns whether the server is this machine, in any notation of its name or address.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            name.eq_ignore_ascii_case("localhost") || name.to_ascii_lowercase().ends_with(".localhost")
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback() || address.to_ipv4_mapped().is_some_and(|address| address.is_loopback()),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn this_machine_has_many_names() {
        let is_this = |host: &str| is_loopback(&Url::parse(&format!("http://{host}:8080/team")).unwrap());
        for host in [
            "localhost",
            "LOCALHOST",
            "localhost.",
            "agents.localhost",
            "agents.LocalHost.",
            "127.0.0.1",
            "127.9.9.9",
            "127.1",
            "0x7f.1",
            "[::1]",
            "[0:0:0:0:0:0:0:1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f09:909]",
        ] {
            assert!(is_this(host), "{host}");
        }
        for host in
            ["localhost.example", "notlocalhost", "128.0.0.1", "[::ffff:10.0.0.1]", "[::2]", "0.0.0.0", "[::127.0.0.1]", "localhost.."]
        {
            assert!(!is_this(host), "{host}");
        }
    }
}
