//! A subscriber that keeps the fields of our spans and events.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

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

/// What happened to a span, or an event. Python has it as a tuple.
#[derive(Clone, Debug, IntoPyObject)]
pub(super) struct Record(
    /// `begin` or `end` of a span, or `event`.
    &'static str,
    /// Which span it is, or which one an event is of; 0 of none.
    u64,
    /// The span around one that begins; 0 where there is none.
    u64,
    /// The name of a span, or the message of an event.
    String,
    Fields,
    /// When, in seconds since 1970.
    f64,
);
type Fields = BTreeMap<&'static str, Value>;

#[derive(Clone, Debug, IntoPyObject)]
pub(super) enum Value {
    Text(String),
    Integer(i64),
    Float(f64),
}

#[derive(Debug)]
pub(super) struct Collector {
    heard: Mutex<Heard>,
    /// Whether attempts are kept, and when a span begins; else calls alone, and events.
    in_detail: bool,
}

#[derive(Debug, Default)]
struct Heard {
    /// How many spans have begun.
    begun: u64,
    open: BTreeMap<u64, Open>,
    records: Vec<Record>,
    /// Whether there is something to tell that nobody was asked to tell.
    is_news: bool,
    is_being_told: bool,
}

#[derive(Debug)]
struct Open {
    name: &'static str,
    fields: Fields,
    /// How many handles on it there are.
    handles: usize,
}

impl Collector {
    pub(super) fn new(in_detail: bool) -> Self {
        Self { heard: Mutex::default(), in_detail }
    }

    /// What was kept, which is kept no longer: for one thread at a time, so that what is told stays in its order. None is for no thread.
    pub(super) fn take(&self) -> Option<Batch<'_>> {
        let mut heard = self.heard();
        if heard.is_being_told || heard.records.is_empty() {
            return None;
        }
        heard.is_being_told = true;
        heard.is_news = false;
        Some(Batch { records: std::mem::take(&mut heard.records), of: self })
    }

    /// Whether something was kept since the last look.
    pub(super) fn has_news(&self) -> bool {
        std::mem::take(&mut self.heard().is_news)
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Records while they are told.
pub(super) struct Batch<'a> {
    pub(super) records: Vec<Record>,
    of: &'a Collector,
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        self.of.heard().is_being_told = false;
    }
}

impl Heard {
    /// The span of the call: one within it is that of an attempt, since one call is made at a time.
    fn call(&self) -> Option<(u64, &Open)> {
        self.open.first_key_value().map(|(id, open)| (*id, open))
    }

    fn keep(&mut self, what: &'static str, span: u64, around: u64, name: String, fields: Fields) {
        let at = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_secs_f64();
        self.records.push(Record(what, span, around, name, fields, at));
        self.is_news = true;
    }
}

impl Subscriber for Collector {
    /// Not `always`: a call that nobody hears is not to be measured because another is heard.
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if self.enabled(metadata) { Interest::sometimes() } else { Interest::never() }
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == TARGET && *metadata.level() <= if self.in_detail { Level::DEBUG } else { Level::INFO }
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::DEBUG)
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut heard = self.heard();
        let (around, call) = heard.call().map_or((0, None), |(id, call)| (id, Some(call)));
        let known = OF_CALL.iter().filter_map(|name| Some((*name, call?.fields.get(name)?.clone())));
        let mut fields = Read(known.collect());
        span.record(&mut fields);
        heard.begun += 1;
        let (id, name) = (heard.begun, span.metadata().name());
        if self.in_detail {
            heard.keep("begin", id, around, name.to_owned(), fields.0.clone());
        }
        heard.open.insert(id, Open { name, fields: fields.0, handles: 1 });
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
        let mut heard = self.heard();
        let call = heard.call().map_or(0, |(id, _)| id);
        heard.keep("event", call, 0, message, fields.0);
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
            heard.keep("end", id.into_u64(), 0, name.to_owned(), fields);
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
