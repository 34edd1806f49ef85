//! Reads a stream with the crates, and returns the results in the types of the [`reference`](crate::reference).

use agentspec_ext::sse::{Decoder, Frame, TooLarge};
use agentspec_ext::{Error, EventDecoder, EventError, EventStream, StreamEvent};
use futures::StreamExt;
use serde_json::Value;

use crate::reference::sse::{Decoded, Event};
use crate::reference::stream::{End, Read};

/// Decodes these pieces with [`Decoder`]; also returns whether an event was too large.
#[must_use]
pub fn decode(mut decoder: Decoder, pieces: &[&[u8]]) -> (Decoded, Option<TooLarge>) {
    let mut events = Vec::new();
    let mut failure = None;
    for piece in pieces {
        decoder.push(piece.to_vec());
        failure = drain(&mut decoder, &mut events);
        if failure.is_some() {
            break;
        }
    }
    let unfinished = decoder.finish().map(|frame| Event { id: String::new(), ..event(&frame) });
    (Decoded { events, unfinished, retry: decoder.retry(), last_event_id: decoder.last_event_id() }, failure)
}

fn drain(decoder: &mut Decoder, events: &mut Vec<Event>) -> Option<TooLarge> {
    loop {
        match decoder.next_frame() {
            Ok(Some(frame)) => events.push(event(&frame)),
            Ok(None) => return None,
            Err(too_large) => return Some(too_large),
        }
    }
}

fn event(frame: &Frame<'_>) -> Event {
    Event { event: frame.event().into_owned(), data: frame.data().into_owned(), id: frame.id().into_owned() }
}

/// Parses the data of an event with [`StreamEvent::parse`].
///
/// # Errors
/// The data is refused.
pub fn parse(data: impl AsRef<[u8]>) -> Result<Value, String> {
    StreamEvent::parse(data).map_err(|error| error.to_string()).and_then(|event| json(&event))
}

/// Decodes these pieces with [`EventDecoder`]: the events, None for an unreadable one; the unfinished one; and whether one was too large.
#[must_use]
pub fn events(mut decoder: EventDecoder, pieces: &[&[u8]]) -> (Vec<Option<Value>>, Option<Value>, bool) {
    let mut events = Vec::new();
    for piece in pieces {
        decoder.push(piece.to_vec());
        loop {
            match decoder.next_event() {
                Ok(Some(event)) => events.push(json(&event).ok()),
                Ok(None) => break,
                Err(EventError::TooLarge(_)) => return (events, None, true),
                Err(_) => events.push(None),
            }
        }
    }
    let unfinished = decoder.finish().and_then(|event| json(&event).ok());
    (events, unfinished, false)
}

/// Reads an [`EventStream`]: its events, and how it ends.
///
/// # Panics
/// The stream breaks an invariant: it continues after its end, or miscounts.
pub async fn read(mut stream: EventStream) -> Read {
    let mut events = Vec::new();
    let mut end = End::Whole;
    while let Some(item) = stream.next().await {
        assert_eq!(end, End::Whole, "nothing follows an error");
        match item {
            Ok(event) => events.push(json(&event).unwrap_or_else(|error| panic!("{event:?}: {error}"))),
            Err(error) => {
                assert_eq!(error.events(), Some(events.len() as u64), "{error}");
                end = end_of(&error);
            }
        }
    }
    assert!(stream.next().await.is_none(), "a stream continues after its end");
    Read { events, end }
}

fn json(event: &StreamEvent) -> Result<Value, String> {
    serde_json::to_value(event).map_err(|error| error.to_string())
}

fn end_of(error: &Error) -> End {
    if error.is_interrupted() {
        return End::Interrupted;
    }
    assert!(error.is_decode(), "{error}");
    End::Undecodable
}
