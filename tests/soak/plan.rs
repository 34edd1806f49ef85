//! What becomes of each stream, by the seed: how many events it has, how its bytes are cut, and how it ends.

use fastrand::Rng;
use serde_json::{Value, json};

/// How a stream ends.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Fate {
    Done,
    /// By `done` without its blank line.
    UnterminatedDone,
    /// By an `error` event.
    ErrorEvent,
    /// By a last chunk, without `done`.
    MissingDone,
    /// In the middle of an event.
    HalfEvent,
    /// Without a last chunk.
    Cut,
    /// In the middle of a chunk.
    CutInChunk,
    /// By what is no chunk.
    BadChunk,
    Reset,
    BadJson,
    /// By an event whose field has another type.
    WrongType,
    TooLarge,
    /// By the client, which gives it up.
    GivenUp,
    /// Before the head of the answer.
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
    Fate::GivenUp,
    Fate::NoAnswer,
];

/// As each costs 16 MiB, few are too large: one of so many.
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
    /// The plan of the stream of this number.
    pub(crate) fn of(seed: u64, number: u64) -> Self {
        let mut chance = Rng::with_seed(seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let fate = if number % ONE_TOO_LARGE_OF == 7 { Fate::TooLarge } else { FATES[chance.usize(..FATES.len())] };
        let lengths = (0..chance.usize(1..20)).map(|_| chance.usize(1..200)).collect();
        Self { events: chance.u64(..MOST_EVENTS), fate, lengths }
    }

    /// The stream's bytes, up to where its fate is more than bytes.
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

/// The event of this number, of one kind or another.
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
