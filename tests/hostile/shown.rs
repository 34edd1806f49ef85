//! Finds the credential and terminal controls in errors and logs, which must not show them.

use std::error::Error as StdError;
use std::fmt::{Debug, Write};
use std::sync::{Mutex, OnceLock, PoisonError};

use agentspec_ext::Error;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};

static KEY: OnceLock<String> = OnceLock::new();
static LOGGED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Returns the text to look for: even half of the key is too much.
fn needle(key: &str) -> &str {
    key.get(..key.len() / 2).unwrap_or(key)
}

/// Returns the parts of an error that show the key, or a character that a terminal obeys.
pub(crate) fn by(error: &Error, key: &str) -> Vec<String> {
    let mut views = vec![
        ("Display", error.to_string()),
        ("Debug", format!("{error:?}")),
        ("pretty Debug", format!("{error:#?}")),
        ("message", error.message().to_owned()),
        ("code", error.code().to_owned()),
        ("body", error.body().map(|body| String::from_utf8_lossy(body).into_owned()).unwrap_or_default()),
        ("correlation_id", error.correlation_id().unwrap_or_default().to_owned()),
        ("steps", format!("{:?}", error.steps())),
        ("history", format!("{:?}", error.history())),
    ];
    for (name, value) in error.headers() {
        views.push(("headers", format!("{name}: {}", String::from_utf8_lossy(value.as_bytes()))));
    }
    let mut source = error.source();
    while let Some(cause) = source {
        views.push(("source", format!("{cause} {cause:?}")));
        source = cause.source();
    }
    let mut shows: Vec<String> = views.iter().filter(|(_, text)| text.contains(needle(key))).map(|(name, _)| (*name).to_owned()).collect();
    if error.to_string().chars().any(is_obeyed) {
        shows.push("a control character in Display".to_owned());
    }
    shows
}

/// Returns whether it is a control character except those of plain text, or a direction-changing or invisible character.
fn is_obeyed(letter: char) -> bool {
    letter.is_control() && !matches!(letter, '\n' | '\r' | '\t')
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Looks for the key in everything that is logged from now on.
pub(crate) fn watch(key: &str) {
    KEY.get_or_init(|| key.to_owned());
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Watch)).expect("the only subscriber");
}

/// Returns the log records with the key.
pub(crate) fn logged() -> Vec<String> {
    std::mem::take(&mut *LOGGED.lock().unwrap_or_else(PoisonError::into_inner))
}

struct Watch;

impl<S: Subscriber> Layer<S> for Watch {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        look(attributes.metadata().name(), |text| attributes.record(text));
    }

    fn on_record(&self, _: &Id, values: &Record<'_>, _: Context<'_, S>) {
        look("a span", |text| values.record(text));
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        // Only our own records: the HTTP library logs requests at TRACE alone, which is off by default.
        if event.metadata().target().starts_with("agentspec") {
            look(event.metadata().name(), |text| event.record(text));
        }
    }
}

fn look(name: &str, record: impl FnOnce(&mut Text)) {
    let mut text = Text(String::new());
    record(&mut text);
    if KEY.get().is_some_and(|key| text.0.contains(needle(key))) {
        LOGGED.lock().unwrap_or_else(PoisonError::into_inner).push(format!("the key is logged by {name}: {}", text.0));
    }
}

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}
