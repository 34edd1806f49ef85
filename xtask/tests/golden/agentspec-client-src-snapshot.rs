// Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.

#[allow(unused_imports)]
pub use progenitor_client::{ByteStream, ClientInfo, Error, ResponseValue};
#[allow(unused_imports)]
use progenitor_client::{encode_path, ClientHooks, OperationInfo, RequestBuilderExt};
/// Types used as operation parameters and responses.
#[allow(clippy::all)]
pub mod types {
    /**A book, with a "quote" and a \ in its text.

And a second paragraph.
*/
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    #[cfg_attr(
        feature = "schema",
        schemars(
            extend("required" = ["title", "shelf", "author", "isbn", "type", "tags"])
        )
    )]
    pub struct Book {
        ///Any JSON.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "::serde_json::Value"))]
        pub anything: ::std::option::Option<::serde_json::Value>,
        ///Null where nobody knows.
        #[serde(deserialize_with = "::std::option::Option::deserialize")]
        pub author: ::std::option::Option<::std::string::String>,
        ///What else is known.
        #[serde(default, skip_serializing_if = "::serde_json::Map::is_empty")]
        #[cfg_attr(
            feature = "schema",
            schemars(with = "::serde_json::Map<String, ::serde_json::Value>")
        )]
        pub facts: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
        ///A name that is a keyword of Python.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        pub from: ::std::option::Option<::std::string::String>,
        ///A name that a class of Python uses.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "i32"))]
        pub int: ::std::option::Option<i32>,
        ///Whether it is lent.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "bool"))]
        pub is_lent: ::std::option::Option<bool>,
        ///The number.
        #[cfg_attr(feature = "schema", schemars(range(min = 0)))]
        pub isbn: i64,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        /// Loans by reader.
        #[cfg_attr(feature = "schema", schemars(with = "Lent"))]
        pub lent: ::std::option::Option<Lent>,
        ///Its loans, none if absent.
        #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
        #[cfg_attr(feature = "schema", schemars(with = "Vec<Loan>"))]
        pub loans: ::std::vec::Vec<Loan>,
        ///None if null.
        #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
        #[serde(deserialize_with = "crate::json::null_as_empty")]
        #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<String>>"))]
        pub notes: ::std::vec::Vec<::std::string::String>,
        ///The pages.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "u32", range(min = 1)))]
        pub pages: ::std::option::Option<u32>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        /// Points by reader.
        #[cfg_attr(feature = "schema", schemars(with = "Scores"))]
        pub scores: ::std::option::Option<Scores>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        /// When it was seen, by place.
        #[cfg_attr(feature = "schema", schemars(with = "Seen"))]
        pub seen: ::std::option::Option<Seen>,
        /// Where it stands.
        pub shelf: super::Shelf,
        ///Its tags.
        pub tags: ::std::vec::Vec<::std::string::String>,
        ///The title.
        pub title: ::std::string::String,
        ///A name that is a keyword of Rust.
        #[serde(rename = "type")]
        pub type_: ::std::string::String,
        ///In kilograms.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "f64"))]
        pub weight: ::std::option::Option<f64>,
        ///After it, for the same reason.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "i32", range(min = -3000)))]
        pub year: ::std::option::Option<i32>,
        #[serde(flatten)]
        /// Fields that this version does not know, as received.
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///What went wrong.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    pub struct ErrorResponse {
        ///In words.
        pub error: ::std::string::String,
    }
    ///What to ask.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    #[cfg_attr(feature = "schema", schemars(extend("required" = ["input"])))]
    pub struct InvokeRequest {
        ///The question.
        pub input: ::std::string::String,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        /// More of how to read.
        #[cfg_attr(feature = "schema", schemars(with = "ReadOptions"))]
        pub options: ::std::option::Option<ReadOptions>,
    }
    ///Loans by reader.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[serde(transparent)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    pub struct Lent(pub ::indexmap::IndexMap<::std::string::String, Loan>);
    impl ::std::ops::Deref for Lent {
        type Target = ::indexmap::IndexMap<::std::string::String, Loan>;
        fn deref(&self) -> &::indexmap::IndexMap<::std::string::String, Loan> {
            &self.0
        }
    }
    impl ::std::convert::From<Lent>
    for ::indexmap::IndexMap<::std::string::String, Loan> {
        fn from(value: Lent) -> Self {
            value.0
        }
    }
    impl ::std::convert::From<::indexmap::IndexMap<::std::string::String, Loan>>
    for Lent {
        fn from(value: ::indexmap::IndexMap<::std::string::String, Loan>) -> Self {
            Self(value)
        }
    }
    ///A loan.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    #[cfg_attr(feature = "schema", schemars(extend("required" = ["since"])))]
    pub struct Loan {
        ///Since when.
        #[cfg_attr(feature = "schema", schemars(extend("format" = "date-time")))]
        pub since: ::std::string::String,
        ///Until when, null if open.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(extend("format" = "date-time")))]
        pub until: ::std::option::Option<::std::string::String>,
    }
    ///The loans.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    #[cfg_attr(feature = "schema", schemars(extend("required" = ["loans"])))]
    pub struct Loans {
        ///The loans.
        pub loans: ::std::vec::Vec<Loan>,
        ///How many.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "u64"))]
        pub total: ::std::option::Option<u64>,
        #[serde(flatten)]
        /// Fields that this version does not know, as received.
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///More of how to read.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    #[cfg_attr(feature = "schema", schemars(extend("required" = [])))]
    pub struct ReadOptions {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        /// A loan.
        #[cfg_attr(feature = "schema", schemars(with = "Loan"))]
        pub after: ::std::option::Option<Loan>,
        ///Of reading.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub speed: ::std::option::Option<f64>,
        #[serde(flatten)]
        /// Fields that this version does not know, as received.
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///How to read.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    #[cfg_attr(feature = "schema", schemars(extend("required" = ["voice"])))]
    pub struct ReadRequest {
        ///The reader.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        pub from: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        /// More of how to read.
        #[cfg_attr(feature = "schema", schemars(with = "ReadOptions"))]
        pub options: ::std::option::Option<ReadOptions>,
        ///The voice.
        pub voice: ::std::string::String,
    }
    ///Who reads.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    #[cfg_attr(feature = "schema", schemars(extend("required" = ["names"])))]
    pub struct Reader {
        ///Of the reader, none if null.
        #[serde(deserialize_with = "crate::json::null_as_empty")]
        #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<String>>"))]
        pub names: ::std::vec::Vec<::std::string::String>,
    }
    ///Points by reader.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[serde(transparent)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    pub struct Scores(pub ::indexmap::IndexMap<::std::string::String, i32>);
    impl ::std::ops::Deref for Scores {
        type Target = ::indexmap::IndexMap<::std::string::String, i32>;
        fn deref(&self) -> &::indexmap::IndexMap<::std::string::String, i32> {
            &self.0
        }
    }
    impl ::std::convert::From<Scores>
    for ::indexmap::IndexMap<::std::string::String, i32> {
        fn from(value: Scores) -> Self {
            value.0
        }
    }
    impl ::std::convert::From<::indexmap::IndexMap<::std::string::String, i32>>
    for Scores {
        fn from(value: ::indexmap::IndexMap<::std::string::String, i32>) -> Self {
            Self(value)
        }
    }
    ///When it was seen, by place.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[serde(transparent)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    #[cfg_attr(
        feature = "schema",
        schemars(
            extend(
                "additionalProperties" = ::serde_json::json!(
                    {"type":"string",
                    "format":"date-time"}
                )
            )
        )
    )]
    pub struct Seen(
        pub ::indexmap::IndexMap<::std::string::String, ::std::string::String>,
    );
    impl ::std::ops::Deref for Seen {
        type Target = ::indexmap::IndexMap<::std::string::String, ::std::string::String>;
        fn deref(
            &self,
        ) -> &::indexmap::IndexMap<::std::string::String, ::std::string::String> {
            &self.0
        }
    }
    impl ::std::convert::From<Seen>
    for ::indexmap::IndexMap<::std::string::String, ::std::string::String> {
        fn from(value: Seen) -> Self {
            value.0
        }
    }
    impl ::std::convert::From<
        ::indexmap::IndexMap<::std::string::String, ::std::string::String>,
    > for Seen {
        fn from(
            value: ::indexmap::IndexMap<::std::string::String, ::std::string::String>,
        ) -> Self {
            Self(value)
        }
    }
    ///What is read.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[serde(tag = "type")]
    pub enum StreamEvent {
        /**Word

A word:

- as it is written,
  and no other
*/
        #[serde(rename = "word")]
        Word {
            ///When it was read.
            #[serde(skip_serializing_if = "::std::option::Option::is_none")]
            at: ::std::option::Option<::std::string::String>,
            #[serde(skip_serializing_if = "::std::option::Option::is_none")]
            /** A book, with a "quote" and a \ in its text.

And a second paragraph.*/
            book: ::std::option::Option<Book>,
            ///Its line.
            #[serde(skip_serializing_if = "::std::option::Option::is_none")]
            line: ::std::option::Option<u64>,
            ///Its lines before.
            #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
            lines: ::std::vec::Vec<u64>,
            ///Its marks, none if null.
            #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
            #[serde(deserialize_with = "crate::json::null_as_empty")]
            marks: ::std::vec::Vec<::std::string::String>,
            ///The word.
            text: ::std::string::String,
            ///When it was read before.
            #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
            times: ::std::vec::Vec<::std::string::String>,
        },
        #[serde(rename = "error")]
        Error,
        /**Done

The end.*/
        #[serde(rename = "done")]
        Done {
            ///Who waits.
            #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
            loans: ::std::vec::Vec<Loan>,
            #[serde(skip_serializing_if = "::std::option::Option::is_none")]
            /// Who reads.
            reader: ::std::option::Option<Reader>,
        },
    }
    /// Error types.
    pub mod error {
        /// Error from a `TryFrom` or `FromStr` implementation.
        pub struct ConversionError(::std::borrow::Cow<'static, str>);
        impl ::std::error::Error for ConversionError {}
        impl ::std::fmt::Display for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }
        impl ::std::fmt::Debug for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
        impl From<&'static str> for ConversionError {
            fn from(value: &'static str) -> Self {
                Self(value.into())
            }
        }
        impl From<String> for ConversionError {
            fn from(value: String) -> Self {
                Self(value.into())
            }
        }
    }
}
/**Client for Library

Version: 0.3.0*/
#[derive(Clone)]
pub struct Client {
    pub(crate) baseurl: String,
    pub(crate) client: reqwest::Client,
    pub(crate) inner: ::std::sync::Arc<dyn crate::Executor>,
}
impl ClientInfo<::std::sync::Arc<dyn crate::Executor>> for Client {
    fn api_version() -> &'static str {
        "0.3.0"
    }
    fn baseurl(&self) -> &str {
        self.baseurl.as_str()
    }
    fn client(&self) -> &reqwest::Client {
        &self.client
    }
    fn inner(&self) -> &::std::sync::Arc<dyn crate::Executor> {
        &self.inner
    }
}
const _: () = {
    #[allow(dead_code)]
    fn assert_client_hooks()
    where
        Client: ClientHooks<::std::sync::Arc<dyn crate::Executor>>,
    {}
};
#[allow(clippy::all)]
impl Client {
    /**Read a book

Sends a `GET` request to `/books/{id}`

*/
    pub async fn get_book<'a>(
        &'a self,
        id: &'a str,
        edition: Option<u32>,
        x_correlation_id: Option<&'a str>,
    ) -> Result<ResponseValue<types::Book>, Error<()>> {
        let url = format!("{}/books/{}", self.baseurl, encode_path(& id.to_string()),);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(2usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        if let Some(value) = x_correlation_id {
            header_map.append("X-Correlation-ID", value.to_string().try_into()?);
        }
        #[allow(unused_mut)]
        let mut request = self
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .query(&progenitor_client::QueryParam::new("edition", &edition))
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "get_book",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => crate::answer::read(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /**Forget a book

Sends a `DELETE` request to `/books/{id}`

*/
    pub async fn delete_book<'a>(
        &'a self,
        id: &'a str,
        x_correlation_id: Option<&'a str>,
    ) -> Result<ResponseValue<()>, Error<()>> {
        let url = format!("{}/books/{}", self.baseurl, encode_path(& id.to_string()),);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(2usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        if let Some(value) = x_correlation_id {
            header_map.append("X-Correlation-ID", value.to_string().try_into()?);
        }
        #[allow(unused_mut)]
        let mut request = self.client.delete(url).headers(header_map).build()?;
        let info = OperationInfo {
            operation_id: "delete_book",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            204u16 => crate::answer::read_and_discard(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /**Read a book aloud

Sends a `POST` request to `/books/{id}/read`

*/
    pub async fn read_book<'a>(
        &'a self,
        id: &'a str,
        idempotency_key: Option<&'a str>,
        x_correlation_id: Option<&'a str>,
        body: &'a types::ReadRequest,
    ) -> Result<ResponseValue<ByteStream>, Error<()>> {
        let url = format!(
            "{}/books/{}/read", self.baseurl, encode_path(& id.to_string()),
        );
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(3usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        if let Some(value) = idempotency_key {
            header_map.append("Idempotency-Key", value.to_string().try_into()?);
        }
        if let Some(value) = x_correlation_id {
            header_map.append("X-Correlation-ID", value.to_string().try_into()?);
        }
        #[allow(unused_mut)]
        let mut request = self.client.post(url).json(&body).headers(header_map).build()?;
        let info = OperationInfo {
            operation_id: "read_book",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => Ok(ResponseValue::stream(response)),
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /**List the loans

All of them.

Sends a `GET` request to `/loans`

*/
    pub async fn list_loans<'a>(
        &'a self,
        x_correlation_id: Option<&'a str>,
    ) -> Result<ResponseValue<types::Loans>, Error<()>> {
        let url = format!("{}/loans", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(2usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        if let Some(value) = x_correlation_id {
            header_map.append("X-Correlation-ID", value.to_string().try_into()?);
        }
        #[allow(unused_mut)]
        let mut request = self
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "list_loans",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => crate::answer::read(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /**Ask how the library is

Sends a `GET` request to `/status`

*/
    pub async fn status<'a>(
        &'a self,
        x_correlation_id: Option<&'a str>,
    ) -> Result<ResponseValue<ByteStream>, Error<()>> {
        let url = format!("{}/status", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(2usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        if let Some(value) = x_correlation_id {
            header_map.append("X-Correlation-ID", value.to_string().try_into()?);
        }
        #[allow(unused_mut)]
        let mut request = self.client.get(url).headers(header_map).build()?;
        let info = OperationInfo {
            operation_id: "status",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => Ok(ResponseValue::stream(response)),
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /**Read a session

Sends a `GET` request to `/librarians/{name}/sessions/{id}`

Arguments:
- `name`: The librarian's name.
- `id`: The session's id.
- `since`
- `x_correlation_id`
*/
    pub async fn get_session<'a>(
        &'a self,
        name: &'a str,
        id: &'a str,
        since: Option<&'a str>,
        x_correlation_id: Option<&'a str>,
    ) -> Result<ResponseValue<types::Loans>, Error<()>> {
        let url = format!(
            "{}/librarians/{}/sessions/{}", self.baseurl, encode_path(& name
            .to_string()), encode_path(& id.to_string()),
        );
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(2usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        if let Some(value) = x_correlation_id {
            header_map.append("X-Correlation-ID", value.to_string().try_into()?);
        }
        #[allow(unused_mut)]
        let mut request = self
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .query(&progenitor_client::QueryParam::new("since", &since))
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "get_session",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => crate::answer::read(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /**Forget a session

Sends a `DELETE` request to `/librarians/{name}/sessions/{id}`

Arguments:
- `name`: The librarian's name.
- `id`: The session's id.
- `x_correlation_id`
*/
    pub async fn delete_session<'a>(
        &'a self,
        name: &'a str,
        id: &'a str,
        x_correlation_id: Option<&'a str>,
    ) -> Result<ResponseValue<ByteStream>, Error<()>> {
        let url = format!(
            "{}/librarians/{}/sessions/{}", self.baseurl, encode_path(& name
            .to_string()), encode_path(& id.to_string()),
        );
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(2usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        if let Some(value) = x_correlation_id {
            header_map.append("X-Correlation-ID", value.to_string().try_into()?);
        }
        #[allow(unused_mut)]
        let mut request = self.client.delete(url).headers(header_map).build()?;
        let info = OperationInfo {
            operation_id: "delete_session",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => Ok(ResponseValue::stream(response)),
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /**Ask for a loan

Sends a `POST` request to `/librarians/{name}/sessions/{id}/ask`

Arguments:
- `name`: The librarian's name.
- `id`: The session's id.
- `idempotency_key`
- `x_correlation_id`
- `body`
*/
    pub async fn ask_session<'a>(
        &'a self,
        name: &'a str,
        id: &'a str,
        idempotency_key: Option<&'a str>,
        x_correlation_id: Option<&'a str>,
        body: &'a types::InvokeRequest,
    ) -> Result<ResponseValue<types::Loan>, Error<()>> {
        let url = format!(
            "{}/librarians/{}/sessions/{}/ask", self.baseurl, encode_path(& name
            .to_string()), encode_path(& id.to_string()),
        );
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(3usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        if let Some(value) = idempotency_key {
            header_map.append("Idempotency-Key", value.to_string().try_into()?);
        }
        if let Some(value) = x_correlation_id {
            header_map.append("X-Correlation-ID", value.to_string().try_into()?);
        }
        #[allow(unused_mut)]
        let mut request = self
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "ask_session",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => crate::answer::read(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /**Ask for a loan, and hear the words

Sends a `POST` request to `/librarians/{name}/sessions/{id}/stream`

Arguments:
- `name`: The librarian's name.
- `id`: The session's id.
- `idempotency_key`
- `x_correlation_id`
- `body`
*/
    pub async fn ask_session_stream<'a>(
        &'a self,
        name: &'a str,
        id: &'a str,
        idempotency_key: Option<&'a str>,
        x_correlation_id: Option<&'a str>,
        body: &'a types::InvokeRequest,
    ) -> Result<ResponseValue<ByteStream>, Error<()>> {
        let url = format!(
            "{}/librarians/{}/sessions/{}/stream", self.baseurl, encode_path(& name
            .to_string()), encode_path(& id.to_string()),
        );
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(3usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        if let Some(value) = idempotency_key {
            header_map.append("Idempotency-Key", value.to_string().try_into()?);
        }
        if let Some(value) = x_correlation_id {
            header_map.append("X-Correlation-ID", value.to_string().try_into()?);
        }
        #[allow(unused_mut)]
        let mut request = self.client.post(url).json(&body).headers(header_map).build()?;
        let info = OperationInfo {
            operation_id: "ask_session_stream",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => Ok(ResponseValue::stream(response)),
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /**Read a book of a session, which is no call of the session alone

Sends a `GET` request to `/librarians/{name}/sessions/{id}/books/{book}`

Arguments:
- `name`: The librarian's name.
- `id`: The session's id.
- `book`
- `x_correlation_id`
*/
    pub async fn session_book<'a>(
        &'a self,
        name: &'a str,
        id: &'a str,
        book: &'a str,
        x_correlation_id: Option<&'a str>,
    ) -> Result<ResponseValue<types::Book>, Error<()>> {
        let url = format!(
            "{}/librarians/{}/sessions/{}/books/{}", self.baseurl, encode_path(& name
            .to_string()), encode_path(& id.to_string()), encode_path(& book
            .to_string()),
        );
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(2usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        if let Some(value) = x_correlation_id {
            header_map.append("X-Correlation-ID", value.to_string().try_into()?);
        }
        #[allow(unused_mut)]
        let mut request = self
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "session_book",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => crate::answer::read(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
}
/// Items consumers will typically use such as the Client.
pub mod prelude {
    #[allow(unused_imports)]
    pub use super::Client;
}
impl types::Book {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(
        title: impl Into<String>,
        shelf: impl Into<schemas::Shelf>,
        author: Option<String>,
        isbn: i64,
        type_: impl Into<String>,
        tags: Vec<String>,
    ) -> Self {
        Self {
            title: title.into(),
            shelf: shelf.into(),
            author,
            isbn,
            type_: type_.into(),
            tags,
            from: None,
            loans: Vec::new(),
            notes: Vec::new(),
            is_lent: None,
            weight: None,
            pages: None,
            anything: None,
            facts: ::serde_json::Map::new(),
            scores: None,
            lent: None,
            int: None,
            year: None,
            seen: None,
            extra: ::serde_json::Map::new(),
        }
    }
}
impl types::Loans {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(loans: Vec<schemas::Loan>) -> Self {
        Self {
            loans,
            total: None,
            extra: ::serde_json::Map::new(),
        }
    }
}
impl types::Loan {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(since: impl Into<String>) -> Self {
        Self {
            since: since.into(),
            until: None,
        }
    }
}
impl types::Reader {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(names: Vec<String>) -> Self {
        Self { names }
    }
}
impl types::ReadRequest {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(voice: impl Into<String>) -> Self {
        Self {
            voice: voice.into(),
            options: None,
            from: None,
        }
    }
}
impl types::InvokeRequest {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(input: impl Into<String>) -> Self {
        Self {
            input: input.into(),
            options: None,
        }
    }
}
impl types::ErrorResponse {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(error: impl Into<String>) -> Self {
        Self { error: error.into() }
    }
}

/// All operations of the contract.
pub const OPERATIONS: &[crate::Operation] = &[
    crate::Operation { id: "get_book", method: "GET", path: "/books/{id}", accept: "application/json" },
    crate::Operation { id: "delete_book", method: "DELETE", path: "/books/{id}", accept: "application/json" },
    crate::Operation { id: "read_book", method: "POST", path: "/books/{id}/read", accept: "text/event-stream" },
    crate::Operation { id: "list_loans", method: "GET", path: "/loans", accept: "application/json" },
    crate::Operation { id: "status", method: "GET", path: "/status", accept: "text/plain" },
    crate::Operation { id: "get_session", method: "GET", path: "/librarians/{name}/sessions/{id}", accept: "application/json" },
    crate::Operation { id: "delete_session", method: "DELETE", path: "/librarians/{name}/sessions/{id}", accept: "text/plain" },
    crate::Operation { id: "ask_session", method: "POST", path: "/librarians/{name}/sessions/{id}/ask", accept: "application/json" },
    crate::Operation { id: "ask_session_stream", method: "POST", path: "/librarians/{name}/sessions/{id}/stream", accept: "text/event-stream" },
    crate::Operation { id: "session_book", method: "GET", path: "/librarians/{name}/sessions/{id}/books/{book}", accept: "application/json" },
];

crate::shapes::list!(types::Loans, loans: types::Loan);

crate::open::open_enum! {
    /// Where it stands.
    Shelf {
        ReadingRoom = "reading_room",
        Cellar = "cellar",
    }
}

/// The schemas of the contract.
pub mod schemas {
    pub use super::types::Book;
    pub use super::types::Loans;
    pub use super::types::Loan;
    pub use super::types::Lent;
    pub use super::types::Seen;
    pub use super::types::Reader;
    pub use super::types::Scores;
    pub use super::Shelf;
    pub use super::types::ReadRequest;
    pub use super::types::InvokeRequest;
    pub use super::types::ReadOptions;
    pub use super::types::ErrorResponse;
    pub use super::types::StreamEvent;
}
