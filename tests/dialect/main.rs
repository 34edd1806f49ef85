//! Clients of a server in the dialect of the public runtime: with `dialect`, which translates it, and without, which recognizes it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc, reason = "a test may fail")]

mod answers;
mod auto;
mod recognition;
mod refusals;
mod retries;
mod sessions;
mod streams;

use agentspec_ext::{Client, ClientBuilder, Dialect};
use agentspec_mock::MockServer;
use agentspec_tests::{TestClock, impatient};

/// Starts a mock server in the runtime's dialect.
async fn runtime() -> MockServer {
    MockServer::builder().dialect(agentspec_mock::Dialect::Runtime).start().await.unwrap()
}

/// Starts a mock server in the runtime's dialect, with this configuration.
async fn configured(config: &str) -> MockServer {
    MockServer::builder().dialect(agentspec_mock::Dialect::Runtime).config(config).unwrap().start().await.unwrap()
}

/// Returns a builder of clients of the server at `url` in this dialect.
fn builder(url: &str, dialect: Dialect) -> (ClientBuilder, TestClock) {
    let (builder, clock) = impatient(url);
    (builder.dialect(dialect), clock)
}

/// Returns a client of the server at `url` that speaks the runtime's dialect.
fn client(url: &str) -> Client {
    builder(url, Dialect::Runtime).0.build().unwrap()
}
