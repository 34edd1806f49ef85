//! Every row of the contract's table of faults, at the public surface and over real sockets. Each test has
//! the number of its row. The scenarios are those of `faults.yaml`, which every language is tested with.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc, reason = "a test may fail")]

mod certificates;
mod fault;
mod table;

mod as_written;
mod bodies;
mod broken_off;
mod bursts;
mod careless_heads;
mod client_certificates;
mod connecting;
mod credential_sources;
mod dropped;
mod endless;
mod ends;
mod error_bodies;
mod events;
mod foreign;
mod framing;
mod heartbeats;
mod idle;
mod limits;
mod mixed_up;
mod named_certificates;
mod names;
mod no_answer;
mod no_proxy;
mod not_sent;
mod others;
mod pages;
mod proxies;
mod proxy_option;
mod read_on;
mod redirects;
mod retry_after;
mod reuse;
mod said_back;
mod scenarios;
mod secrets;
mod secrets_over_plain_http;
mod shown;
mod silence;
mod slow;
mod statuses;
mod storm;
mod tls;
#[cfg(target_os = "linux")]
mod wiped;
mod writes;
