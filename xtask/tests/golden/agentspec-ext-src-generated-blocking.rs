// Generated from openapi.yaml 0.3.0 (sha256 122be5e0e78ef48afe9b01917ed8bed3faf1cff23f9be32cbe7bf5b7599f1029) by `cargo xtask codegen`. Not to be edited.

//! The resources and the calls of the client, without async: each method wraps the async one.

use agentspec_client::types;
use super::stream::EventStream;
use super::{Call, Client, SessionHandle};
use crate::operations;

/// The books. Made by [`Client::books`](super::Client::books).
#[derive(Clone, Debug)]
pub struct Books {
    pub(super) inner: crate::Books,
}

impl Books {
    /// Read a book. As [`Books::get`](crate::Books::get).
    ///
    /// ```
    /// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
    /// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
    /// # client.books().match_("book", "low").call()?;
    /// let answer = client.books().get("book").call()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn get(&self, book: impl Into<String>) -> Call<operations::GetBook> {
        Call::new(self.inner.get(book))
    }

    /// Forget a book. As [`Books::del`](crate::Books::del).
    ///
    /// ```
    /// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
    /// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
    /// client.books().del("book").call()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn del(&self, book: impl Into<String>) -> Call<operations::DeleteBook> {
        Call::new(self.inner.del(book))
    }

    /// Read a book aloud. As [`Books::match_`](crate::Books::match_).
    ///
    /// ```
    /// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
    /// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
    /// let events = client.books().match_("book", "low").call()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn match_(
        &self,
        book: impl Into<String>,
        voice: impl Into<String>,
    ) -> Call<operations::ReadBook, EventStream> {
        Call::giving(self.inner.match_(book, voice), EventStream::new)
    }

    /// List the loans. As [`Books::loans`](crate::Books::loans).
    ///
    /// ```
    /// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
    /// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
    /// let answer = client.books().loans().call()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn loans(&self) -> Call<operations::ListLoans> {
        Call::new(self.inner.loans())
    }
}

impl Client {
    /// The books.
    #[must_use]
    pub fn books(&self) -> Books {
        Books {
            inner: self.client.books(),
        }
    }

    /// Ask how the library is. As [`Client::yield_`](crate::Client::yield_).
    ///
    /// ```
    /// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
    /// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
    /// let text = client.yield_().call()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn yield_(&self) -> Call<operations::Status> {
        Call::new(self.client.yield_())
    }
}

impl SessionHandle {}
impl Call<operations::GetBook> {
    /// At least 1.
    pub fn edition(mut self, edition: u32) -> Self {
        self.call = self.call.edition(edition);
        self
    }
}

impl Call<operations::ReadBook> {
    /// More of how to read.
    pub fn options(mut self, options: types::ReadOptions) -> Self {
        self.call = self.call.options(options);
        self
    }

    /// The reader.
    pub fn from(mut self, from: impl Into<String>) -> Self {
        self.call = self.call.from(from);
        self
    }
}
