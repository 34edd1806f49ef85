//! The rules that hold for each request, whatever it asks for: who may call and how often, by which name, how slowly, and
//! which answer is repeated.

pub(crate) mod correlation;
pub(crate) mod credentials;
pub(crate) mod hosts;
pub(crate) mod idempotency;
pub(crate) mod rate_limit;
pub(crate) mod timeouts;
