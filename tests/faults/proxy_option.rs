//! The proxy option of the client, of row 36: the proxy is used, receives its credential, and over https never the key.

use agentspec_ext::{Client, ErrorKind, Outcome, blocking};
use agentspec_tests::{RawServer, Then, impatient};

use crate::run::on_a_thread;
use crate::table::{Expected, Method, Retried};

const REFUSED: Expected = Expected { kind: ErrorKind::Connect, outcome: Outcome::NotSent, retried: Retried::Never };
/// Over plain http the proxy receives the whole request: its 407 is a response to it.
const REFUSED_WHOLE: Expected = Expected { kind: ErrorKind::Status, outcome: Outcome::Rejected, retried: Retried::Never };
const KEY: &str = "sk-0123456789";
const WELL: &str = "HTTP/1.1 200 OK\r\nX-Note : a\r\nconnection: close\r\ncontent-length: 14\r\n\r\n{\"agents\": []}";
const REQUIRES_A_CREDENTIAL: &str =
    "HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
/// `user:secret`.
const CREDENTIAL: &str = "proxy-authorization: basic dxnlcjpzzwnyzxq=\r\n";

/// Creates clients of the server at `url` through the proxy, with its credential.
fn clients(url: &str, proxy: &RawServer) -> (Client, blocking::Client) {
    let builder = || impatient(url).0.api_key(KEY).proxy(proxy.url().replace("://", "://user:secret@"));
    (builder().build().unwrap(), blocking::ClientBuilder::from(builder()).build().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_36_the_proxy_of_the_option_receives_its_credential() {
    let proxy = RawServer::start([(WELL, Then::Close)]).await;
    let (client, blocking) = clients("http://agents.invalid", &proxy);
    assert!(client.agents().list().await.unwrap().is_empty());
    assert!(on_a_thread(|| blocking.agents().list().call().unwrap()).is_empty());
    assert_eq!(proxy.seen().len(), 2);
    for request in proxy.seen() {
        assert!(request.starts_with("GET http://agents.invalid/v1/agents HTTP/1.1\r\n"), "{request}");
        assert!(request.to_lowercase().contains(CREDENTIAL), "{request}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_36_the_outcome_of_a_407_depends_on_what_the_proxy_received() {
    for (url, expected) in [("https://agents.invalid", REFUSED), ("http://agents.invalid", REFUSED_WHOLE)] {
        for method in Method::ALL {
            let proxy = RawServer::start([(REQUIRES_A_CREDENTIAL, Then::Close)]).await;
            let (client, blocking) = clients(url, &proxy);
            expected.check(&method.call(&client).await.unwrap_err(), method, url);
            expected.check(&on_a_thread(|| method.call_blocking(&blocking).unwrap_err()), method, url);
            let seen = proxy.seen();
            assert_eq!(seen.len(), 2, "{url}");
            assert!(seen.iter().all(|request| request.to_lowercase().contains(CREDENTIAL)), "{seen:?}");
            assert!(url.starts_with("http:") || !seen.concat().contains(KEY), "{seen:?}");
        }
    }
}

#[test]
fn fault_36_an_invalid_proxy_url_is_refused_without_showing_its_credential() {
    let error = impatient("http://agents.invalid").0.proxy("http://user:secret@").build().unwrap_err();
    assert!(error.is_configuration() && error.message() == "proxy is not a URL: give a URL, as in http://localhost:3128", "{error}");
    assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    assert!(!format!("{:?}", impatient("http://agents.invalid").0.proxy("http://user:secret@proxy")).contains("secret"));
}

#[test]
fn fault_36_a_proxy_of_an_unknown_scheme_is_refused_and_never_ignored() {
    for scheme in ["ftp", "socks5", "socks5h", "foo", "file"] {
        let error = impatient("http://agents.invalid").0.proxy(format!("{scheme}://user:secret@127.0.0.1:1")).build().unwrap_err();
        assert!(error.is_configuration() && error.message().starts_with("proxy is not a URL"), "{scheme}: {error}");
        assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    }
    for given in ["nonsense", "", "proxy.example"] {
        let error = impatient("http://agents.invalid").0.proxy(given).build().unwrap_err();
        assert!(error.is_configuration() && error.message().starts_with("proxy is not a URL: give a URL, as in http://"), "{error}");
    }
    for given in ["http://127.0.0.1:1", "HTTPS://127.0.0.1:1", "127.0.0.1:1"] {
        impatient("http://agents.invalid").0.proxy(given).build().unwrap();
    }
}
