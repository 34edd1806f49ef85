//! The plan of each stream, drawn from the seed: the number of its events, how its bytes are cut, and how it ends.

use fastrand::Rng;
use serde_json::{Value, json};

/// How a stream ends.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Fate {
    Done,
    /// With `done`, without its blank line.
    UnterminatedDone,
    /// With an `error` event.
    ErrorEvent,
    /// With a last chunk, without `done`.
    MissingDone,
    /// In the middle of an event.
    HalfEvent,
    /// Without a last chunk.
    Cut,
    /// In the middle of a chunk.
    CutInChunk,
    /// With an invalid chunk.
    BadChunk,
    Reset,
    BadJson,
    /// With an event that has a field of another type.
    WrongType,
    TooLarge,
    /// The client drops it.
    Dropped,
    /// Before the head of the response.
    NoAnswer,
}

const FATES: [Fate; 13] = [
    Fate::Done,
    Fate::UnterminatedDone,
    Fate::ErrorEvent,
    Fate::MissingDone,
    Fate::HalfEvent,
    Fate::Cut,
    Fate::CutInChunk,
    Fate::BadChunk,
    Fate::Reset,
    Fate::BadJson,
    Fate::WrongType,
    Fate::Dropped,
    Fate::NoAnswer,
];

/// One in so many streams is too large: few, as each costs 16 MiB.
const ONE_TOO_LARGE_OF: u64 = 250;

const MOST_EVENTS: u64 = 60;

#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) events: u64,
    pub(crate) fate: Fate,
    /// The lengths of the pieces.
    pub(crate) lengths: Vec<usize>,
}

impl Plan {
    /// Draws the plan of the stream with this number.
    pub(crate) fn of(seed: u64, number: u64) -> Self {
        let mut chance = Rng::with_seed(seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let fate = if number % ONE_TOO_LARGE_OF == 7 { Fate::TooLarge } else { FATES[chance.usize(..FATES.len())] };
        let lengths = (0..chance.usize(1..20)).map(|_| chance.usize(1..200)).collect();
        Self { events: chance.u64(..MOST_EVENTS), fate, lengths }
    }

    /// Returns the bytes of the stream, except those of a fate that needs the connection.
    pub(crate) fn body(&self) -> Vec<u8> {
        let numbered = (0..self.events).map(|number| frame(&event(number)));
        let done = frame(&json!({"type": "done", "usage": {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}}));
        let last = match self.fate {
            Fate::Done => done,
            Fate::UnterminatedDone => done.trim_end().to_owned(),
            Fate::ErrorEvent => frame(&json!({"type": "error", "code": "internal_error", "message": "No."})),
            Fate::HalfEvent => done[..done.len() / 2].to_owned(),
            Fate::BadJson => "data: {\"type\": \"token\", \"content\": }\n\n".to_owned(),
            Fate::WrongType => frame(&json!({"type": "token", "content": self.events})),
            Fate::TooLarge => "data: ".to_owned(),
            _ => String::new(),
        };
        numbered.chain([last]).collect::<String>().into_bytes()
    }
}

/// Returns the event with this number; its kind depends on it.
fn event(number: u64) -> Value {
    match number % 4 {
        0 => json!({"type": "tool_result", "name": "count", "output": number}),
        1 => json!({"type": "step", "number": number}),
        _ => json!({"type": "token", "content": number.to_string()}),
    }
}

fn frame(event: &Value) -> String {
    format!(": {}\ndata: {event}\n\n", event["type"])
}
