//! Whether, and when, a failed attempt is made again.
//!
//! A [`RetryPolicy`] decides, and the client holds it to limits of its own: the number of attempts
//! ([`max_retries`](crate::ClientBuilder::max_retries)), the time of the whole call ([`deadline`](crate::ClientBuilder::deadline)), and what
//! all calls of the client together may add to a server's load while it fails ([`retry_budget`](crate::ClientBuilder::retry_budget)). No
//! policy makes a stream start again that has begun.
//!
//! Three policies are here. [`Standard`] is the default. [`Strict`] never sends a request again that may have run. [`Never`] leaves all to
//! the caller.
//!
//! | what happened | `Standard` | `Strict` | `Never` |
//! |---|---|---|---|
//! | the request was not sent | again | again | – |
//! | status 429 or 503 | again | again | – |
//! | status 502 or 504 | again, a POST under the same `Idempotency-Key` | GET and DELETE | – |
//! | no whole answer: a broken connection, a timeout | GET and DELETE | GET and DELETE | – |
//! | `budget_exceeded`; TLS, or a server that does not speak HTTP; any other status; what cannot be read | – | – | – |
//!
//! A policy of your own decides on what it cares for, and leaves the rest to one of these:
//!
//! ```
//! use agentspec_ext::Client;
//! use agentspec_ext::retry::{Decision, Standard, Failed, RetryPolicy};
//!
//! /// Runs of pipelines are too dear to be tried again.
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
