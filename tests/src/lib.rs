//! Shared parts of the tests of this workspace: a clock that does not wait, a server that sends given bytes, checks against the contract, and a
//! slow reference reader of streams that the fast one is compared with.

mod certificates;
mod clock;
mod contract;
mod examples;
mod in_memory;
pub mod observed;
mod operations;
pub mod printed;
mod raw_server;
pub mod reference;
mod schemas;
mod spans;
mod tls_server;
mod virtual_clock;

pub use certificates::{Certificates, Identity};
pub use clock::TestClock;
pub use contract::{Checked, CheckedServer, check, events};
pub use examples::with_client;
pub use in_memory::{InMemory, Reaction, Seen};
pub use operations::{Operation, operations};
pub use raw_server::{RawServer, Then, read_request};
pub use schemas::{contract, errors, resolve, validator, validator_of};
pub use spans::{Recorded, Recorder};
pub use tls_server::{TlsServer, Versions};
pub use tokio_rustls::rustls::version::{TLS12, TLS13};
pub use virtual_clock::VirtualClock;

use std::time::Duration;

use agentspec_ext::{Client, ClientBuilder, blocking};
use agentspec_mock::MockServer;

/// Waits until `condition` is true, for half a minute at most, which is long on any machine.
///
/// # Panics
/// The condition is still false then.
pub async fn until(condition: impl Fn() -> bool) {
    let is_true = async {
        while !condition() {
            tokio::task::yield_now().await;
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(30), is_true).await.is_ok(), "the condition did not become true");
}

/// Creates a builder of clients of the server at `url` that never wait between attempts, and never time out.
pub fn impatient(url: &str) -> (ClientBuilder, TestClock) {
    let clock = TestClock::default();
    (Client::builder().without_environment().base_url(url).clock(clock.clone()), clock)
}

/// Starts a mock server whose responses are checked against the contract, with a client of it as [`impatient`] configures it.
///
/// # Panics
/// The server or the client cannot be created.
pub async fn mock() -> (CheckedServer, Client, TestClock) {
    let server = MockServer::start().await.checked();
    let (builder, clock) = impatient(&server.url());
    let client = builder.build();
    #[expect(clippy::expect_used, reason = "a test may fail")]
    (server, client.expect("a valid configuration"), clock)
}

/// As [`mock`], with a blocking client, for use outside of async code.
///
/// # Panics
/// The server or the client cannot be created.
#[must_use]
pub fn mock_blocking() -> (CheckedServer, blocking::Client, TestClock) {
    #[expect(clippy::expect_used, reason = "a test may fail")]
    let server = MockServer::builder().start_blocking().expect("a free port").checked();
    let (builder, clock) = impatient(&server.url());
    let client = blocking::ClientBuilder::from(builder).build();
    #[expect(clippy::expect_used, reason = "a test may fail")]
    (server, client.expect("a valid configuration"), clock)
}

#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../../README.md")]
    struct Readme;

    #[doc = include_str!("../../docs/operations.md")]
    struct Operations;

    #[doc = include_str!("../../docs/errors.md")]
    struct Errors;

    #[doc = include_str!("../../docs/configuration.md")]
    struct Configuration;
}
