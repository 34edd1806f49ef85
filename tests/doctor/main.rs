//! The example `doctor`, run as a program: what it says of servers that can be used, and of all that can be wrong with others.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc, reason = "a test may fail")]

mod doctor;

mod addresses;
mod keys;
mod proxies;
mod routes;
mod servers;
mod streams;
mod tls;
