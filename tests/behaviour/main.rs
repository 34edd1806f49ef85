//! What users rely on, at the public surface and over real sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc, reason = "a test may fail")]

mod both;

mod agents;
mod blocking;
mod blocking_in_async;
mod configuration;
mod deleting;
mod errors;
mod free_form;
mod given_up;
mod http2;
mod made_by_hand;
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
mod said;
mod server;
mod session_handles;
mod sessions;
mod shared_objects;
mod storm;
mod stream_ends;
mod streams;
mod transport;
mod unresolved_turns;
