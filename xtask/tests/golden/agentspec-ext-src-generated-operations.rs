// Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.

//! What each operation sends, as in `Call<operations::InvokeAgent>`, and how the raw client sends it.

use agentspec_client::{Client as RawClient, Error as RawError, ResponseValue, types};
use super::{Call, name, prompt};
use crate::error::Error;
use crate::ids::Ids;
use crate::operation::{Delivery, Perform};
use crate::trace::{CallSpan, Subject};

/// What [`Books::get`](crate::Books::get) sends.
#[derive(Clone, Debug)]
pub struct GetBook {
    pub(crate) book: String,
    pub(crate) edition: Option<u32>,
}

impl Call<GetBook> {
    /// At least 1.
    pub fn edition(mut self, edition: u32) -> Self {
        self.operation_mut().edition = Some(edition);
        self
    }
}

impl Perform for GetBook {
    type Output = types::Book;
    type Wire = types::Book;
    const ID: &'static str = "get_book";
    const IS_IDEMPOTENT: bool = true;
    fn check(&self) -> Result<(), Error> {
        name::check("book", &self.book)
    }

    async fn send(
        &self,
        raw: &RawClient,
        ids: &Ids,
    ) -> Result<ResponseValue<Self::Wire>, RawError> {
        raw.get_book(&self.book, self.edition, Some(&ids.correlation_id)).await
    }
}

/// What [`Books::del`](crate::Books::del) sends.
#[derive(Clone, Debug)]
pub struct DeleteBook {
    pub(crate) book: String,
}

impl Perform for DeleteBook {
    type Output = ();
    type Wire = ();
    const ID: &'static str = "delete_book";
    const IS_IDEMPOTENT: bool = true;
    fn check(&self) -> Result<(), Error> {
        name::check("book", &self.book)
    }

    async fn send(
        &self,
        raw: &RawClient,
        ids: &Ids,
    ) -> Result<ResponseValue<Self::Wire>, RawError> {
        raw.delete_book(&self.book, Some(&ids.correlation_id)).await
    }
}

/// What [`Books::match_`](crate::Books::match_) sends.
#[derive(Clone, Debug)]
pub struct ReadBook {
    pub(crate) book: String,
    pub(crate) body: types::ReadRequest,
}

impl Call<ReadBook> {
    /// More of how to read.
    pub fn options(mut self, options: types::ReadOptions) -> Self {
        self.operation_mut().body.options = Some(options);
        self
    }

    /// The reader.
    pub fn from(mut self, from: impl Into<String>) -> Self {
        self.operation_mut().body.from = Some(from.into());
        self
    }
}

impl Perform for ReadBook {
    type Output = crate::stream::EventStream;
    type Wire = agentspec_client::ByteStream;
    const ID: &'static str = "read_book";
    const IS_IDEMPOTENT: bool = false;
    const DELIVERY: Delivery = Delivery::Stream;
    fn record(events: &mut Self::Output, span: CallSpan) {
        events.set_span(span);
    }

    fn check(&self) -> Result<(), Error> {
        name::check("book", &self.book)
    }

    async fn send(
        &self,
        raw: &RawClient,
        ids: &Ids,
    ) -> Result<ResponseValue<Self::Wire>, RawError> {
        raw.read_book(
                &self.book,
                Some(&ids.idempotency_key),
                Some(&ids.correlation_id),
                &self.body,
            )
            .await
    }
}

/// What [`Books::loans`](crate::Books::loans) sends.
#[derive(Clone, Debug)]
pub struct ListLoans;

impl Perform for ListLoans {
    type Output = types::Loans;
    type Wire = types::Loans;
    const ID: &'static str = "list_loans";
    const IS_IDEMPOTENT: bool = true;
    async fn send(
        &self,
        raw: &RawClient,
        ids: &Ids,
    ) -> Result<ResponseValue<Self::Wire>, RawError> {
        raw.list_loans(Some(&ids.correlation_id)).await
    }
}

/// What [`Client::yield_`](crate::Client::yield_) sends.
#[derive(Clone, Debug)]
pub struct Status;

impl Perform for Status {
    type Output = String;
    type Wire = agentspec_client::ByteStream;
    const ID: &'static str = "status";
    const IS_IDEMPOTENT: bool = true;
    async fn send(
        &self,
        raw: &RawClient,
        ids: &Ids,
    ) -> Result<ResponseValue<Self::Wire>, RawError> {
        raw.status(Some(&ids.correlation_id)).await
    }
}

/// What [`Sessions::get`](crate::Sessions::get) sends.
#[derive(Clone, Debug)]
pub struct GetSession {
    pub(crate) librarian: String,
    pub(crate) session_id: String,
    pub(crate) since: Option<String>,
}

impl Call<GetSession> {
    pub fn since(mut self, since: impl Into<String>) -> Self {
        self.operation_mut().since = Some(since.into());
        self
    }
}

impl Perform for GetSession {
    type Output = types::Loans;
    type Wire = types::Loans;
    const ID: &'static str = "get_session";
    const IS_IDEMPOTENT: bool = true;
    fn subject(&self) -> Subject<'_> {
        Subject {
            agent: Some(&self.librarian),
            session: Some(&self.session_id),
            ..Subject::default()
        }
    }

    fn check(&self) -> Result<(), Error> {
        name::check("librarian", &self.librarian)?;
        name::check("session_id", &self.session_id)
    }

    async fn send(
        &self,
        raw: &RawClient,
        ids: &Ids,
    ) -> Result<ResponseValue<Self::Wire>, RawError> {
        raw.get_session(
                &self.librarian,
                &self.session_id,
                self.since.as_deref(),
                Some(&ids.correlation_id),
            )
            .await
    }
}

