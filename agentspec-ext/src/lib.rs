//! A client of AgentSpec servers: list agents, invoke them, stream their answers, hold multi-turn sessions, run pipelines.
//!
//! The [`guide`] shows all of it, chapter by chapter.
//!
//! ```
//! use std::io::{Write, stdout};
//!
//! use agentspec_ext::Client;
//! use futures::StreamExt;
//!
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! # let server = agentspec_mock::MockServer::start().await;
//! # let client = Client::builder().base_url(server.url()).build()?;
//! # #[cfg(any())]
//! let client = Client::from_env()?;
//!
//! let answer = client.agents().invoke("assistant", "What is the capital of France?").await?;
//! assert_eq!(answer.output, "The capital of France is Paris.");
//!
//! let session = client.sessions().create("assistant").metadata("channel", "web").await?;
//! let mut pieces = client
//!     .sessions()
//!     .continue_stream("assistant", &session.session_id, "My name is Alice and I work on robotics.")
//!     .await?
//!     .text_stream();
//! while let Some(piece) = pieces.next().await {
//!     print!("{}", piece?);
//!     stdout().flush().ok(); // print! alone shows whole lines
//! }
//! let answer = client.sessions().continue_("assistant", &session.session_id, "What do I work on?").await?;
//! assert_eq!(answer.output, "You work on robotics.");
//! # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
//! ```
//!
//! # Guarantees
//! - **A stream that ends without `done` or `error` is an error**, never a shorter answer: [`EventStream`].
//! - **Every error tells whether the agent may have run**: [`Error::outcome`], by what is proven of the request. A call that is cancelled returns no error:
//!   its [`CallRecord`] creates one.
//! - **An agent is not run twice without your consent**: a POST that may have run is not resent after a broken connection or a timeout. After 502 and 504
//!   it is, as documented, with the same `Idempotency-Key`; not under the policy [`retry::Strict`].
//! - **Client and server agree on a session**: after a turn that may have been recorded, the next one waits for a decision: [`SessionHandle`].
//! - **One error type**, with the server's message, the correlation id and each attempt: [`Error`].
//! - **Data of a later server is kept**: unknown events, fields and statuses.
//! - **Credentials are in no `Debug`, `Display` or error.** Those of four bytes or more are redacted even if a server echoes them.
//!
//! # Features
//! | feature | default | what it does |
//! |---|---|---|
//! | `rustls` | yes | TLS by rustls, with the platform's certificate verifier |
//! | `native-tls` | no | TLS by the platform's own library |
//! | `http2` | no | HTTP/2, if a server offers it over TLS |
//! | `schema` | no | `schemars::JsonSchema` for the types and the events |
//! | `otel` | no | `traceparent` on each request, by OpenTelemetry's global propagator: [`guide::telemetry`] |
//! | `blocking` | no | the module [`blocking`]: the same client without async |
//! | `test-util` | no | the module [`testing`]: a clock that does not wait, and builders of errors, failed attempts and responses |
//!
//! # Other crates in the API
//! The types of these crates are a part of this API: a breaking version of one of them is a breaking version of this crate.
//!
//! | crate | part |
//! |---|---|
//! | `reqwest` 0.13 | the items of the module [`reqwest`](mod@crate::reqwest), and nothing else |
//! | `http` 1 | the same statuses and headers; a response that a [`Middleware`] creates is an `http::Response` |
//! | `futures` 0.3 | `Stream`, and `BoxFuture` of a [`Clock`](clock::Clock) and a [`Middleware`] |
//! | `serde_json` 1 | free-form JSON |
//! | `bytes` 1 | the input of a decoder and of [`EventStream::from_bytes`] |
//! | `schemars` 1 | with the feature `schema` |
//! | `opentelemetry` 0.33 | with the feature `otel`: its global propagator, which a program sets by that version; with `tracing-opentelemetry` 0.34 |
//!
//! [`Client::raw`] returns the client that is generated from the contract, of the crate `agentspec-client`. It follows the contract and its generator,
//! progenitor 0.15: its methods and errors may change with any version of this crate. No other part of the API depends on it.
//!
//! # Features of `serde_json`
//! Cargo unifies the features of a library across a build, so these apply to your crate too:
//!
//! | feature | here | why |
//! |---|---|---|
//! | `preserve_order` | on | a model answers in the order of the keys that it is given, and arguments are read in the order in which they were written. A `serde_json::Map` iterates in the order of insertion, and its `remove` moves the last member: `shift_remove` keeps the order. |
//! | `float_roundtrip` | on | a float in options and metadata is received exactly as it was sent; without it, the last digit of some differs |
//! | `arbitrary_precision` | off | it changes how other crates of a build read numbers. Integers beyond 64 bits are strings of their digits instead: [`guide::types`] |

#![cfg_attr(docsrs, feature(doc_cfg))]

#[macro_use]
mod forward;

pub mod guide;

mod api;
mod client;

mod operation;
mod stream;
mod transport;

mod credential;
mod dialect;
mod error;
mod event;
pub mod retry;
mod trace;

pub mod clock;
mod headers;
mod ids;
mod plural;
mod secret;
pub mod sse;

#[rustfmt::skip]
#[path = "generated/types.rs"]
pub mod types;

#[cfg(any(feature = "blocking", doc))]
#[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
pub mod blocking;

#[cfg(any(feature = "test-util", doc))]
#[cfg_attr(docsrs, doc(cfg(feature = "test-util")))]
pub mod testing;

pub use api::operations;
pub use api::resources::*;
pub use api::{Call, Progress, Prompt, RunWait, RunWatch, SessionHandle};
pub use client::{Client, ClientBuilder};
pub use credential::{Credential, CredentialSource};
pub use dialect::Dialect;
pub use error::{Error, ErrorKind, Escaped, FailedAttempt, Outcome, Phase, escaped};
pub use event::events::*;
pub use event::{EventDecoder, EventError, Extra, UnknownEvent};
pub use operation::{CallRecord, LocalCause, Operation, Response, UnresolvedTurn};
pub use stream::{EventStream, TextStream};
pub use transport::{Middleware, Next};

pub use agentspec_client::json::Undecodable;
pub use agentspec_client::{MaxTokens, Temperature};

/// The part of the HTTP library, reqwest 0.13, that belongs to this API, with the library's names.
///
/// - Statuses and headers are in errors, responses and streams.
/// - A [`Middleware`] handles requests, responses and bodies.
/// - [`ClientBuilder::http`] changes the client builder, proxies, certificates and resolvers.
///
/// A breaking version of reqwest, such as 0.14, is a breaking version of this crate. Other items of the library are not promised: a program that needs them
/// depends on reqwest 0.13 itself, whose types are the same.
pub mod reqwest {
    pub use ::reqwest::{
        Body, ClientBuilder, Error, Method, NoProxy, Proxy, Request, Response, StatusCode, Url, Version, dns, header, redirect,
    };
    #[cfg(any(feature = "native-tls", feature = "rustls"))]
    #[cfg_attr(docsrs, doc(cfg(any(feature = "native-tls", feature = "rustls"))))]
    pub use ::reqwest::{Certificate, Identity, tls};
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

// A file of the workspace's tests, since no crate can hold it that depends on this one.
#[cfg(test)]
#[path = "../../tests/src/printed.rs"]
pub mod printed;
