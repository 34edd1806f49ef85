//! The rules that apply to every request: credentials, rate limits, host names, origins of pages, timeouts, correlation ids and idempotency.

pub(crate) mod correlation;
pub(crate) mod cors;
pub(crate) mod credentials;
pub(crate) mod hosts;
pub(crate) mod idempotency;
pub(crate) mod rate_limit;
pub(crate) mod site;
pub(crate) mod timeouts;
