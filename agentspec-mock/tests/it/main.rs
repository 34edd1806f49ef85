//! Tests of the server over a real socket, one file per topic.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops here")]

mod client;

mod agents;
mod auth;
mod bounds;
mod config;
mod control;
mod cors;
mod errors;
mod exchanges;
mod hosts;
mod idempotency;
mod lifecycle;
mod pipeline_steps;
mod pipelines;
mod playback;
mod program;
mod rate_limits;
mod received;
mod runtime;
mod scripted;
mod server;
mod sessions;
mod streams;
mod timeouts;
mod verified;
