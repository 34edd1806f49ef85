//! Opens a stream: checks that the response is one.

use std::sync::Arc;
use std::task::Poll;

use agentspec_client::ByteStream;
use agentspec_client::json::Undecodable;
use futures::future::poll_fn;
use futures::{FutureExt, StreamExt};
use reqwest::header::HeaderMap;

use super::EventStream;
use super::idle::Idle;
use crate::error::{Error, RawResponse};
use crate::headers;
use crate::operation::Context;

/// How much of a body that is not a stream is read, in bytes.
const NON_STREAM_LIMIT: usize = 64 << 10;

impl EventStream {
    /// Opens the stream, or fails with the received part of a response that is not an event stream.
    pub(super) async fn open(body: ByteStream, context: Context) -> Result<Self, Error> {
        match why_not_a_stream(&context.headers) {
            None => Ok(Self::new(body, context)),
            // Boxed, so that a call which gets its stream has no room for it.
            Some(reason) => Err(refused(body, context, reason).boxed().await),
        }
    }
}

/// Returns why a response with these headers is not an event stream; None if it is one.
fn why_not_a_stream(headers: &HeaderMap) -> Option<String> {
    match headers::content_encodings(headers).next() {
        Some(encoding) => Some(format!("the encoding {encoding} of a stream is not supported")),
        None if headers::is_event_stream(headers) => None,
        None => Some("expected the content type text/event-stream".to_owned()),
    }
}

/// Returns the error of a response that is not an event stream, with the part of its body that is received.
async fn refused(mut body: ByteStream, context: Context, reason: String) -> Error {
    let mut start = Vec::new();
    let mut idle = Idle::new(Arc::clone(&context.reading.clock), context.reading.idle);
    loop {
        let chunk = poll_fn(|task| match body.poll_next_unpin(task) {
            Poll::Pending => idle.poll(task).map(|_| None),
            chunk @ Poll::Ready(_) => chunk,
        });
        let Some(Ok(chunk)) = chunk.await else { break };
        idle.bytes_received();
        start.extend_from_slice(&chunk);
        if start.len() >= NON_STREAM_LIMIT {
            break;
        }
    }
    let undecodable = Undecodable { path: String::new(), reason };
    let Context { status, headers, now, secrets, .. } = context;
    Error::from_response(RawResponse { status, headers, body: start, undecodable: Some(undecodable) }, now, &secrets)
}
