// Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.

//! The resources and the calls of the client.

use std::sync::Arc;
use super::Client;
use crate::api::resources::{Agents, Sessions, Pipelines};
use crate::api::{Call, operations};

impl Client {
    /// Agents. Each call is independent of the others.
    #[must_use]
    pub fn agents(&self) -> Agents {
        Agents::new(Arc::clone(&self.transport))
    }

    /// Conversations. The agent remembers the previous turns.
    #[must_use]
    pub fn sessions(&self) -> Sessions {
        Sessions::new(Arc::clone(&self.transport))
    }

    /// Pipelines. A pipeline runs several agents in sequence.
    #[must_use]
    pub fn pipelines(&self) -> Pipelines {
        Pipelines::new(Arc::clone(&self.transport))
    }

    /// Check the server's health.
    ///
    /// Needs no authentication. A degraded server answers 503 with the same body, which is a value and not an error.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let server = agentspec_mock::MockServer::start().await;
    /// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
    /// let response = client.health().await?;
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// - The errors of every call: see [`Error`](crate::Error).
    pub fn health(&self) -> Call<operations::Health> {
        let operation = operations::Health;
        Call::new(Arc::clone(&self.transport), operation)
    }

    /// Read the server's metrics.
    ///
    /// Returns the metrics in the Prometheus text exposition format, version 0.0.4. Needs no authentication.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let server = agentspec_mock::MockServer::start().await;
    /// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
    /// let text = client.metrics().await?;
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// - The errors of every call: see [`Error`](crate::Error).
    pub fn metrics(&self) -> Call<operations::Metrics> {
        let operation = operations::Metrics;
        Call::new(Arc::clone(&self.transport), operation)
    }
}
