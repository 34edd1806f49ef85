//! What the tests of this workspace share: a clock that waits for nothing, a server that sends what it is told, byte for byte, the
//! contract as a judge, and a slow reader of streams for the fast one to be held against.

mod certificates;
mod clock;
mod contract;
mod examples;
mod in_memory;
pub mod observed;
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
pub use raw_server::{RawServer, Then, read_request};
pub use schemas::{contract, errors, resolve, validator, validator_of};
pub use spans::{Recorded, Recorder};
pub use tls_server::{TlsServer, Versions};
pub use tokio_rustls::rustls::version::{TLS12, TLS13};
pub use virtual_clock::VirtualClock;

use std::time::Duration;

use agentspec_ext::{Client, ClientBuilder, blocking};
use agentspec_mock::MockServer;

/// Waits until `condition` is true; half a minute is too long on any machine.
///
/// # Panics
/// It is not.
pub async fn until(condition: impl Fn() -> bool) {
    let is_true = async {
        while !condition() {
            tokio::task::yield_now().await;
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(30), is_true).await.is_ok(), "what is waited for does not come");
}

/// A builder for a client of the server at `url` that never waits between attempts, and never times out.
pub fn impatient(url: &str) -> (ClientBuilder, TestClock) {
    let clock = TestClock::default();
    (Client::builder().without_environment().base_url(url).clock(clock.clone()), clock)
}

/// A mock server whose answers are held against the contract, and a client of it as [`impatient`] makes.
///
/// # Panics
/// The server or the client cannot be made.
pub async fn mock() -> (CheckedServer, Client, TestClock) {
    let server = MockServer::start().await.checked();
    let (builder, clock) = impatient(&server.url());
    let client = builder.build();
    #[expect(clippy::expect_used, reason = "a test may fail")]
    (server, client.expect("the client is configured rightly"), clock)
}

/// As [`mock`], with a blocking client; outside of asynchronous code.
///
/// # Panics
/// The server or the client cannot be made.
#[must_use]
pub fn mock_blocking() -> (CheckedServer, blocking::Client, TestClock) {
    #[expect(clippy::expect_used, reason = "a test may fail")]
    let server = MockServer::builder().start_blocking().expect("a free port").checked();
    let (builder, clock) = impatient(&server.url());
    let client = blocking::ClientBuilder::from(builder).build();
    #[expect(clippy::expect_used, reason = "a test may fail")]
    (server, client.expect("the client is configured rightly"), clock)
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
