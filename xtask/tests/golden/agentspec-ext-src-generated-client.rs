// Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.

//! The resources and the calls of the client.

use std::sync::Arc;
use super::Client;
use crate::api::resources::{Books, Sessions};
use crate::api::{Call, operations};

impl Client {
    /// The books.
    #[must_use]
    pub fn books(&self) -> Books {
        Books::new(Arc::clone(&self.transport))
    }

    /// The talks with a librarian.
    #[must_use]
    pub fn sessions(&self) -> Sessions {
        Sessions::new(Arc::clone(&self.transport))
    }

    /// Ask how the library is.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let server = agentspec_mock::MockServer::start().await;
    /// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
    /// let text = client.yield_().await?;
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// - The errors of every call: see [`Error`](crate::Error).
    pub fn yield_(&self) -> Call<operations::Status> {
        let operation = operations::Status;
        Call::new(Arc::clone(&self.transport), operation)
    }
}
