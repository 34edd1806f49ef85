//! The behaviour that users rely on, tested at the public API and over real sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc, reason = "a test may fail")]

mod both_clients;

mod agents;
mod blocking;
mod blocking_in_async;
mod cancelled;
mod configuration;
mod deleting;
mod error_messages;
mod errors;
mod free_form;
mod http2;
mod idle_connections;
mod lost_requests;
mod middleware;
mod names;
mod network_options;
mod no_connection;
mod options;
mod outcomes;
mod outside_tokio;
mod pipelines;
mod plain_data;
mod raw_client;
mod retries;
mod retry_policies;
mod retry_properties;
mod runtimes;
mod server;
mod session_handles;
mod sessions;
mod storm;
mod stream_ends;
mod streams;
mod test_util;
mod trait_objects;
mod transport;
mod unresolved_turns;
