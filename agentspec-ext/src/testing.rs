//! Utilities for the tests of your own code: a clock that does not wait, builders of errors, failed attempts and responses, and an endpoint for a
//! middleware. Needs the feature `test-util`, which belongs in `[dev-dependencies]`.
//!
//! ```toml
//! [dev-dependencies]
//! agentspec-ext = { version = "0.1", features = ["test-util"] }
//! ```
//!
//! The chapter [`guide::testing`](crate::guide::testing) shows them together with the mock server.
//!
//! ```
//! use agentspec_ext::retry::{Decision, Standard, RetryPolicy};
//! use agentspec_ext::testing::{ErrorBuilder, FailedBuilder};
//! use std::time::Duration;
//!
//! let busy = ErrorBuilder::from_status(503).header("retry-after", "7").build();
//! let failed = FailedBuilder::new("invoke_agent", &busy).build();
//! assert_eq!(Standard.decide(&failed), Decision::RetryAfter(Duration::from_secs(7)));
//! ```

mod clock;
mod endpoint;
mod failed;
mod response;

pub use self::clock::TestClock;
pub use self::endpoint::Endpoint;
pub use self::failed::{FailedBuilder, failed_attempt};
pub use self::response::ResponseBuilder;
pub use crate::error::ErrorBuilder;
