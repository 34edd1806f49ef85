//! Every row of the contract's table of faults that is about streams and bodies, at the public surface and over real sockets. Each test has
//! the number of its row. The scenarios are those of `faults.yaml`, which every language is tested with.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc, reason = "a test may fail")]

mod fault;

mod bodies;
mod broken_off;
mod dropped;
mod ends;
mod events;
mod foreign;
mod limits;
mod reuse;
mod scenarios;
mod secrets_over_plain_http;
mod silence;
mod writes;
