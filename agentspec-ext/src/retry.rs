//! Decides whether and when a failed attempt is retried.
//!
//! A [`RetryPolicy`] decides within the limits of the client: the number of attempts ([`max_retries`](crate::ClientBuilder::max_retries)), the time of
//! the whole call ([`deadline`](crate::ClientBuilder::deadline)), and the load that all calls of the client together may add to a failing server
//! ([`retry_budget`](crate::ClientBuilder::retry_budget)). No policy restarts a stream that has begun.
//!
//! There are three policies: [`Standard`], the default; [`Strict`], which never resends a request that may have run, the default for a server in the
//! [dialect](crate::Dialect) of the public runtime; and [`Never`], which retries nothing.
//!
//! | failure | `Standard` | `Strict` | `Never` |
//! |---|---|---|---|
//! | the request was not sent | retried | retried | – |
//! | status 429 or 503 | retried | retried | – |
//! | status 502 or 504 | retried, a POST with the same `Idempotency-Key` | GET and DELETE | – |
//! | no complete response: a broken connection, a timeout | GET and DELETE | GET and DELETE | – |
//! | `budget_exceeded`; a failed TLS handshake; a server that does not speak HTTP; any other status; a response that cannot be read | – | – | – |
//!
//! A policy of your own can decide on some failures and delegate the others:
//!
//! ```
//! use agentspec_ext::Client;
//! use agentspec_ext::retry::{Decision, Standard, Failed, RetryPolicy};
//!
//! /// Does not retry pipeline runs, which are expensive.
//! #[derive(Debug)]
//! struct PipelinesOnce;
//!
//! impl RetryPolicy for PipelinesOnce {
//!     fn decide(&self, failed: &Failed<'_>) -> Decision {
//!         match failed.operation() {
//!             "run_pipeline" => Decision::GiveUp,
//!             _ => Standard.decide(failed),
//!         }
//!     }
//! }
//!
//! let client = Client::builder().retry_policy(PipelinesOnce).build()?;
//! # Ok::<(), agentspec_ext::Error>(())
//! ```

mod backoff;
mod budget;
mod limits;
mod policy;
mod presets;

pub(crate) use self::backoff::Backoff;
pub(crate) use self::budget::Budget;
pub(crate) use self::limits::{Limits, Retries};
pub use self::policy::{Decision, Failed, RetryPolicy};
pub use self::presets::{Never, Standard, Strict};
pub use crate::error::StopReason;

#[cfg(test)]
#[path = "retry/tests.rs"]
mod tests;

#[cfg(test)]
mod vectors;
