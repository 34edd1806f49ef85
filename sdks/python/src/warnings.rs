//! What the Rust client warns of while it is built, for Python's `logging`.

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// What `run` returns, and what it warned of.
pub(crate) fn heard<T>(run: impl FnOnce() -> T) -> (T, Vec<String>) {
    let warnings = Arc::<Mutex<Vec<String>>>::default();
    let returned = tracing::subscriber::with_default(Listener(Arc::clone(&warnings)), run);
    let heard = std::mem::take(&mut *warnings.lock().unwrap_or_else(PoisonError::into_inner));
    (returned, heard)
}

struct Listener(Arc<Mutex<Vec<String>>>);

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && *metadata.level() <= Level::WARN && metadata.target().starts_with("agentspec")
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::WARN)
    }

    fn event(&self, event: &Event<'_>) {
        let mut text = Text::default();
        event.record(&mut text);
        let Text { message, address } = text;
        let text = if address.is_empty() { message } else { format!("{message} ({address})") };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(text);
    }

    /// There are no spans here, but those that are not enabled.
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// The message of an event, and the server that it names.
#[derive(Default)]
struct Text {
    message: String,
    address: String,
}

impl Visit for Text {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "message" => value.clone_into(&mut self.message),
            "server.address" => value.clone_into(&mut self.address),
            _ => {}
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.message.clear();
            let _ = write!(self.message, "{value:?}");
        }
    }
}
