// Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.

//! The resources and the calls of the client, without async: each method wraps the async one.

use agentspec_client::types;
use super::stream::EventStream;
use super::{Call, Client, SessionHandle};
use crate::api::{operations, resources};

/// The books. Made by [`Client::books`](super::Client::books).
#[derive(Clone, Debug)]
pub struct Books {
    pub(super) inner: resources::Books,
}

impl Books {
    /// Read a book. As [`Books::get`](crate::Books::get).
    ///
    /// ```
    /// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
    /// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
    /// # client.books().match_("book", "low").call()?;
    /// let response = client.books().get("book").call()?;
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
        Call::mapped(self.inner.match_(book, voice), EventStream::new)
    }

    /// List the loans. As [`Books::loans`](crate::Books::loans).
    ///
    /// ```
    /// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
    /// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
    /// let response = client.books().loans().call()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn loans(&self) -> Call<operations::ListLoans> {
        Call::new(self.inner.loans())
    }
}

/// The talks with a librarian. Made by [`Client::sessions`](super::Client::sessions).
#[derive(Clone, Debug)]
pub struct Sessions {
    pub(super) inner: resources::Sessions,
}

impl Sessions {
    /// Read a session. As [`Sessions::get`](crate::Sessions::get).
    ///
    /// ```
    /// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
    /// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
    /// # client.sessions().ask("librarian", "session_id", "May I?").call()?;
    /// let response = client.sessions().get("librarian", "session_id").call()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn get(
        &self,
        librarian: impl Into<String>,
        session_id: impl Into<String>,
    ) -> Call<operations::GetSession> {
        Call::new(self.inner.get(librarian, session_id))
    }

    /// Forget a session. As [`Sessions::delete`](crate::Sessions::delete).
    ///
    /// ```
    /// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
    /// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
    /// let text = client.sessions().delete("librarian", "session_id").call()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn delete(
        &self,
        librarian: impl Into<String>,
        session_id: impl Into<String>,
    ) -> Call<operations::DeleteSession> {
        Call::new(self.inner.delete(librarian, session_id))
    }

    /// Ask for a loan. As [`Sessions::ask`](crate::Sessions::ask).
    ///
    /// ```
    /// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
    /// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
    /// let response = client.sessions().ask("librarian", "session_id", "May I?").call()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn ask(
        &self,
        librarian: impl Into<String>,
        session_id: impl Into<String>,
        input: impl Into<String>,
    ) -> Call<operations::AskSession> {
        Call::new(self.inner.ask(librarian, session_id, input))
    }

    /// Ask for a loan, and hear the words. As [`Sessions::ask_stream`](crate::Sessions::ask_stream).
    ///
    /// ```
    /// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
    /// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
    /// let events = client.sessions().ask_stream("librarian", "session_id", "May I?").call()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn ask_stream(
        &self,
        librarian: impl Into<String>,
        session_id: impl Into<String>,
        input: impl Into<String>,
    ) -> Call<operations::AskSessionStream, EventStream> {
        Call::mapped(
            self.inner.ask_stream(librarian, session_id, input),
            EventStream::new,
        )
    }

    /// Read a book of a session, which is no call of the session alone. As [`Sessions::book`](crate::Sessions::book).
    ///
    /// ```
    /// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
    /// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
    /// let response = client.sessions().book("librarian", "session_id", "book").call()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn book(
        &self,
        librarian: impl Into<String>,
        session_id: impl Into<String>,
        book: impl Into<String>,
    ) -> Call<operations::SessionBook> {
        Call::new(self.inner.book(librarian, session_id, book))
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

    /// The talks with a librarian.
    #[must_use]
    pub fn sessions(&self) -> Sessions {
        Sessions {
            inner: self.client.sessions(),
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

impl SessionHandle {
    /// Read a session. As [`SessionHandle::get`](crate::SessionHandle::get).
    pub fn get(&self) -> Call<operations::GetSession> {
        Call::new(self.handle.get())
    }

    /// Forget a session. As [`SessionHandle::delete`](crate::SessionHandle::delete).
    pub fn delete(&self) -> Call<operations::DeleteSession> {
        Call::new(self.handle.delete())
    }

    /// Ask for a loan. As [`SessionHandle::ask`](crate::SessionHandle::ask).
    pub fn ask(&self, input: impl Into<String>) -> Call<operations::AskSession> {
        Call::new(self.handle.ask(input))
    }

    /// Ask for a loan, and hear the words. As [`SessionHandle::ask_stream`](crate::SessionHandle::ask_stream).
    pub fn ask_stream(
        &self,
        input: impl Into<String>,
    ) -> Call<operations::AskSessionStream, EventStream> {
        Call::mapped(self.handle.ask_stream(input), EventStream::new)
    }
}

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

impl Call<operations::GetSession> {
    pub fn since(mut self, since: impl Into<String>) -> Self {
        self.call = self.call.since(since);
        self
    }
}
