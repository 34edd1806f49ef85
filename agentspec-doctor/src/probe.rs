//! Requests the server's health once, without a key, and reports the result layer by layer.

mod answer;
mod tls;

use agentspec_ext::reqwest::header::LOCATION;
use agentspec_ext::reqwest::{StatusCode, Url};
use agentspec_ext::{Error, ErrorKind, Phase};

use self::answer::{Answer, answer};
use self::tls::Refusal;
use crate::address::Address;
use crate::finding::Finding;
use crate::proxy::Proxy;
use crate::server::Spoken;

pub(crate) struct Probe<'a> {
    address: &'a Address,
    proxy: &'a Proxy,
    answer: Answer,
}

impl<'a> Probe<'a> {
    pub(crate) async fn of(address: &'a Address, proxy: &'a Proxy) -> Self {
        Self { address, proxy, answer: answer(address, |builder| builder).await }
    }

    /// Returns what the server speaks; `None` if it does not respond as an AgentSpec server.
    pub(crate) fn spoken(&self) -> Option<Spoken> {
        match &self.answer {
            Answer::Documented(_) => Some(Spoken::Documented),
            Answer::Runtime(_) => Some(Spoken::Runtime),
            Answer::Failed(_) => None,
        }
    }

    /// Returns the version that the server states.
    pub(crate) fn version(&self) -> Option<String> {
        match &self.answer {
            Answer::Documented(health) => Some(health.version.clone()),
            Answer::Runtime(health) => health.get("version")?.as_str().map(str::to_owned),
            Answer::Failed(_) => None,
        }
    }

    pub(crate) async fn tls(&self) -> Finding {
        match (self.answer.error(), self.address.is_https()) {
            (None, true) => Finding::ok("the certificate is trusted"),
            (None, false) => Finding::ok("not used: the URL is http"),
            (Some(error), true) => self.over_tls(error).await,
            (Some(error), false) => self.without_tls(error).await,
        }
    }

    async fn over_tls(&self, error: &Error) -> Finding {
        if error.status().is_some() || !matches!(error.kind(), ErrorKind::Connect | ErrorKind::Timeout(Phase::Connect)) {
            return Finding::ok("the certificate is trusted");
        }
        match Refusal::of(error) {
            Some(Refusal::NoTls) => self.no_tls().await,
            Some(refusal) => Finding::Problem(refusal.advice(self.address.host())),
            None if self.proxy.used.is_some() => Finding::skipped("no connection through the proxy"),
            None => Finding::problem(
                "the server closes the connection during the TLS handshake",
                "check that this port speaks https, and that the server supports TLS 1.2 or 1.3",
            ),
        }
    }

    async fn no_tls(&self) -> Finding {
        let plain = self.address.by("http");
        match plain {
            Some(plain) if answer(&plain, |builder| builder).await.is_http() => {
                Finding::problem("this port speaks plain http", format!("use {}", plain.base()))
            }
            _ => Finding::Problem(Refusal::NoTls.advice(self.address.host())),
        }
    }

    async fn without_tls(&self, error: &Error) -> Finding {
        // Servers that speak TLS close the connection, send something other than HTTP, or respond with 400.
        let may_be_tls = error.status().is_none_or(|status| status == StatusCode::BAD_REQUEST);
        if may_be_tls && let Some(secure) = self.address.by("https") {
            let answer = answer(&secure, |builder| builder).await;
            let is_refused = answer.error().and_then(Refusal::of).is_some_and(Refusal::is_of_certificate);
            if answer.is_http() || is_refused {
                return Finding::problem("this port speaks https", format!("use {}", secure.base()));
            }
        }
        Finding::ok("not used: the URL is http")
    }

