// Generated from openapi.yaml 0.3.0 (sha256 122be5e0e78ef48afe9b01917ed8bed3faf1cff23f9be32cbe7bf5b7599f1029) by `cargo xtask codegen`. Not to be edited.

//! The resources of a server. Their methods describe calls; a call is sent when it is awaited.

use std::sync::Arc;
use agentspec_client::types;
use super::{Call, operations};
use crate::transport::Transport;

/// The books. Made by [`Client::books`](crate::Client::books).
#[derive(Clone, Debug)]
pub struct Books {
    pub(super) transport: Arc<Transport>,
}

impl Books {
    pub(crate) fn new(transport: Arc<Transport>) -> Self {
        Self { transport }
    }

    /// Read a book.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let server = agentspec_mock::MockServer::start().await;
    /// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
    /// # client.books().match_("book", "low").await?;
    /// let answer = client.books().get("book").await?;
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// - [`is_not_found`](crate::Error::is_not_found): there is no such book.
    /// - [`is_invalid_request`](crate::Error::is_invalid_request): an argument cannot be sent, or the server refuses it.
    /// - What every call can fail with: [`Error`](crate::Error).
    pub fn get(&self, book: impl Into<String>) -> Call<operations::GetBook> {
        let operation = operations::GetBook {
            book: book.into(),
            edition: None,
        };
        Call::new(Arc::clone(&self.transport), operation)
    }

    /// Forget a book.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let server = agentspec_mock::MockServer::start().await;
    /// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
    /// client.books().del("book").await?;
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// - [`is_invalid_request`](crate::Error::is_invalid_request): an argument cannot be sent, or the server refuses it.
    /// - What every call can fail with: [`Error`](crate::Error).
    pub fn del(&self, book: impl Into<String>) -> Call<operations::DeleteBook> {
        let operation = operations::DeleteBook {
            book: book.into(),
        };
        Call::new(Arc::clone(&self.transport), operation)
    }

    /// Read a book aloud.
    ///
    /// - `voice`: The voice.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let server = agentspec_mock::MockServer::start().await;
    /// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
    /// let events = client.books().match_("book", "low").await?;
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// - [`is_invalid_request`](crate::Error::is_invalid_request): an argument cannot be sent, or the server refuses it.
    /// - What ends the stream itself is an error of [`EventStream`](crate::EventStream).
    /// - What every call can fail with: [`Error`](crate::Error).
    pub fn match_(
        &self,
        book: impl Into<String>,
        voice: impl Into<String>,
    ) -> Call<operations::ReadBook> {
        let operation = operations::ReadBook {
            book: book.into(),
            body: types::ReadRequest::new(voice),
        };
        Call::new(Arc::clone(&self.transport), operation)
    }

    /// List the loans.
    ///
    /// All of them.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let server = agentspec_mock::MockServer::start().await;
    /// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
    /// let answer = client.books().loans().await?;
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// - What every call can fail with: [`Error`](crate::Error).
    pub fn loans(&self) -> Call<operations::ListLoans> {
        let operation = operations::ListLoans;
        Call::new(Arc::clone(&self.transport), operation)
    }
}
