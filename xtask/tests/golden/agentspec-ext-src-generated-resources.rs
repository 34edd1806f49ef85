// Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.

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
    /// let response = client.books().get("book").await?;
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// - [`is_not_found`](crate::Error::is_not_found): there is no such book.
    /// - [`is_invalid_request`](crate::Error::is_invalid_request): an argument cannot be sent, or the server rejects it.
    /// - The errors of every call: see [`Error`](crate::Error).
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
    /// - [`is_invalid_request`](crate::Error::is_invalid_request): an argument cannot be sent, or the server rejects it.
    /// - The errors of every call: see [`Error`](crate::Error).
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
    /// - [`is_invalid_request`](crate::Error::is_invalid_request): an argument cannot be sent, or the server rejects it.
    /// - Errors of the stream itself are those of [`EventStream`](crate::EventStream).
    /// - The errors of every call: see [`Error`](crate::Error).
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
    /// let response = client.books().loans().await?;
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// - The errors of every call: see [`Error`](crate::Error).
    pub fn loans(&self) -> Call<operations::ListLoans> {
        let operation = operations::ListLoans;
        Call::new(Arc::clone(&self.transport), operation)
    }
}

/// The talks with a librarian. Made by [`Client::sessions`](crate::Client::sessions).
#[derive(Clone, Debug)]
pub struct Sessions {
    pub(super) transport: Arc<Transport>,
}

impl Sessions {
    pub(crate) fn new(transport: Arc<Transport>) -> Self {
        Self { transport }
    }

    /// Read a session.
    ///
    /// - `librarian`: The librarian's name.
    /// - `session_id`: The session's id.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let server = agentspec_mock::MockServer::start().await;
    /// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
    /// # client.sessions().ask("librarian", "session_id", "May I?").await?;
    /// let response = client.sessions().get("librarian", "session_id").await?;
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// - [`is_invalid_request`](crate::Error::is_invalid_request): an argument cannot be sent, or the server rejects it.
    /// - The errors of every call: see [`Error`](crate::Error).
    pub fn get(
        &self,
        librarian: impl Into<String>,
        session_id: impl Into<String>,
    ) -> Call<operations::GetSession> {
        let operation = operations::GetSession {
            librarian: librarian.into(),
            session_id: session_id.into(),
            since: None,
        };
        Call::new(Arc::clone(&self.transport), operation)
    }

    /// Forget a session.
    ///
    /// - `librarian`: The librarian's name.
    /// - `session_id`: The session's id.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let server = agentspec_mock::MockServer::start().await;
    /// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
    /// let text = client.sessions().delete("librarian", "session_id").await?;
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// - [`is_invalid_request`](crate::Error::is_invalid_request): an argument cannot be sent, or the server rejects it.
    /// - The errors of every call: see [`Error`](crate::Error).
    pub fn delete(
        &self,
        librarian: impl Into<String>,
        session_id: impl Into<String>,
    ) -> Call<operations::DeleteSession> {
        let operation = operations::DeleteSession {
            librarian: librarian.into(),
            session_id: session_id.into(),
        };
        Call::new(Arc::clone(&self.transport), operation)
    }

    /// Ask for a loan.
    ///
    /// - `librarian`: The librarian's name.
    /// - `session_id`: The session's id.
    /// - `input`: The question.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let server = agentspec_mock::MockServer::start().await;
    /// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
    /// let response = client.sessions().ask("librarian", "session_id", "May I?").await?;
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// - [`is_invalid_request`](crate::Error::is_invalid_request): an argument cannot be sent, or the server rejects it.
    /// - The errors of every call: see [`Error`](crate::Error).
    pub fn ask(
        &self,
        librarian: impl Into<String>,
        session_id: impl Into<String>,
        input: impl Into<String>,
    ) -> Call<operations::AskSession> {
        let operation = operations::AskSession {
            librarian: librarian.into(),
            session_id: session_id.into(),
            body: types::InvokeRequest::new(input),
        };
        Call::new(Arc::clone(&self.transport), operation)
    }

    /// Ask for a loan, and hear the words.
    ///
    /// - `librarian`: The librarian's name.
    /// - `session_id`: The session's id.
    /// - `input`: The question.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let server = agentspec_mock::MockServer::start().await;
    /// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
    /// let events = client.sessions().ask_stream("librarian", "session_id", "May I?").await?;
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// - [`is_invalid_request`](crate::Error::is_invalid_request): an argument cannot be sent, or the server rejects it.
    /// - Errors of the stream itself are those of [`EventStream`](crate::EventStream).
    /// - The errors of every call: see [`Error`](crate::Error).
    pub fn ask_stream(
        &self,
        librarian: impl Into<String>,
        session_id: impl Into<String>,
        input: impl Into<String>,
    ) -> Call<operations::AskSessionStream> {
        let operation = operations::AskSessionStream {
            librarian: librarian.into(),
            session_id: session_id.into(),
            body: types::InvokeRequest::new(input),
        };
        Call::new(Arc::clone(&self.transport), operation)
    }

    /// Read a book of a session, which is no call of the session alone.
    ///
    /// - `librarian`: The librarian's name.
    /// - `session_id`: The session's id.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let server = agentspec_mock::MockServer::start().await;
    /// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
    /// let response = client.sessions().book("librarian", "session_id", "book").await?;
    /// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// - [`is_invalid_request`](crate::Error::is_invalid_request): an argument cannot be sent, or the server rejects it.
    /// - The errors of every call: see [`Error`](crate::Error).
    pub fn book(
        &self,
        librarian: impl Into<String>,
        session_id: impl Into<String>,
        book: impl Into<String>,
    ) -> Call<operations::SessionBook> {
        let operation = operations::SessionBook {
            librarian: librarian.into(),
            session_id: session_id.into(),
            book: book.into(),
        };
        Call::new(Arc::clone(&self.transport), operation)
    }
}
