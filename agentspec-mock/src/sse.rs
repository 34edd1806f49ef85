//! Server-Sent Events: an answer as frames, and frames as a body that is sent at a pace.

use std::{convert::Infallible, time::Duration};

use axum::body::Body;
use bytes::Bytes;
use futures::stream;

use crate::{answer::Answer, clock, wire::StreamEvent};

/// One `data: {json}` block per event, the last one `done`.
pub(crate) fn frames(answer: &Answer) -> Vec<Bytes> {
    answer.events().map(|event| frame(&event)).collect()
}

fn frame(event: &StreamEvent<'_>) -> Bytes {
    // The events hold strings and finite numbers only, which always have a JSON form.
    let json = serde_json::to_string(event).unwrap_or_default();
    Bytes::from(format!("data: {json}\n\n"))
}

/// A body that sends the frames one by one: the first at once, each further one after `pace`.
pub(crate) fn paced(frames: Vec<Bytes>, pace: Duration) -> Body {
    let rest = frames.into_iter().enumerate();
    Body::from_stream(stream::unfold(rest, move |mut rest| async move {
        let (index, frame) = rest.next()?;
        if index > 0 {
            clock::sleep(pace).await;
        }
        Some((Ok::<_, Infallible>(frame), rest))
    }))
}
