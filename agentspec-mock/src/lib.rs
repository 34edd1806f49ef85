//! An AgentSpec server without a model: an HTTP server of the whole API, with deterministic answers.
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
//! To test error handling, script the next answer with [`MockServer::answer_next`], make a pipeline step [slow](MockServer::slow_step) or
//! [fail](MockServer::fail_step), or use a [configuration](Builder::config). [`MockServer::received`] returns the requests,
//! [`MockServer::exchanges`] the requests with their responses. [`MockServer::verify`] fails a test whose scripts were not used.
//! [`MockServer::advance`] skips time.
//!
//! [Scenarios](Builder::scenarios) play what no HTTP framework sends, such as half a chunk or a reset: they define each byte of the responses below
//! [`MockServer::scenario_url`]. [`MockServer::scenario_seen`] returns the requests.
//!
//! In [`Dialect::Runtime`] the server has the same agents and answers in the API of the public AgentSpec runtime, which has other fields, errors
//! and events. The README's chapter on it lists the differences.
//!
//! # Agents
//!
//! The agents are `assistant` and `reviewer`, and the pipeline is `research-and-summarize`. An answer is a pure function of the agent, the
//! previous turns and the input: no model, no randomness, no clock. In a session the agents remember a name, a field of work and a project.
//!
//! # Tokens
//!
//! A token is a word together with the white space before it. The contents of a stream's `token` events, joined, are therefore exactly the
//! `output`, and `output_tokens` is the number of these events. `input_tokens` counts the words of the input and, in a session, of both sides
//! of all previous turns. `total_tokens` is the sum. `max_tokens` truncates the answer to that many tokens.
//!
//! # Policy
//!
//! - **Authentication**: none, unless [`Builder::api_key`] or [`Builder::token`] is called; then every request under `/v1/` except
//!   `/v1/metrics` needs a key or a token. All callers share the sessions and runs.
//! - **Correlation**: every response has an `X-Correlation-ID`. If the request's is absent, or is not 1 to 128 visible ASCII characters, the
//!   server creates one.
//! - **Idempotency**: the successful response to a POST is stored under its `Idempotency-Key`. A repeated request gets it again, byte for
//!   byte, with the header `Idempotent-Replayed: true`; if the first request is still in progress, the repeat waits for it. An error is not
//!   stored, so that a repeat runs. The same key with another path or body is a 422. The newest 1,000 responses are stored, up to 64 MiB.
//! - **Completion**: a request is completed even if the client disconnects. The answer of a stream is computed, and the turn of a session
//!   recorded, before the first event is sent.
//! - **Failures**: an agent that fails takes no turn. A pipeline run with a failed step is a 500 `pipeline_error` with the steps.
//! - **Time**: sessions can [expire](Builder::session_expiry) and callers can be [limited](Builder::rate_limit), by the server's clock.
//! - **Host names**: on a loopback address the server accepts only names of this machine, and those that are
//!   [allowed](Builder::allow_host). Any other one is a 421, against DNS rebinding.
//! - **Pages**: a page of another origin can call the server from a browser only if its origin is [allowed](Builder::cors).
//! - **Limits**: the server [keeps](Builder::keep) only the newest requests, sessions and runs. It can close
//!   [idle](Builder::idle_timeout) and [slow](Builder::read_timeout) connections.
//! - **Scenarios**: below `/_scenario/` a scenario answers. The first request of a connection decides its kind; a request of the other kind on it
//!   is a 421.
//! - **Strictness**: a request that breaks the contract is refused, with a message that names the field.

mod handle;

mod config;

mod control;
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

mod bounded;
mod clock;
mod lock;

pub use api::dialect::Dialect;
pub use config::ConfigError;
pub use handle::{builder::Builder, server::MockServer};
pub use journal::{exchange::Exchange, received::Received};
pub use scenario::seen::{ScenarioConnection, ScenarioRequest, ScenarioRun};
pub use scripts::answer::Answer;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
