// Generated from openapi.yaml 0.3.0 (sha256 f61f941429092fca4695cb8b34bf9a2939b16f633dac2ca76662ab4d9a406902) by `cargo xtask codegen`. Not to be edited.

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
    /// - What every call can fail with: [`Error`](crate::Error).
    pub fn yield_(&self) -> Call<operations::Status> {
        let operation = operations::Status;
        Call::new(Arc::clone(&self.transport), operation)
    }
}
