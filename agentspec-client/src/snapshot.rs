// Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.

#[allow(unused_imports)]
pub use progenitor_client::{ByteStream, ClientInfo, Error, ResponseValue};
#[allow(unused_imports)]
use progenitor_client::{encode_path, ClientHooks, OperationInfo, RequestBuilderExt};
/// Types used as operation parameters and responses.
#[allow(clippy::all)]
pub mod types {
    ///An agent that the server serves.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    #[cfg_attr(
        feature = "schema",
        schemars(extend("required" = ["name", "model", "status"]))
    )]
    pub struct Agent {
        ///The model that the agent runs on.
        pub model: ::std::string::String,
        ///The agent's name, which is used to invoke it.
        pub name: ::std::string::String,
        ///The agent's skills. Null and absent mean an empty list.
        #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
        #[serde(deserialize_with = "crate::json::null_as_empty")]
        #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<String>>"))]
        pub skills: ::std::vec::Vec<::std::string::String>,
        /// Whether an agent can be invoked.
        pub status: super::AgentStatus,
        #[serde(flatten)]
        /// Fields that this version does not know, as received.
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///The deployed agents.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    pub struct AgentList {
        ///The agents, in the server's own order.
        pub agents: ::std::vec::Vec<Agent>,
        #[serde(flatten)]
        /// Fields that this version does not know, as received.
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///The properties of the new session.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    #[cfg_attr(feature = "schema", schemars(extend("required" = [])))]
    pub struct CreateSessionRequest {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        /// The caller's own values, stored with a session unchanged.
        #[cfg_attr(feature = "schema", schemars(with = "Metadata"))]
        pub metadata: ::std::option::Option<Metadata>,
    }
    ///The details of an error.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    pub struct ErrorDetail {
        ///The machine-readable code: `invalid_request`, `unauthorized`, `not_found` and so on.
        pub code: ::std::string::String,
        ///The message for people.
        pub message: ::std::string::String,
        #[serde(flatten)]
        /// Fields that this version does not know, as received.
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    /**The body of every response with status 400 or above, except on `/healthz`. Some servers send it flat, as
`{"error": "<code>", "message": "…"}`: a client reads both forms.
*/
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    #[cfg_attr(feature = "schema", schemars(extend("required" = ["error"])))]
    pub struct ErrorResponse {
        /// The details of an error.
        pub error: ErrorDetail,
        ///The steps of the run, on `pipeline_error`.
        #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
        #[cfg_attr(feature = "schema", schemars(with = "Vec<PipelineStep>"))]
        pub steps: ::std::vec::Vec<PipelineStep>,
        #[serde(flatten)]
        /// Fields that this version does not know, as received.
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///The server's health.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    #[cfg_attr(feature = "schema", schemars(extend("required" = ["status", "version"])))]
    pub struct Health {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        /// The status of each part of the server.
        #[cfg_attr(feature = "schema", schemars(with = "HealthChecks"))]
        pub checks: ::std::option::Option<HealthChecks>,
        /// Whether the server is healthy.
        pub status: super::HealthStatus,
        ///The time since the server started, in seconds.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "u64"))]
        pub uptime_seconds: ::std::option::Option<u64>,
        ///The server's version.
        pub version: ::std::string::String,
        #[serde(flatten)]
        /// Fields that this version does not know, as received.
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///The status of each part of the server.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[serde(transparent)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    pub struct HealthChecks(
        pub ::indexmap::IndexMap<::std::string::String, ::std::string::String>,
    );
    impl ::std::ops::Deref for HealthChecks {
        type Target = ::indexmap::IndexMap<::std::string::String, ::std::string::String>;
        fn deref(
            &self,
        ) -> &::indexmap::IndexMap<::std::string::String, ::std::string::String> {
            &self.0
        }
    }
    impl ::std::convert::From<HealthChecks>
    for ::indexmap::IndexMap<::std::string::String, ::std::string::String> {
        fn from(value: HealthChecks) -> Self {
            value.0
        }
    }
    impl ::std::convert::From<
        ::indexmap::IndexMap<::std::string::String, ::std::string::String>,
    > for HealthChecks {
        fn from(
            value: ::indexmap::IndexMap<::std::string::String, ::std::string::String>,
        ) -> Self {
            Self(value)
        }
    }
    ///Options for the agent's answer. Any further key is passed on to the agent.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    #[cfg_attr(feature = "schema", schemars(extend("required" = [])))]
    pub struct InvokeOptions {
        ///The maximum number of tokens in the answer.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "u64", range(min = 1)))]
        pub max_tokens: ::std::option::Option<u64>,
        ///The randomness of the answer, without unit; most models accept 0 to 2.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "f64"))]
        pub temperature: ::std::option::Option<f64>,
        #[serde(flatten)]
        /// Fields that this version does not know, as received.
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///A message for an agent or a pipeline.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    #[cfg_attr(feature = "schema", schemars(extend("required" = ["input"])))]
    pub struct InvokeRequest {
        ///The message.
        pub input: ::std::string::String,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        /// Options for the agent's answer. Any further key is passed on to the agent.
        #[cfg_attr(feature = "schema", schemars(with = "InvokeOptions"))]
        pub options: ::std::option::Option<InvokeOptions>,
    }
    ///An agent's whole answer.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    pub struct InvokeResponse {
        ///The answer.
        pub output: ::std::string::String,
        /// The number of tokens that an answer used.
        pub usage: Usage,
        #[serde(flatten)]
        /// Fields that this version does not know, as received.
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///The caller's own values, stored with a session unchanged.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[serde(transparent)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    pub struct Metadata(
        pub ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    );
    impl ::std::ops::Deref for Metadata {
        type Target = ::serde_json::Map<::std::string::String, ::serde_json::Value>;
        fn deref(
            &self,
        ) -> &::serde_json::Map<::std::string::String, ::serde_json::Value> {
            &self.0
        }
    }
    impl ::std::convert::From<Metadata>
    for ::serde_json::Map<::std::string::String, ::serde_json::Value> {
        fn from(value: Metadata) -> Self {
            value.0
        }
    }
    impl ::std::convert::From<
        ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    > for Metadata {
        fn from(
            value: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
        ) -> Self {
            Self(value)
        }
    }
    ///A run of a pipeline and its steps.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    #[cfg_attr(
        feature = "schema",
        schemars(extend("required" = ["pipeline", "status", "steps", "output"]))
    )]
    pub struct PipelineRunResponse {
        ///The last step's answer; null if there is none.
        #[serde(deserialize_with = "::std::option::Option::deserialize")]
        pub output: ::std::option::Option<::std::string::String>,
        ///The pipeline's name.
        pub pipeline: ::std::string::String,
        ///The run's id.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        pub run_id: ::std::option::Option<::std::string::String>,
        /// The status of a pipeline run.
        pub status: super::RunStatus,
        ///The steps, in the order in which they run.
        pub steps: ::std::vec::Vec<PipelineStep>,
        ///The duration of the run in milliseconds.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "u64"))]
        pub total_duration_ms: ::std::option::Option<u64>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        /// The number of tokens that an answer used.
        #[cfg_attr(feature = "schema", schemars(with = "Usage"))]
        pub usage: ::std::option::Option<Usage>,
        #[serde(flatten)]
        /// Fields that this version does not know, as received.
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///The current state of a pipeline run.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    pub struct PipelineStatus {
        ///The duration of the run so far, in milliseconds.
        pub elapsed_ms: u64,
        ///The pipeline's name.
        pub pipeline: ::std::string::String,
        ///The run's id.
        pub run_id: ::std::string::String,
        ///The time when the run started, RFC 3339.
        #[cfg_attr(feature = "schema", schemars(extend("format" = "date-time")))]
        pub started_at: ::std::string::String,
        /// The status of a pipeline run.
        pub status: super::RunStatus,
        ///The steps, in the order in which they run.
        pub steps: ::std::vec::Vec<PipelineStep>,
        #[serde(flatten)]
        /// Fields that this version does not know, as received.
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///One agent's part of a pipeline run.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    #[cfg_attr(
        feature = "schema",
        schemars(extend("required" = ["name", "status", "duration_ms"]))
    )]
    pub struct PipelineStep {
        ///The duration of the step in milliseconds; null until the step has ended.
        #[serde(deserialize_with = "::std::option::Option::deserialize")]
        pub duration_ms: ::std::option::Option<u64>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        /// Why a step failed.
        #[cfg_attr(feature = "schema", schemars(with = "StepError"))]
        pub error: ::std::option::Option<StepError>,
        ///The step's name.
        pub name: ::std::string::String,
        ///The step's answer.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub output: ::std::option::Option<::std::string::String>,
        /// The status of a pipeline step.
        pub status: super::StepStatus,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        /// The number of tokens that an answer used.
        #[cfg_attr(feature = "schema", schemars(with = "Usage"))]
        pub usage: ::std::option::Option<Usage>,
        #[serde(flatten)]
        /// Fields that this version does not know, as received.
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///A conversation with an agent.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    #[cfg_attr(
        feature = "schema",
        schemars(extend("required" = ["session_id", "agent", "created_at", "metadata"]))
    )]
    pub struct Session {
        ///The agent's name.
        pub agent: ::std::string::String,
        ///The time when the session was created, RFC 3339.
        #[cfg_attr(feature = "schema", schemars(extend("format" = "date-time")))]
        pub created_at: ::std::string::String,
        ///The time when the session was last used, RFC 3339. Present in listings.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[cfg_attr(
            feature = "schema",
            schemars(with = "String", extend("format" = "date-time"))
        )]
        pub last_active_at: ::std::option::Option<::std::string::String>,
        /// The caller's own values, stored with a session unchanged.
        pub metadata: Metadata,
        ///The session's id.
        pub session_id: ::std::string::String,
        ///The number of turns. Present in listings.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "u64"))]
        pub turns: ::std::option::Option<u64>,
        #[serde(flatten)]
        /// Fields that this version does not know, as received.
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///An agent's whole answer to one turn of a session.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    pub struct SessionContinueResponse {
        ///The answer.
        pub output: ::std::string::String,
        ///The number of this turn; the first is 1.
        #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
        pub turn: u64,
        /// The number of tokens that an answer used.
        pub usage: Usage,
        #[serde(flatten)]
        /// Fields that this version does not know, as received.
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///One page of sessions, newest first.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    pub struct SessionList {
        ///The sessions of this page.
        pub sessions: ::std::vec::Vec<Session>,
        ///The total number of the agent's sessions.
        pub total: u64,
        #[serde(flatten)]
        /// Fields that this version does not know, as received.
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///Why a step failed.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    pub struct StepError {
        ///The machine-readable code.
        pub code: ::std::string::String,
        ///The message for people.
        pub message: ::std::string::String,
        #[serde(flatten)]
        /// Fields that this version does not know, as received.
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    /**One event of a streamed answer, identified by its `type`. A `type` that is not listed here comes from a later server: a client
delivers the event with its JSON unchanged. `done` and `error` end the stream.

An event whose data is blank is a heartbeat, and is skipped; so is `[DONE]`, which does not end the stream. An error body in
place of an event (`{"error": {…}}`, or flat) is an `error` event; without a code, its code is `internal_error`. An event named
`error` may have `code` and `message` without a `type`.
*/
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[serde(tag = "type")]
    pub enum StreamEvent {
        /**Token

A piece of the answer's text.*/
        #[serde(rename = "token")]
        Token {
            ///The piece; the pieces joined are the text.
            content: ::std::string::String,
        },
        /**ToolCall

The agent calls a tool.*/
        #[serde(rename = "tool_call")]
        ToolCall {
            ///The arguments of the call.
            arguments: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
            ///The tool's name.
            name: ::std::string::String,
        },
        /**ToolResult

A tool has answered.*/
        #[serde(rename = "tool_result")]
        ToolResult {
            ///The tool's name.
            name: ::std::string::String,
            ///The result: a string, or any other JSON value.
            output: ::serde_json::Value,
        },
        /**ErrorEvent

The agent failed. Ends the stream.*/
        #[serde(rename = "error")]
        Error {
            ///The machine-readable code.
            code: ::std::string::String,
            ///The message for people.
            message: ::std::string::String,
        },
        /**Done

The answer is complete. Ends the stream.*/
        #[serde(rename = "done")]
        Done {
            /// The number of tokens that an answer used.
            usage: Usage,
        },
    }
    ///The number of tokens that an answer used.
    #[non_exhaustive]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schema", derive(::schemars::JsonSchema))]
    pub struct Usage {
        ///Tokens read, including the previous turns of the conversation.
        pub input_tokens: u64,
        ///Tokens written.
        pub output_tokens: u64,
        ///Tokens billed; on most servers the sum of both.
        pub total_tokens: u64,
        #[serde(flatten)]
        /// Fields that this version does not know, as received.
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
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
/**Client for AgentSpec HTTP API

AgentSpec serves AI agents over HTTP: clients list agents, invoke them, stream their answers as Server-Sent Events, hold
multi-turn sessions and run pipelines of agents.

**JSON everywhere**, `snake_case` on the wire, UTF-8. Every object of a response may have further fields, and every
value marked `x-extensible-enum` may take values that this document lacks: a client keeps both.

**Free-form values** (options, metadata, arguments and outputs of tools, further fields) keep the order of their keys and the
value of each number. An integer may have any number of digits: a client whose language has no such integer returns its digits as
a string. A number with a fraction or an exponent is the nearest 64-bit float (RFC 8259, section 6). A client returns a number
beyond the range of floats, such as `1e400`, as the string that was written, and also `NaN`, `Infinity` and `-Infinity`, which are
not JSON. None of these is accepted for a field that this document declares as a 64-bit number or a string.

**Text** is read leniently: a byte order mark before JSON is skipped, and invalid UTF-8, or half of a surrogate pair in an
escape, becomes U+FFFD.

**Authentication**: `X-API-Key` or `Authorization: Bearer` on every `/v1/` request except `/v1/metrics`. A server without
authentication accepts requests with neither.

**Correlation**: a client sends `X-Correlation-ID` on every call, the same on every attempt, and the server returns it.

**Idempotency**: a client sends `Idempotency-Key` on every POST, the same on every attempt of a call. A server that
has seen the key repeats the stored response; the same key with another body is a 422.

**Limits**: a request body is at most 16 MiB; one stream event is at most 16 MiB; an agent's or pipeline's name, and a
session's or run's id, has 1 to 256 characters, is one path segment, percent-encoded, is neither `.` nor `..`, and contains no
backslash and no control character.


Version: 0.1.0*/
#[derive(Clone)]
pub struct Client {
    pub(crate) baseurl: String,
    pub(crate) client: reqwest::Client,
    pub(crate) inner: ::std::sync::Arc<dyn crate::Executor>,
}
impl ClientInfo<::std::sync::Arc<dyn crate::Executor>> for Client {
    fn api_version() -> &'static str {
        "0.1.0"
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
    /**List the deployed agents

Returns all agents that the caller may use, in the server's own order.

Sends a `GET` request to `/v1/agents`

Arguments:
- `x_correlation_id`: Identifies this call in the logs of both sides; every attempt has the same value. The server generates an id if it is absent or malformed.
*/
    pub async fn list_agents<'a>(
        &'a self,
        x_correlation_id: Option<&'a str>,
    ) -> Result<ResponseValue<types::AgentList>, Error<()>> {
        let url = format!("{}/v1/agents", self.baseurl,);
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
            operation_id: "list_agents",
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
    /**Invoke an agent and wait for its whole answer

Runs the agent once, with its tools and without memory of earlier calls. The answer arrives when the agent has finished,
which may take minutes.


Sends a `POST` request to `/v1/agents/{name}/invoke`

Arguments:
- `name`: The agent's name, percent-encoded into one path segment.
- `idempotency_key`: Identifies the effect of this request: a server that has seen the key repeats the stored response and runs nothing again.
Every attempt of a call has the same value.

- `x_correlation_id`: Identifies this call in the logs of both sides; every attempt has the same value. The server generates an id if it is absent or malformed.
- `body`
*/
    pub async fn invoke_agent<'a>(
        &'a self,
        name: &'a str,
        idempotency_key: Option<&'a str>,
        x_correlation_id: Option<&'a str>,
        body: &'a types::InvokeRequest,
    ) -> Result<ResponseValue<types::InvokeResponse>, Error<()>> {
        let url = format!(
            "{}/v1/agents/{}/invoke", self.baseurl, encode_path(& name.to_string()),
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
            operation_id: "invoke_agent",
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
    /**Invoke an agent and stream its answer as it is produced

Like `invoke_agent`, with the answer as Server-Sent Events (WHATWG HTML, section 9.2). The data of each event is one
`StreamEvent` as JSON. Comment lines are heartbeats. The stream ends with a `done` or an `error` event; a stream that ends
without either was cut short.


Sends a `POST` request to `/v1/agents/{name}/stream`

Arguments:
- `name`: The agent's name, percent-encoded into one path segment.
- `idempotency_key`: Identifies the effect of this request: a server that has seen the key repeats the stored response and runs nothing again.
Every attempt of a call has the same value.

- `x_correlation_id`: Identifies this call in the logs of both sides; every attempt has the same value. The server generates an id if it is absent or malformed.
- `body`
*/
    pub async fn stream_agent<'a>(
        &'a self,
        name: &'a str,
        idempotency_key: Option<&'a str>,
        x_correlation_id: Option<&'a str>,
        body: &'a types::InvokeRequest,
    ) -> Result<ResponseValue<ByteStream>, Error<()>> {
        let url = format!(
            "{}/v1/agents/{}/stream", self.baseurl, encode_path(& name.to_string()),
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
            operation_id: "stream_agent",
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
    /**List an agent's sessions

Returns one page of the agent's sessions, newest first, and their total number.

Sends a `GET` request to `/v1/agents/{name}/sessions`

Arguments:
- `name`: The name of the session's agent, percent-encoded into one path segment.
- `limit`: The maximum number of sessions to return.
- `offset`: The number of sessions to skip, counted from the newest.
- `x_correlation_id`: Identifies this call in the logs of both sides; every attempt has the same value. The server generates an id if it is absent or malformed.
*/
    pub async fn list_sessions<'a>(
        &'a self,
        name: &'a str,
        limit: Option<u32>,
        offset: Option<u64>,
        x_correlation_id: Option<&'a str>,
    ) -> Result<ResponseValue<types::SessionList>, Error<()>> {
        let url = format!(
            "{}/v1/agents/{}/sessions", self.baseurl, encode_path(& name.to_string()),
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
            .query(&progenitor_client::QueryParam::new("limit", &limit))
            .query(&progenitor_client::QueryParam::new("offset", &offset))
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "list_sessions",
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
    /**Start a session with an agent

Starts a conversation in which the agent remembers the previous turns. An empty object is a valid body.

Sends a `POST` request to `/v1/agents/{name}/sessions`

Arguments:
- `name`: The name of the session's agent, percent-encoded into one path segment.
- `idempotency_key`: Identifies the effect of this request: a server that has seen the key repeats the stored response and runs nothing again.
Every attempt of a call has the same value.

- `x_correlation_id`: Identifies this call in the logs of both sides; every attempt has the same value. The server generates an id if it is absent or malformed.
- `body`
*/
    pub async fn create_session<'a>(
        &'a self,
        name: &'a str,
        idempotency_key: Option<&'a str>,
        x_correlation_id: Option<&'a str>,
        body: &'a types::CreateSessionRequest,
    ) -> Result<ResponseValue<types::Session>, Error<()>> {
        let url = format!(
            "{}/v1/agents/{}/sessions", self.baseurl, encode_path(& name.to_string()),
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
            operation_id: "create_session",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => crate::answer::read(response).await,
            201u16 => crate::answer::read(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /**Delete a session

Deletes the session and its turns. Deleting a session that does not exist is a 404.

Sends a `DELETE` request to `/v1/agents/{name}/sessions/{id}`

Arguments:
- `name`: The name of the session's agent, percent-encoded into one path segment.
- `id`: The session's id, percent-encoded into one path segment.
- `x_correlation_id`: Identifies this call in the logs of both sides; every attempt has the same value. The server generates an id if it is absent or malformed.
*/
    pub async fn delete_session<'a>(
        &'a self,
        name: &'a str,
        id: &'a str,
        x_correlation_id: Option<&'a str>,
    ) -> Result<ResponseValue<()>, Error<()>> {
        let url = format!(
            "{}/v1/agents/{}/sessions/{}", self.baseurl, encode_path(& name.to_string()),
            encode_path(& id.to_string()),
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
            200..=299 => crate::answer::read_and_discard(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /**Take the next turn of a session and wait for the whole answer

Sends the next message. The agent remembers the previous turns; the message and its answer are recorded as one turn.

Sends a `POST` request to `/v1/agents/{name}/sessions/{id}/continue`

Arguments:
- `name`: The name of the session's agent, percent-encoded into one path segment.
- `id`: The session's id, percent-encoded into one path segment.
- `idempotency_key`: Identifies the effect of this request: a server that has seen the key repeats the stored response and runs nothing again.
Every attempt of a call has the same value.

- `x_correlation_id`: Identifies this call in the logs of both sides; every attempt has the same value. The server generates an id if it is absent or malformed.
- `body`
*/
    pub async fn continue_session<'a>(
        &'a self,
        name: &'a str,
        id: &'a str,
        idempotency_key: Option<&'a str>,
        x_correlation_id: Option<&'a str>,
        body: &'a types::InvokeRequest,
    ) -> Result<ResponseValue<types::SessionContinueResponse>, Error<()>> {
        let url = format!(
            "{}/v1/agents/{}/sessions/{}/continue", self.baseurl, encode_path(& name
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
            operation_id: "continue_session",
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
    /**Take the next turn of a session and stream the answer

Like `continue_session`, with the answer as Server-Sent Events in the form that `stream_agent` describes.

Sends a `POST` request to `/v1/agents/{name}/sessions/{id}/stream`

Arguments:
- `name`: The name of the session's agent, percent-encoded into one path segment.
- `id`: The session's id, percent-encoded into one path segment.
- `idempotency_key`: Identifies the effect of this request: a server that has seen the key repeats the stored response and runs nothing again.
Every attempt of a call has the same value.

- `x_correlation_id`: Identifies this call in the logs of both sides; every attempt has the same value. The server generates an id if it is absent or malformed.
- `body`
*/
    pub async fn stream_session<'a>(
        &'a self,
        name: &'a str,
        id: &'a str,
        idempotency_key: Option<&'a str>,
        x_correlation_id: Option<&'a str>,
        body: &'a types::InvokeRequest,
    ) -> Result<ResponseValue<ByteStream>, Error<()>> {
        let url = format!(
            "{}/v1/agents/{}/sessions/{}/stream", self.baseurl, encode_path(& name
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
            operation_id: "stream_session",
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
    /**Run a pipeline and wait for its result

Runs the pipeline's agents in sequence, each on the output of the previous one. If a step fails, the response is
a 500 with the code `pipeline_error`, whose body may contain the `steps`.


Sends a `POST` request to `/v1/pipelines/{name}/run`

Arguments:
- `name`: The pipeline's name, percent-encoded into one path segment.
- `idempotency_key`: Identifies the effect of this request: a server that has seen the key repeats the stored response and runs nothing again.
Every attempt of a call has the same value.

- `x_correlation_id`: Identifies this call in the logs of both sides; every attempt has the same value. The server generates an id if it is absent or malformed.
- `body`
*/
    pub async fn run_pipeline<'a>(
        &'a self,
        name: &'a str,
        idempotency_key: Option<&'a str>,
        x_correlation_id: Option<&'a str>,
        body: &'a types::InvokeRequest,
    ) -> Result<ResponseValue<types::PipelineRunResponse>, Error<()>> {
        let url = format!(
            "{}/v1/pipelines/{}/run", self.baseurl, encode_path(& name.to_string()),
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
            operation_id: "run_pipeline",
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
    /**Read the status of a pipeline's run

Returns the status of the run `run_id`, or of the pipeline's most recent run. A pipeline that never ran is a 404.

Sends a `GET` request to `/v1/pipelines/{name}/status`

Arguments:
- `name`: The pipeline's name, percent-encoded into one path segment.
- `run_id`: The id of the run; without it, the most recent run.
- `x_correlation_id`: Identifies this call in the logs of both sides; every attempt has the same value. The server generates an id if it is absent or malformed.
*/
    pub async fn pipeline_status<'a>(
        &'a self,
        name: &'a str,
        run_id: Option<&'a str>,
        x_correlation_id: Option<&'a str>,
    ) -> Result<ResponseValue<types::PipelineStatus>, Error<()>> {
        let url = format!(
            "{}/v1/pipelines/{}/status", self.baseurl, encode_path(& name.to_string()),
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
            .query(&progenitor_client::QueryParam::new("run_id", &run_id))
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "pipeline_status",
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
    /**Check the server's health

Needs no authentication. A degraded server answers 503 with the same body, which is a value and not an error.

Sends a `GET` request to `/healthz`

Arguments:
- `x_correlation_id`: Identifies this call in the logs of both sides; every attempt has the same value. The server generates an id if it is absent or malformed.
*/
    pub async fn health<'a>(
        &'a self,
        x_correlation_id: Option<&'a str>,
    ) -> Result<ResponseValue<types::Health>, Error<types::Health>> {
        let url = format!("{}/healthz", self.baseurl,);
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
            operation_id: "health",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => crate::answer::read(response).await,
            503u16 => Err(Error::ErrorResponse(crate::answer::read(response).await?)),
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /**Read the server's metrics

Returns the metrics in the Prometheus text exposition format, version 0.0.4. Needs no authentication.

Sends a `GET` request to `/v1/metrics`

Arguments:
- `x_correlation_id`: Identifies this call in the logs of both sides; every attempt has the same value. The server generates an id if it is absent or malformed.
*/
    pub async fn metrics<'a>(
        &'a self,
        x_correlation_id: Option<&'a str>,
    ) -> Result<ResponseValue<ByteStream>, Error<()>> {
        let url = format!("{}/v1/metrics", self.baseurl,);
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
            operation_id: "metrics",
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
}
/// Items consumers will typically use such as the Client.
pub mod prelude {
    #[allow(unused_imports)]
    pub use super::Client;
}
impl types::Agent {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(
        name: impl Into<String>,
        model: impl Into<String>,
        status: impl Into<schemas::AgentStatus>,
    ) -> Self {
        Self {
            name: name.into(),
            model: model.into(),
            status: status.into(),
            skills: Vec::new(),
            extra: ::serde_json::Map::new(),
        }
    }
}
impl types::AgentList {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(agents: Vec<schemas::Agent>) -> Self {
        Self {
            agents,
            extra: ::serde_json::Map::new(),
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
impl types::Usage {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(input_tokens: u64, output_tokens: u64, total_tokens: u64) -> Self {
        Self {
            input_tokens,
            output_tokens,
            total_tokens,
            extra: ::serde_json::Map::new(),
        }
    }
}
impl types::InvokeResponse {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(output: impl Into<String>, usage: impl Into<schemas::Usage>) -> Self {
        Self {
            output: output.into(),
            usage: usage.into(),
            extra: ::serde_json::Map::new(),
        }
    }
}
impl types::Session {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(
        session_id: impl Into<String>,
        agent: impl Into<String>,
        created_at: impl Into<String>,
        metadata: impl Into<schemas::Metadata>,
    ) -> Self {
        Self {
            session_id: session_id.into(),
            agent: agent.into(),
            created_at: created_at.into(),
            metadata: metadata.into(),
            turns: None,
            last_active_at: None,
            extra: ::serde_json::Map::new(),
        }
    }
}
impl types::SessionList {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(sessions: Vec<schemas::Session>, total: u64) -> Self {
        Self {
            sessions,
            total,
            extra: ::serde_json::Map::new(),
        }
    }
}
impl types::SessionContinueResponse {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(
        output: impl Into<String>,
        usage: impl Into<schemas::Usage>,
        turn: u64,
    ) -> Self {
        Self {
            output: output.into(),
            usage: usage.into(),
            turn,
            extra: ::serde_json::Map::new(),
        }
    }
}
impl types::StepError {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
            extra: ::serde_json::Map::new(),
        }
    }
}
impl types::PipelineStep {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(
        name: impl Into<String>,
        status: impl Into<schemas::StepStatus>,
        duration_ms: Option<u64>,
    ) -> Self {
        Self {
            name: name.into(),
            status: status.into(),
            duration_ms,
            output: None,
            usage: None,
            error: None,
            extra: ::serde_json::Map::new(),
        }
    }
}
impl types::PipelineRunResponse {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(
        pipeline: impl Into<String>,
        status: impl Into<schemas::RunStatus>,
        steps: Vec<schemas::PipelineStep>,
        output: Option<String>,
    ) -> Self {
        Self {
            pipeline: pipeline.into(),
            status: status.into(),
            steps,
            output,
            run_id: None,
            total_duration_ms: None,
            usage: None,
            extra: ::serde_json::Map::new(),
        }
    }
}
impl types::PipelineStatus {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(
        pipeline: impl Into<String>,
        run_id: impl Into<String>,
        status: impl Into<schemas::RunStatus>,
        steps: Vec<schemas::PipelineStep>,
        started_at: impl Into<String>,
        elapsed_ms: u64,
    ) -> Self {
        Self {
            pipeline: pipeline.into(),
            run_id: run_id.into(),
            status: status.into(),
            steps,
            started_at: started_at.into(),
            elapsed_ms,
            extra: ::serde_json::Map::new(),
        }
    }
}
impl types::Health {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(
        status: impl Into<schemas::HealthStatus>,
        version: impl Into<String>,
    ) -> Self {
        Self {
            status: status.into(),
            version: version.into(),
            uptime_seconds: None,
            checks: None,
            extra: ::serde_json::Map::new(),
        }
    }
}
impl types::ErrorResponse {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(error: impl Into<schemas::ErrorDetail>) -> Self {
        Self {
            error: error.into(),
            steps: Vec::new(),
            extra: ::serde_json::Map::new(),
        }
    }
}
impl types::ErrorDetail {
    /// Creates a value with the required fields. Set the other fields on the value.
    #[must_use]
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
            extra: ::serde_json::Map::new(),
        }
    }
}

/// All operations of the contract.
pub const OPERATIONS: &[crate::Operation] = &[
    crate::Operation { id: "list_agents", method: "GET", path: "/v1/agents", accept: "application/json" },
    crate::Operation { id: "invoke_agent", method: "POST", path: "/v1/agents/{name}/invoke", accept: "application/json" },
    crate::Operation { id: "stream_agent", method: "POST", path: "/v1/agents/{name}/stream", accept: "text/event-stream" },
    crate::Operation { id: "create_session", method: "POST", path: "/v1/agents/{name}/sessions", accept: "application/json" },
    crate::Operation { id: "list_sessions", method: "GET", path: "/v1/agents/{name}/sessions", accept: "application/json" },
    crate::Operation { id: "delete_session", method: "DELETE", path: "/v1/agents/{name}/sessions/{id}", accept: "application/json" },
    crate::Operation { id: "continue_session", method: "POST", path: "/v1/agents/{name}/sessions/{id}/continue", accept: "application/json" },
    crate::Operation { id: "stream_session", method: "POST", path: "/v1/agents/{name}/sessions/{id}/stream", accept: "text/event-stream" },
    crate::Operation { id: "run_pipeline", method: "POST", path: "/v1/pipelines/{name}/run", accept: "application/json" },
    crate::Operation { id: "pipeline_status", method: "GET", path: "/v1/pipelines/{name}/status", accept: "application/json" },
    crate::Operation { id: "health", method: "GET", path: "/healthz", accept: "application/json" },
    crate::Operation { id: "metrics", method: "GET", path: "/v1/metrics", accept: "text/plain" },
];

crate::open::open_enum! {
    /// Whether an agent can be invoked.
    AgentStatus {
        Ready = "ready",
        Running = "running",
    }
}

crate::shapes::list!(types::AgentList, agents: types::Agent);

crate::shapes::list!(types::SessionList, sessions: types::Session);

crate::open::open_enum! {
    /// The status of a pipeline run.
    RunStatus {
        Running = "running",
        Completed = "completed",
        Failed = "failed",
    }
}

crate::open::open_enum! {
    /// The status of a pipeline step.
    StepStatus {
        Pending = "pending",
        Running = "running",
        Completed = "completed",
        Failed = "failed",
        Skipped = "skipped",
    }
}

crate::open::open_enum! {
    /// Whether the server is healthy.
    HealthStatus {
        Ok = "ok",
        Degraded = "degraded",
    }
}

/// The schemas of the contract.
pub mod schemas {
    pub use super::types::Agent;
    pub use super::AgentStatus;
    pub use super::types::AgentList;
    pub use super::types::InvokeRequest;
    pub use super::types::InvokeOptions;
    pub use super::types::Usage;
    pub use super::types::InvokeResponse;
    pub use super::types::Metadata;
    pub use super::types::CreateSessionRequest;
    pub use super::types::Session;
    pub use super::types::SessionList;
    pub use super::types::SessionContinueResponse;
    pub use super::RunStatus;
    pub use super::StepStatus;
    pub use super::types::StepError;
    pub use super::types::PipelineStep;
    pub use super::types::PipelineRunResponse;
    pub use super::types::PipelineStatus;
    pub use super::HealthStatus;
    pub use super::types::Health;
    pub use super::types::HealthChecks;
    pub use super::types::StreamEvent;
    pub use super::types::ErrorResponse;
    pub use super::types::ErrorDetail;
}
