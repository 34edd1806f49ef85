//! The doctor, run as a program: its reports about usable servers, and about everything that can be wrong with others.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc, reason = "a test may fail")]

mod doctor;

mod addresses;
mod dialects;
mod json;
mod keys;
mod proxies;
mod readme;
mod routes;
mod servers;
mod streams;
mod tls;
