//! Every row of the contract's table of faults, tested at the public API and over real sockets. The name of each test has
//! the number of its row. The scenarios are those of `scenarios.yaml`, which the tests of every language use.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc, reason = "a test may fail")]

mod certificates;
mod run;
mod table;

mod bodies;
mod client_certificates;
mod connecting;
mod connection_reuse;
mod credential_sources;
mod dropped;
mod echoed_secrets;
mod endless;
mod error_bodies_in_streams;
mod escaping;
mod events;
mod foreign_error_bodies;
mod framing;
mod heartbeats;
mod idle_connections;
mod lenient_json;
mod limits;
mod malformed_heads;
mod memory_bombs;
mod named_certificates;
mod names;
mod no_proxy;
mod no_response;
mod not_sent;
mod proxies;
mod proxy_option;
mod redirects;
mod refused_reads;
mod retry_after;
mod scenarios;
mod secrets;
#[cfg(target_os = "linux")]
mod secrets_in_memory;
mod secrets_over_plain_http;
mod silence;
mod slow_heads;
mod statuses;
mod storm;
mod stream_encoding;
mod stream_ends;
mod swapped_responses;
mod tls;
mod truncated_bodies;
mod unexpected_content;
mod web_pages;
