//! The raw client of the AgentSpec HTTP API, generated from the contract, `openapi.yaml`.
//!
//! One method for each operation, arguments by position, one attempt a call: no retries, no timeouts, no stream of events.
//! Most users want `agentspec-ext`, which adds those on top.
//!
//! ```no_run
//! use agentspec_client::{Client, types::InvokeRequest};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::new("http://localhost:8080", reqwest::Client::new());
//! let request = InvokeRequest::new("What is the capital of France?");
//! let answer = client.invoke_agent("assistant", None, None, &request).await?;
//! println!("{} {}", answer.status(), answer.output);
//! # Ok(()) }
//! ```
//!
//! # Names
//! A name or id becomes one path segment, percent-encoded. What no encoding saves is not refused here, as it is in `agentspec-ext`: an empty
//! name, `.`, `..` and a backslash lead to another path. Check names that come from elsewhere.
//!
//! # No answer loses anything
//! An answer that the contract does not promise arrives as [`Error::UnexpectedResponse`], with its status, headers and body as they came:
//! every error status, and a success whose body does not parse, where the response's extensions say why ([`json::Undecodable`]). A body that
//! breaks off is there as far as it came, followed by the transport's error.
//!
//! # What is promised
//! The methods and errors follow the contract and its generator: [`Error`], [`ResponseValue`] and [`ByteStream`] are those of `progenitor-client`
//! 0.15, and the HTTP client is that of `reqwest` 0.13. Any version of this crate may change them. The [`types`] are those of `agentspec-ext` too,
//! which promises them.
//!
//! # Features
//! | feature | default | what it does |
//! |---|---|---|
//! | `codegen` | yes | generate the client from `openapi.yaml` at build time; without it, a checked-in snapshot of the same is compiled |
//! | `rustls` | yes | TLS by rustls, with the platform's certificate verifier |
//! | `schema` | no | `schemars::JsonSchema` for the types |
//! | `native-tls` | no | TLS by the platform's own library |

mod answer;
mod client;
mod executor;
pub mod json;
mod metadata;
mod open;
mod operation;
mod options;
mod shapes;

#[expect(unreachable_pub, clippy::all, clippy::pedantic, reason = "written by progenitor; what is exported is named below")]
#[allow(dead_code, reason = "progenitor writes an error for conversions, used by some contracts and not by others")]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/generated.rs"));
}

pub use answer::AnswerLimit;
pub use executor::Executor;
pub use generated::{Client, OPERATIONS, schemas as types};
pub use operation::Operation;
pub use options::{MaxTokens, Temperature};
pub use progenitor_client::{ByteStream, Error, ResponseValue};

#[cfg(test)]
mod tests;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
