//! The Rust client as a reader.

use agentspec_ext::sse::Decoder;
use agentspec_ext::{EventDecoder, EventError, EventStream};
use agentspec_tests::{observed, printed};
use futures::{FutureExt, StreamExt};
use serde_json::{Value, json};

use super::case::{Case, Read};
use super::slow;

/// Returns the outcome of a case in one piece or in others.
pub(crate) fn outcome(case: &Case, lengths: &[usize]) -> Value {
    let pieces = case.pieces(lengths);
    match case.read {
        Read::Frames => {
            let (decoded, too_large) = observed::decode(Decoder::with_limit(case.limit.unwrap_or(Decoder::DEFAULT_LIMIT)), &pieces);
            slow::frames(&decoded, too_large.is_some())
        }
        Read::Events => events(&pieces),
        // Its bytes are one piece: only the decoder sees how a body is cut.
        Read::Stream => whole_stream(&case.input),
    }
}

fn events(pieces: &[&[u8]]) -> Value {
    let mut decoder = EventDecoder::new();
    let mut events = Vec::new();
    for piece in pieces {
        decoder.push(piece.to_vec());
        loop {
            events.push(match decoder.next_event() {
                Ok(Some(event)) => json!({ "event": event }),
                Ok(None) => break,
                Err(EventError::Unreadable { why, .. }) => json!({ "error": "decode", "path": why.path }),
                Err(other) => panic!("no limit is set: {other}"),
            });
        }
    }
    json!({ "events": events, "unfinished": decoder.finish() })
}

fn whole_stream(input: &[u8]) -> Value {
    let items: Vec<_> = EventStream::from_bytes(input.to_vec()).collect().now_or_never().expect("the body is in memory");
    let end = items.iter().find_map(|item| item.as_ref().err()).map(|error| printed::variant(&error.kind()));
    json!({ "events": items.iter().filter_map(|item| item.as_ref().ok()).collect::<Vec<_>>(), "end": end })
}