/// What [`Sessions::delete`](crate::Sessions::delete) sends.
#[derive(Clone, Debug)]
pub struct DeleteSession {
    pub(crate) librarian: String,
    pub(crate) session_id: String,
}

impl Perform for DeleteSession {
    type Output = String;
    type Wire = agentspec_client::ByteStream;
    const ID: &'static str = "delete_session";
    const IS_IDEMPOTENT: bool = true;
    fn subject(&self) -> Subject<'_> {
        Subject {
            agent: Some(&self.librarian),
            session: Some(&self.session_id),
            ..Subject::default()
        }
    }

    fn check(&self) -> Result<(), Error> {
        name::check("librarian", &self.librarian)?;
        name::check("session_id", &self.session_id)
    }

    async fn send(
        &self,
        raw: &RawClient,
        ids: &Ids,
    ) -> Result<ResponseValue<Self::Wire>, RawError> {
        raw.delete_session(&self.librarian, &self.session_id, Some(&ids.correlation_id))
            .await
    }
}

/// What [`Sessions::ask`](crate::Sessions::ask) sends.
#[derive(Clone, Debug)]
pub struct AskSession {
    pub(crate) librarian: String,
    pub(crate) session_id: String,
    pub(crate) body: types::InvokeRequest,
}

impl Perform for AskSession {
    type Output = types::Loan;
    type Wire = types::Loan;
    const ID: &'static str = "ask_session";
    const IS_IDEMPOTENT: bool = false;
    fn subject(&self) -> Subject<'_> {
        Subject {
            agent: Some(&self.librarian),
            session: Some(&self.session_id),
            message: Some(&self.body),
            ..Subject::default()
        }
    }

    fn check(&self) -> Result<(), Error> {
        name::check("librarian", &self.librarian)?;
        name::check("session_id", &self.session_id)?;
        prompt::check(&self.body)
    }

    async fn send(
        &self,
        raw: &RawClient,
        ids: &Ids,
    ) -> Result<ResponseValue<Self::Wire>, RawError> {
        raw.ask_session(
                &self.librarian,
                &self.session_id,
                Some(&ids.idempotency_key),
                Some(&ids.correlation_id),
                &self.body,
            )
            .await
    }
}

impl prompt::Prompt for AskSession {
    fn request_mut(&mut self) -> &mut types::InvokeRequest {
        &mut self.body
    }
}

/// What [`Sessions::ask_stream`](crate::Sessions::ask_stream) sends.
#[derive(Clone, Debug)]
pub struct AskSessionStream {
    pub(crate) librarian: String,
    pub(crate) session_id: String,
    pub(crate) body: types::InvokeRequest,
}

impl Perform for AskSessionStream {
    type Output = crate::stream::EventStream;
    type Wire = agentspec_client::ByteStream;
    const ID: &'static str = "ask_session_stream";
    const IS_IDEMPOTENT: bool = false;
    const DELIVERY: Delivery = Delivery::Stream;
    fn subject(&self) -> Subject<'_> {
        Subject {
            agent: Some(&self.librarian),
            session: Some(&self.session_id),
            message: Some(&self.body),
            ..Subject::default()
        }
    }

    fn record(events: &mut Self::Output, span: CallSpan) {
        events.set_span(span);
    }

    fn check(&self) -> Result<(), Error> {
        name::check("librarian", &self.librarian)?;
        name::check("session_id", &self.session_id)?;
        prompt::check(&self.body)
    }

    async fn send(
        &self,
        raw: &RawClient,
        ids: &Ids,
    ) -> Result<ResponseValue<Self::Wire>, RawError> {
        raw.ask_session_stream(
                &self.librarian,
                &self.session_id,
                Some(&ids.idempotency_key),
                Some(&ids.correlation_id),
                &self.body,
            )
            .await
    }
}

impl prompt::Prompt for AskSessionStream {
    fn request_mut(&mut self) -> &mut types::InvokeRequest {
        &mut self.body
    }
}

/// What [`Sessions::book`](crate::Sessions::book) sends.
#[derive(Clone, Debug)]
pub struct SessionBook {
    pub(crate) librarian: String,
    pub(crate) session_id: String,
    pub(crate) book: String,
}

impl Perform for SessionBook {
    type Output = types::Book;
    type Wire = types::Book;
    const ID: &'static str = "session_book";
    const IS_IDEMPOTENT: bool = true;
    fn subject(&self) -> Subject<'_> {
        Subject {
            agent: Some(&self.librarian),
            session: Some(&self.session_id),
            ..Subject::default()
        }
    }

    fn check(&self) -> Result<(), Error> {
        name::check("librarian", &self.librarian)?;
        name::check("session_id", &self.session_id)?;
        name::check("book", &self.book)
    }

    async fn send(
        &self,
        raw: &RawClient,
        ids: &Ids,
    ) -> Result<ResponseValue<Self::Wire>, RawError> {
        raw.session_book(
                &self.librarian,
                &self.session_id,
                &self.book,
                Some(&ids.correlation_id),
            )
            .await
    }
}
