// Generated from openapi.yaml 0.3.0 (sha256 122be5e0e78ef48afe9b01917ed8bed3faf1cff23f9be32cbe7bf5b7599f1029) by `cargo xtask codegen`. Not to be edited.

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
    const DELIVERY: Delivery = Delivery::Stream;
    fn record(events: &mut Self::Output, span: CallSpan) {
        events.record_in(span);
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
    async fn send(
        &self,
        raw: &RawClient,
        ids: &Ids,
    ) -> Result<ResponseValue<Self::Wire>, RawError> {
        raw.status(Some(&ids.correlation_id)).await
    }
}
