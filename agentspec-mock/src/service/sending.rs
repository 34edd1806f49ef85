//! Hands a response to the HTTP framework. Frames are sent at the server's pace, and each is recorded in the journal.

use std::{convert::Infallible, sync::Arc};

use axum::body::Body;
use bytes::Bytes;
use futures::stream;

use super::timed::Busy;
use crate::{
    api::response::{Content, Response},
    journal::EntryId,
    state::shared::Shared,
};

/// Converts a response. `busy` is held until the last frame is sent.
pub(super) fn send(server: Arc<Shared>, id: EntryId, response: Response, busy: Busy) -> axum::response::Response {
    let body = match response.content {
        Content::Whole(bytes) => Body::from(bytes),
        Content::Frames(frames) => paced(server, id, frames, busy),
    };
    let mut sent = axum::response::Response::new(body);
    *sent.status_mut() = response.status;
    *sent.headers_mut() = response.headers;
    sent
}

/// Returns a body that sends the frames one by one, with the pace between two of them.
fn paced(server: Arc<Shared>, id: EntryId, frames: Vec<Bytes>, busy: Busy) -> Body {
    let rest = frames.into_iter().enumerate();
    Body::from_stream(stream::unfold((server, rest, busy), move |(server, mut rest, busy)| async move {
        let Some((index, frame)) = rest.next() else {
            server.journal.ended(id);
            return None;
        };
        if index > 0 {
            server.clock.sleep_until(server.clock.now().plus(server.setup.pace)).await;
        }
        // Recorded before it is sent, so that a client that has read it finds it in the journal.
        server.journal.sent(id, &frame);
        Some((Ok::<_, Infallible>(frame), (server, rest, busy)))
    }))
}
