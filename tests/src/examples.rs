//! The setting of the examples in `docs/`, so that each shows only its subject.

use agentspec_ext::{Client, Error};

/// Runs `example` on a runtime of its own, with a client of a mock server, as [`mock`](crate::mock) makes them.
///
/// # Panics
/// The example fails, or its server or client cannot be created.
pub fn with_client(example: impl AsyncFnOnce(Client) -> Result<(), Error>) {
    #[expect(clippy::expect_used, reason = "an example may fail")]
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let (_server, client, _clock) = crate::mock().await;
        if let Err(error) = example(client).await {
            panic!("the example failed: {error:?}");
        }
    });
}
