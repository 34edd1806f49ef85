//! A subscriber that keeps the fields of our spans and events.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use pyo3::IntoPyObject;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record as Recorded};
use tracing::subscriber::Interest;
use tracing::{Event, Level, Metadata, Subscriber};

const TARGET: &str = "agentspec_ext";
const MESSAGE: &str = "message";
/// What the span of an attempt leaves to that of its call.
const OF_CALL: [&str; 2] = ["agentspec.operation", "agentspec.correlation_id"];

/// The name of a span that has ended, or the message of an event, and its fields.
pub(super) type Record = (String, Fields);
type Fields = BTreeMap<&'static str, Value>;

#[derive(Clone, Debug, IntoPyObject)]
pub(super) enum Value {
    Text(String),
    Integer(i64),
    Float(f64),
}

#[derive(Debug, Default)]
pub(super) struct Collector(Mutex<Heard>);

#[derive(Debug, Default)]
struct Heard {
    /// How many spans have begun.
    begun: u64,
    open: BTreeMap<u64, Open>,
    records: Vec<Record>,
}

#[derive(Debug)]
struct Open {
    name: &'static str,
    fields: Fields,
    /// How many handles on it there are.
    handles: usize,
}

impl Collector {
    /// What was kept, which is kept no longer.
    pub(super) fn take(&self) -> Vec<Record> {
        std::mem::take(&mut self.heard().records)
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Heard {
    /// What is also known of a span that begins: one within another is that of an attempt, since one call is made at a time.
    fn of_call(&self) -> Fields {
        let call = self.open.values().next();
        OF_CALL.iter().filter_map(|name| Some((*name, call?.fields.get(name)?.clone()))).collect()
    }
}

impl Subscriber for Collector {
    /// Not `always`: a call that nobody hears is not to be measured because another is heard.
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if self.enabled(metadata) { Interest::sometimes() } else { Interest::never() }
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == TARGET && *metadata.level() <= Level::DEBUG
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::DEBUG)
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut heard = self.heard();
        let mut fields = Read(heard.of_call());
        span.record(&mut fields);
        heard.begun += 1;
        let id = heard.begun;
        heard.open.insert(id, Open { name: span.metadata().name(), fields: fields.0, handles: 1 });
        Id::from_u64(id)
    }

    fn record(&self, span: &Id, values: &Recorded<'_>) {
        let mut fields = Read::default();
        values.record(&mut fields);
        if let Some(open) = self.heard().open.get_mut(&span.into_u64()) {
            open.fields.extend(fields.0);
        }
    }

    fn event(&self, event: &Event<'_>) {
        let mut fields = Read::default();
        event.record(&mut fields);
        let message = match fields.0.remove(MESSAGE) {
            Some(Value::Text(message)) => message,
            _ => String::new(),
        };
        self.heard().records.push((message, fields.0));
    }

    fn clone_span(&self, id: &Id) -> Id {
        if let Some(open) = self.heard().open.get_mut(&id.into_u64()) {
            open.handles += 1;
        }
        id.clone()
    }

    fn try_close(&self, id: Id) -> bool {
        let mut heard = self.heard();
        let Some(open) = heard.open.get_mut(&id.into_u64()) else { return false };
        open.handles -= 1;
        if open.handles > 0 {
            return false;
        }
        if let Some(Open { name, fields, .. }) = heard.open.remove(&id.into_u64()) {
            heard.records.push((name.to_owned(), fields));
        }
        true
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// The fields that were read.
#[derive(Default)]
struct Read(Fields);

impl Visit for Read {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), Value::Text(value.to_owned()));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.insert(field.name(), Value::Integer(value));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.0.insert(field.name(), Value::Float(value));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), Value::Text(format!("{value:?}")));
    }
}
