//! Reads a request's body, up to the contract's limit.

use std::pin::pin;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use futures::StreamExt;

/// The contract's limit on a request body: 16 MiB.
pub(crate) const LIMIT: usize = 16 << 20;

/// How much of a body above the limit is read and discarded, so that the client receives the error and not a reset.
const MAX_DISCARDED: usize = 64 << 20;

/// A body, or the start of it.
#[derive(Debug, Clone)]
pub(crate) struct RequestBody {
    pub(crate) bytes: Bytes,
    pub(crate) too_large: bool,
    pub(crate) too_slow: bool,
}

/// Reads a body until its end or `timeout`.
pub(crate) async fn read(body: Body, timeout: impl Future<Output = ()>) -> RequestBody {
    let mut chunks = body.into_data_stream();
    let mut timeout = pin!(timeout);
    let mut bytes = BytesMut::new();
    let mut discarded = 0;
    let mut too_slow = false;
    loop {
        let next = tokio::select! {
            biased;
            next = chunks.next() => next,
            () = &mut timeout => {
                too_slow = true;
                break;
            }
        };
        // A client that breaks off does not read the answer, so the received part is enough.
        let Some(Ok(chunk)) = next else { break };
        let room = (LIMIT - bytes.len()).min(chunk.len());
        bytes.extend_from_slice(&chunk[..room]);
        discarded += chunk.len() - room;
        if discarded > MAX_DISCARDED {
            break;
        }
    }
    RequestBody { bytes: bytes.freeze(), too_large: discarded > 0, too_slow }
}
