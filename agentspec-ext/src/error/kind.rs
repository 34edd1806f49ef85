//! The kinds of errors. `generated/error_kind.rs` maps statuses and codes to them.

use serde::{Deserialize, Serialize};

/// The kind of an error. Serde serializes each by its name, as in `"rate_limit"`, and a timeout with its phase: `{"timeout": "idle"}`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client is misconfigured, a blocking client waits in a task of an async runtime, or an async client is used outside a runtime. No request
    /// was sent for it.
    Configuration,
    /// The request is invalid: rejected by the server (400, 422), or refused by the client before it was sent.
    InvalidRequest,
    /// The key or token is missing or wrong (401).
    Authentication,
    /// The caller may not do this (403).
    PermissionDenied,
    /// No such agent, session, pipeline or run (404).
    NotFound,
    /// Too many requests, or the budget is used up (429).
    RateLimit,
    /// The server or the agent failed (5xx).
    Server,
    /// Any other status that is not a success.
    Status,
    /// No connection to the server.
    Connect,
    /// The connection broke before the response was complete.
    Transport,
    /// A time limit was reached.
    Timeout(Phase),
    /// A stream ended without `done` or `error`, or was read after it was closed; or a call was cancelled.
    Interrupted,
    /// The response cannot be read.
    Decode,
    /// The response is larger than the limit.
    TooLarge,
}

/// The phase in which a time limit was reached. Serde serializes each by its name, as in `"connect"`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Phase {
    /// Waiting for the credential source, before anything was sent.
    Credential,
    /// Connecting.
    Connect,
    /// One attempt: until the last byte of the response body, or until the headers of a stream.
    Request,
    /// A stream that was silent for too long.
    Idle,
    /// A watched pipeline run, which continues on the server.
    Run,
    /// The whole call, including its retries.
    Deadline,
    /// Waiting for the previous turn of a session, whose stream is neither read to its end nor closed.
    Turn,
}