    pub(crate) async fn proxy(&self) -> Finding {
        let Some(proxy) = &self.proxy.used else {
            let passed_over = "one is set, and not used for a server on this machine";
            return Finding::ok(if self.proxy.is_passed_over { passed_over } else { "none is used" });
        };
        let Some(error) = self.answer.error() else { return Finding::ok(format!("{proxy} is used")) };
        let host = self.address.host();
        let around = format!("add {host} to NO_PROXY");
        if wants_credential(error) {
            return Finding::problem(
                format!("the proxy {proxy} requires a credential"),
                format!("set it where the proxy is configured, as in http://user:password@{proxy}; or {around}"),
            );
        }
        if answer(self.address, |builder| builder.http(agentspec_ext::reqwest::ClientBuilder::no_proxy)).await.is_of_agentspec() {
            return Finding::problem(format!("the proxy {proxy} blocks the connection: without it the server responds"), around);
        }
        match error.kind() {
            ErrorKind::Connect | ErrorKind::Timeout(Phase::Connect) => Finding::problem(
                format!("no connection to the server, with the proxy {proxy} or without it"),
                format!("check HTTP_PROXY, HTTPS_PROXY and ALL_PROXY, and the host and the port; or {around}"),
            ),
            _ => Finding::ok(format!("{proxy} is used")),
        }
    }

    pub(crate) fn redirects(&self) -> Finding {
        let Some(error) = self.answer.error().filter(|error| error.status().is_some_and(|status| status.is_redirection())) else {
            return Finding::ok("none");
        };
        let target = error.headers().get(LOCATION).and_then(|target| target.to_str().ok());
        let requested = self.address.url.join(&format!("{}/healthz", self.address.url.path().trim_end_matches('/'))).ok();
        match target.and_then(|target| without_secrets(requested?.join(target).ok()?)) {
            Some(target) => {
                let base = target.as_str().strip_suffix("/healthz");
                let fix = base.map_or_else(
                    || "find the reason, such as a login page in front of the server".to_owned(),
                    |base| format!("use {base}"),
                );
                Finding::problem(format!("the server redirects to {target}, and redirects are not followed"), fix)
            }
            None => Finding::problem("the server redirects without a valid target", "give the URL of the AgentSpec server itself"),
        }
    }

    pub(crate) async fn health(&self) -> Finding {
        let error = match &self.answer {
            Answer::Documented(health) => return answer::documented(health),
            Answer::Runtime(health) => return answer::runtime(health),
            Answer::Failed(error) => error,
        };
        if error.is_timeout() {
            return Finding::problem(
                "the server accepts connections but does not respond",
                "check the server, and the port: another program may listen on it",
            );
        }
        let Some(status) = error.status() else {
            let what = error.message().split(": ").next().unwrap_or_default();
            return Finding::problem(what, "give the port of the AgentSpec server: another program may listen on this one");
        };
        let status = status.as_u16();
        match status {
            401 | 403 | 407 => Finding::problem(
                format!("/healthz returns status {status}, although it needs no key: a gateway in front of the server may require one"),
                "give the URL of the server itself, or let the gateway pass /healthz and /v1",
            ),
            500.. => Finding::problem(
                format!("/healthz returns status {status}, but not from an AgentSpec server"),
                "start the server behind the gateway, and check the gateway's logs",
            ),
            _ => {
                let what = format!("this is not an AgentSpec server: /healthz returns status {status} in another format");
                let shortened = self.address.shortened();
                match shortened {
                    Some(other) if answer(&other, |builder| builder).await.is_of_agentspec() => {
                        Finding::problem(what, format!("use {}", other.base()))
                    }
                    _ => Finding::problem(what, "check the host, the port and the path, which ends before /healthz and /v1"),
                }
            }
        }
    }
}

/// Returns whether a proxy requires a credential of its own.
fn wants_credential(error: &Error) -> bool {
    // After CONNECT the proxy library returns an error without a status, of a type that it does not export, so its text is compared.
    let to_connect = || {
        std::iter::successors(std::error::Error::source(error), |&error| error.source())
            .any(|source| source.to_string().ends_with("proxy authorization required"))
    };
    error.status() == Some(StatusCode::PROXY_AUTHENTICATION_REQUIRED) || error.kind() == ErrorKind::Connect && to_connect()
}

/// Returns the target of a redirect without the parts that may contain a token or a password.
fn without_secrets(mut target: Url) -> Option<Url> {
    target.set_query(None);
    target.set_fragment(None);
    target.set_username("").and_then(|()| target.set_password(None)).ok()?;
    Some(target)
}
