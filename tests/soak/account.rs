//! Holds what came of a stream against its plan: every event once and in order, or an error that says how many came.

use agentspec_ext::{Client, Error, ErrorKind, StreamEvent};
use futures::StreamExt;

use crate::plan::{Fate, Plan};

/// What came of a stream.
pub(crate) struct Came {
    events: Vec<StreamEvent>,
    error: Option<Error>,
}

impl Came {
    /// Reads the stream of this number to its end, or gives it up where that is its fate.
    pub(crate) async fn of(client: Client, number: u64, plan: &Plan) -> Self {
        let mut events = Vec::new();
        let mut stream = match client.agents().stream(number.to_string(), "Hello").await {
            Ok(stream) => stream,
            Err(error) => return Self { events, error: Some(error) },
        };
        while plan.fate != Fate::GivenUp || (events.len() as u64) < plan.events {
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

    /// Whether every event is accounted for.
    ///
    /// # Errors
    /// What is not as the plan has it.
    pub(crate) fn check(&self, plan: &Plan) -> Result<(), String> {
        let (numbered, end) = match self.events.split_last() {
            Some((last, before)) if last.is_end() => (before, Some(last.type_name())),
            _ => (&self.events[..], None),
        };
        for (due, event) in numbered.iter().enumerate() {
            ensure(number_of(event) == Some(due as u64), || format!("event {due} is {event:?}"))?;
        }
        let is_whole = numbered.len() as u64 == plan.events;
        // What a reset overtakes is lost, in part or as a whole.
        ensure(is_whole || plan.fate == Fate::Reset || plan.fate == Fate::NoAnswer, || format!("{} events came", numbered.len()))?;
        let due_end = match plan.fate {
            Fate::Done | Fate::UnterminatedDone => Some("done"),
            Fate::ErrorEvent => Some("error"),
            _ => None,
        };
        ensure(end == due_end, || format!("the end is {end:?}"))?;
        self.check_error(plan.fate)
    }

    fn check_error(&self, fate: Fate) -> Result<(), String> {
        let kind = self.error.as_ref().map(Error::kind);
        let is_due = match fate {
            Fate::Done | Fate::UnterminatedDone | Fate::ErrorEvent | Fate::GivenUp => kind.is_none(),
            Fate::BadJson | Fate::WrongType => kind == Some(ErrorKind::Decode),
            Fate::TooLarge => kind == Some(ErrorKind::TooLarge),
            Fate::NoAnswer => kind == Some(ErrorKind::Transport),
            // It may overtake the head of the answer as well.
            Fate::Reset if self.events.is_empty() => matches!(kind, Some(ErrorKind::Interrupted | ErrorKind::Transport)),
            Fate::MissingDone | Fate::HalfEvent | Fate::Cut | Fate::CutInChunk | Fate::BadChunk | Fate::Reset => {
                kind == Some(ErrorKind::Interrupted)
            }
        };
        ensure(is_due, || format!("the error is {:?}", self.error))?;
        let told = self.error.as_ref().and_then(Error::events);
        let is_told = told == Some(self.events.len() as u64) || kind == Some(ErrorKind::Transport) || kind.is_none();
        ensure(is_told, || format!("{} events came, and the error tells of {told:?}", self.events.len()))
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
