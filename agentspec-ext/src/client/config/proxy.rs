//! Rejects an invalid proxy in the environment, which the HTTP library would ignore.

use std::ffi::OsString;

use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

use crate::error::Error;
use crate::transport::Customise;

/// The variables that the HTTP library reads for each scheme, in order of precedence.
const HTTP_VARIABLES: [[&str; 2]; 2] = [["HTTP_PROXY", "http_proxy"], ALL_VARIABLES];
const HTTPS_VARIABLES: [[&str; 2]; 2] = [["HTTPS_PROXY", "https_proxy"], ALL_VARIABLES];
const ALL_VARIABLES: [&str; 2] = ["ALL_PROXY", "all_proxy"];
const NO_PROXY_VARIABLES: [&str; 2] = ["NO_PROXY", "no_proxy"];
/// Set for a CGI program, in which the library uses no proxy: a request header could set `HTTP_PROXY` there.
const CGI_VARIABLE: &str = "REQUEST_METHOD";

/// Checks the applicable variable. The error names the variable and omits its value, which may contain a password.
pub(super) fn check(base_url: &Url, environment: impl Fn(&str) -> Option<OsString>) -> Result<(), Error> {
    if environment(CGI_VARIABLE).is_some() {
        return Ok(());
    }
    let first = |names: [&'static str; 2]| names.into_iter().find_map(|name| Some((name, environment(name)?)));
    let variables = if base_url.scheme() == "https" { HTTPS_VARIABLES } else { HTTP_VARIABLES };
    let mut set = variables.into_iter().filter_map(first).filter(|(_, value)| !value.is_empty());
    let Some((name, value)) = set.next() else { return Ok(()) };
    let no_proxy = first(NO_PROXY_VARIABLES).and_then(|(_, value)| value.into_string().ok()).unwrap_or_default();
    let applies = |proxy: String| {
        let matcher = Matcher::builder().all(proxy).no(no_proxy.clone()).build();
        base_url.as_str().parse().is_ok_and(|url| matcher.intercept(&url).is_some())
    };
    let is_valid = value.into_string().is_ok_and(&applies);
    if is_valid || !applies("http://proxy.invalid".to_owned()) {
        return Ok(());
    }
    Err(Error::configuration(format!("{name} is not the URL of a proxy: give one, as in http://localhost:3128, or unset it")))
}

/// Returns whether a client takes its proxy from the environment, and not from `customise`. The library shows this only in its `Debug` output: a builder
/// lists the proxies that were set, and a client also those of the environment.
pub(super) fn uses_environment_proxy(customise: Option<&Customise>, http: &reqwest::Client) -> bool {
    const PROXIES: &str = "proxies: [";
    let given = customise.map(|customise| format!("{:?}", customise(reqwest::ClientBuilder::new())));
    !given.is_some_and(|given| given.contains(PROXIES)) && format!("{http:?}").contains(PROXIES)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    fn message(base_url: &str, variables: &[(&str, &str)]) -> Option<String> {
        let environment = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into());
        check(&Url::parse(base_url).unwrap(), environment).err().map(|error| error.message().to_owned())
    }

    #[test]
    fn an_invalid_applicable_variable_is_refused_by_name() {
        const BAD: &str = "http://me:s3cret@proxy example:1";
        let (http, https) = ("http://agents.example", "https://agents.example");
        for (url, variables, name) in [
            (http, &[("HTTP_PROXY", BAD)][..], "HTTP_PROXY"),
            (http, &[("http_proxy", BAD), ("HTTPS_PROXY", BAD)], "http_proxy"),
            (https, &[("HTTPS_PROXY", BAD)], "HTTPS_PROXY"),
            (https, &[("ALL_PROXY", BAD)], "ALL_PROXY"),
            (http, &[("HTTP_PROXY", ""), ("all_proxy", BAD)], "all_proxy"),
            (http, &[("HTTP_PROXY", BAD), ("ALL_PROXY", "http://proxy")], "HTTP_PROXY"),
            (http, &[("HTTP_PROXY", "quic://proxy")], "HTTP_PROXY"),
            (http, &[("HTTP_PROXY", BAD), ("NO_PROXY", "other.example")], "HTTP_PROXY"),
        ] {
            let message = message(url, variables).unwrap();
            assert!(
                message.starts_with(&format!("{name} is not the URL of a proxy")) && !message.contains("s3cret"),
                "{variables:?}: {message}"
            );
        }
        for (url, variables) in [
            (http, &[][..]),
            (http, &[("HTTP_PROXY", "")]),
            (http, &[("HTTP_PROXY", "http://me:s3cret@proxy:3128")]),
            (http, &[("HTTP_PROXY", "proxy:3128")]),
            (https, &[("HTTP_PROXY", BAD)]),
            (https, &[("HTTPS_PROXY", "http://proxy"), ("ALL_PROXY", BAD)]),
            (http, &[("HTTP_PROXY", BAD), ("NO_PROXY", ".example")]),
            (http, &[("HTTP_PROXY", BAD), ("REQUEST_METHOD", "GET")]),
        ] {
            assert_eq!(message(url, variables), None, "{variables:?}");
        }
    }

    #[test]
    fn a_client_with_a_proxy_or_without_ignores_the_environment() {
        let is = |customise: Option<&Customise>| {
            let builder = reqwest::ClientBuilder::new();
            let http = customise.map_or_else(reqwest::ClientBuilder::new, |customise| customise(builder)).build().unwrap();
            uses_environment_proxy(customise, &http)
        };
        assert!(is(None) && is(Some(&|http| http.user_agent("a"))));
        assert!(!is(Some(&reqwest::ClientBuilder::no_proxy)));
        assert!(!is(Some(&|http| http.proxy(reqwest::Proxy::all("http://proxy").unwrap()))));
    }
}
