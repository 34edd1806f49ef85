//! Checks the result of a stream against its plan: every event once and in order, or an error with the number of received events.

use agentspec_ext::{Client, Error, ErrorKind, StreamEvent};
use futures::StreamExt;

use crate::plan::{Fate, Plan};

/// The result of a stream.
pub(crate) struct Received {
    events: Vec<StreamEvent>,
    error: Option<Error>,
}

impl Received {
    /// Reads the stream with this number to its end, or drops it if that is its fate.
    pub(crate) async fn of(client: Client, number: u64, plan: &Plan) -> Self {
        let mut events = Vec::new();
        let mut stream = match client.agents().stream(number.to_string(), "Hello").await {
            Ok(stream) => stream,
            Err(error) => return Self { events, error: Some(error) },
        };
        while plan.fate != Fate::Dropped || (events.len() as u64) < plan.events {
            match stream.next().await {
                Some(Ok(event)) => events.push(event),
                Some(Err(error)) => return Self { events, error: Some(error) },
                None => break,
            }
        }
        Self { events, error: None }
    }

    pub(crate) fn count(&self) -> usize {
        self.events.len()
    }

    /// Checks that every event is accounted for.
    ///
    /// # Errors
    /// A difference from the plan.
    pub(crate) fn check(&self, plan: &Plan) -> Result<(), String> {
        let (numbered, end) = match self.events.split_last() {
            Some((last, before)) if last.is_end() => (before, Some(last.type_name())),
            _ => (&self.events[..], None),
        };
        for (expected, event) in numbered.iter().enumerate() {
            ensure(number_of(event) == Some(expected as u64), || format!("event {expected} is {event:?}"))?;
        }
        let is_whole = numbered.len() as u64 == plan.events;
        // A reset may discard events that were sent before it.
        ensure(is_whole || plan.fate == Fate::Reset || plan.fate == Fate::NoAnswer, || format!("{} events were received", numbered.len()))?;
        let expected_end = match plan.fate {
            Fate::Done | Fate::UnterminatedDone => Some("done"),
            Fate::ErrorEvent => Some("error"),
            _ => None,
        };
        ensure(end == expected_end, || format!("the end is {end:?}"))?;
        self.check_error(plan.fate)
    }

    fn check_error(&self, fate: Fate) -> Result<(), String> {
        let kind = self.error.as_ref().map(Error::kind);
        let is_expected = match fate {
            Fate::Done | Fate::UnterminatedDone | Fate::ErrorEvent | Fate::Dropped => kind.is_none(),
            Fate::BadJson | Fate::WrongType => kind == Some(ErrorKind::Decode),
            Fate::TooLarge => kind == Some(ErrorKind::TooLarge),
            Fate::NoAnswer => kind == Some(ErrorKind::Transport),
            // It may discard the head of the response as well.
            Fate::Reset if self.events.is_empty() => matches!(kind, Some(ErrorKind::Interrupted | ErrorKind::Transport)),
            Fate::MissingDone | Fate::HalfEvent | Fate::Cut | Fate::CutInChunk | Fate::BadChunk | Fate::Reset => {
                kind == Some(ErrorKind::Interrupted)
            }
        };
        ensure(is_expected, || format!("the error is {:?}", self.error))?;
        let counted = self.error.as_ref().and_then(Error::events);
        let is_right = counted == Some(self.events.len() as u64) || kind == Some(ErrorKind::Transport) || kind.is_none();
        ensure(is_right, || format!("{} events were received, and the error says {counted:?}", self.events.len()))
    }
}

fn number_of(event: &StreamEvent) -> Option<u64> {
    match event {
        StreamEvent::Token(token) => token.content.parse().ok(),
        StreamEvent::ToolResult(result) => result.output.as_u64(),
        StreamEvent::Unknown(event) => event.raw["number"].as_u64(),
        _ => None,
    }
}

fn ensure(holds: bool, breach: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(breach()) }
}
