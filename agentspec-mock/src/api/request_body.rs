//! Reads a request's body, up to the contract's limit.

use std::pin::pin;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use futures::StreamExt;

/// The contract's limit on a request body: 16 MiB.
pub(crate) const LIMIT: usize = 16 << 20;

/// How much of a too large body is read and thrown away, so that the client gets to read the refusal and not a reset.
const DISCARDED: usize = 64 << 20;

/// What came of a body: all of it, or its start.
#[derive(Debug, Clone)]
pub(crate) struct RequestBody {
    pub(crate) bytes: Bytes,
    pub(crate) too_large: bool,
    pub(crate) too_slow: bool,
}

/// `time_over` ends what does not come to its end before.
pub(crate) async fn read(body: Body, time_over: impl Future<Output = ()>) -> RequestBody {
    let mut chunks = body.into_data_stream();
    let mut time_over = pin!(time_over);
    let mut bytes = BytesMut::new();
    let mut discarded = 0;
    let mut too_slow = false;
    loop {
        let next = tokio::select! {
            biased;
            next = chunks.next() => next,
            () = &mut time_over => {
                too_slow = true;
                break;
            }
        };
        // A client that cuts its body short is not there to read an answer: what came is enough.
        let Some(Ok(chunk)) = next else { break };
        let room = (LIMIT - bytes.len()).min(chunk.len());
        bytes.extend_from_slice(&chunk[..room]);
        discarded += chunk.len() - room;
        if discarded > DISCARDED {
            break;
        }
    }
    RequestBody { bytes: bytes.freeze(), too_large: discarded > 0, too_slow }
}
