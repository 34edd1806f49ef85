//! An AgentSpec server without a model: a real HTTP server of the whole API, with answers that never change.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use agentspec_mock::MockServer;
//!
//! let server = MockServer::start().await;
//! let answer: serde_json::Value = reqwest::Client::new()
//!     .post(format!("{}/v1/agents/assistant/invoke", server.url()))
//!     .json(&serde_json::json!({ "input": "What is the capital of France?" }))
//!     .send()
//!     .await?
//!     .json()
//!     .await?;
//! assert_eq!(answer["output"], "The capital of France is Paris.");
//! # Ok(())
//! # }
//! ```
//!
//! A test that wants to see its own error handling at work scripts the next answer with [`MockServer::answer_next`], makes
//! a pipeline's step [slow](MockServer::slow_step) or [fail](MockServer::fail_step), or gives the server a
//! [configuration](Builder::config). What was sent is in [`MockServer::received`], and with what came back in
//! [`MockServer::exchanges`], and [`MockServer::verify`] fails a test whose scripts were not used. [`MockServer::advance`] lets time pass without waiting for it.
//!
//! For what no HTTP framework sends, a cut chunk or a reset, there are [scenarios](Builder::scenarios), which
//! say byte for byte what is sent below [`MockServer::scenario_url`], and [`MockServer::scenario_seen`] to read back what came.
//!
//! # What answers
//!
//! The agents `assistant` and `reviewer`, and the pipeline `research-and-summarize`. An answer is a pure function of the
//! agent, the turns before it and the input: no model, no randomness, no clock. In a session the agents remember a name, a
//! field of work and a project.
//!
//! # Tokens
//!
//! One token is one word together with the white space that precedes it. So the contents of a stream's `token` events,
//! joined, are exactly the `output`, and `output_tokens` is the number of those events. `input_tokens` counts the words of
//! the input and, in a session, of both sides of all turns before it. `total_tokens` is the sum. `max_tokens` cuts the
//! answer after that many tokens.
//!
//! # Policy
//!
//! - **Authentication**: none until [`Builder::api_key`] or [`Builder::token`] is called; then every request under `/v1/`
//!   but `/v1/metrics` needs one of them. All callers see the same sessions and runs.
//! - **Correlation**: `X-Correlation-ID` comes back on every response. Where it is absent, or is not 1 to 128 visible ASCII
//!   characters, the server makes one.
//! - **Idempotency**: a POST's successful answer is kept under its `Idempotency-Key`, and a repeat of the same request gets
//!   it again, byte for byte, with the header `Idempotent-Replayed: true`; one that comes while the first is under way waits
//!   for it. A refusal or a failure is not kept: a repeat of it runs. The same key with another path or body is a 422. The
//!   newest 1,000 answers are kept, up to 64 MiB of them.
//! - **Completion**: what was asked for is done to its end, also where the client goes away. A stream's whole answer is made,
//!   and a session's turn recorded, before the first event is sent.
//! - **Failures**: an agent that fails takes no turn. A pipeline's run whose step fails is a 500 `pipeline_error` with the
//!   steps.
//! - **Time**: sessions [expire](Builder::session_expiry) and callers are [limited](Builder::rate_limit) where they are told
//!   to be, by the server's own clock.
//! - **Names**: on a loopback address the server answers to names of this machine alone, until another is
//!   [allowed](Builder::allow_host): a 421 keeps pages of other sites out.
//! - **Bounds**: of what happens the newest is [kept](Builder::keep). Connections end that are [idle](Builder::idle_timeout) or
//!   [slow](Builder::read_timeout), where they are told to.
//! - **Scenarios**: below `/_scenario/` a scenario answers, not this server. A connection belongs to the kind of its first request; the
//!   other kind on it is a 421.
//! - **Strictness**: a request that breaks the contract is refused with a message that names the field.

mod handle;

mod config;

mod operations;
mod playback;
mod service;

mod state;

mod journal;
mod scenario;
mod scripts;

mod agents;
mod policy;

mod api;

mod clock;
mod kept;
mod lock;

pub use config::ConfigError;
pub use handle::{builder::Builder, server::MockServer};
pub use journal::{exchange::Exchange, received::Received};
pub use scenario::seen::{ScenarioConnection, ScenarioRequest, ScenarioRun};
pub use scripts::answer::Answer;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
