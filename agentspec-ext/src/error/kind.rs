//! The kinds of errors. Which status and code is which, `generated/error_kind.rs` knows.

use serde::{Deserialize, Serialize};

/// What went wrong, as far as a program cares. Serde has each by its name, as in `"rate_limit"`, and a timeout with its phase: `{"timeout": "idle"}`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client is configured wrongly, a blocking one waits in a task of an async runtime, or an async one is used outside of any. Nothing was
    /// sent for it.
    Configuration,
    /// The request is not valid: refused by the server (400, 422), or before it was sent.
    InvalidRequest,
    /// The key or token is missing or wrong (401).
    Authentication,
    /// The caller may not do this (403).
    PermissionDenied,
    /// No such agent, session, pipeline or run (404).
    NotFound,
    /// Too many requests, or the budget is used up (429).
    RateLimit,
    /// The server, or the agent, failed (5xx).
    Server,
    /// Any other status that is no success.
    Status,
    /// No connection to the server.
    Connect,
    /// The connection broke before the answer was whole.
    Transport,
    /// Something took too long.
    Timeout(Phase),
    /// A stream ended without `done` or `error`, or is read on after it was closed; or a call was given up.
    Interrupted,
    /// The answer cannot be read.
    Decode,
    /// The answer is larger than the limit.
    TooLarge,
}

/// What took too long. Serde has each by its name, as in `"connect"`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Phase {
    /// The source of the credential, which was asked before anything was sent.
    Credential,
    /// Connecting.
    Connect,
    /// One attempt: to the last byte of its body, on a stream to its headers.
    Request,
    /// A stream, which was silent for too long.
    Idle,
    /// A pipeline's run, which goes on without its watcher.
    Run,
    /// The whole call, its retries included.
    Deadline,
    /// The stream of the session's turn before, which is neither read to its end nor closed.
    Turn,
}
