//! Turns a reply into a response. Frames are sent at the server's pace, and each is entered in the journal as it goes.

use std::{convert::Infallible, sync::Arc};

use axum::{body::Body, response::Response};
use bytes::Bytes;
use futures::stream;

use super::timed::Busy;
use crate::{
    api::response::{Content, Reply},
    journal::Place,
    state::shared::Shared,
};

/// `busy` lasts until the last frame has been taken.
pub(crate) fn response(server: Arc<Shared>, place: Place, reply: Reply, busy: Busy) -> Response {
    let body = match reply.content {
        Content::Whole(bytes) => Body::from(bytes),
        Content::Frames(frames) => paced(server, place, frames, busy),
    };
    let mut response = Response::new(body);
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    response
}

/// A body that sends the frames one by one: the first at once, each further one after the pace.
fn paced(server: Arc<Shared>, place: Place, frames: Vec<Bytes>, busy: Busy) -> Body {
    let rest = frames.into_iter().enumerate();
    Body::from_stream(stream::unfold((server, rest, busy), move |(server, mut rest, busy)| async move {
        let Some((index, frame)) = rest.next() else {
            server.journal.ended(place);
            return None;
        };
        if index > 0 {
            server.clock.sleep_until(server.clock.now().plus(server.setup.pace)).await;
        }
        // Before it goes: whoever has read it finds it in the journal.
        server.journal.sent(place, &frame);
        Some((Ok::<_, Infallible>(frame), (server, rest, busy)))
    }))
}
