//! A `tracing` subscriber that collects the spans and events of `agentspec-ext` with their fields.

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
/// The fields that the span of an attempt inherits from that of its call.
const INHERITED: [&str; 2] = ["agentspec.operation", "agentspec.correlation_id"];

/// The begin or end of a span, or an event: a tuple in Python.
#[derive(Clone, Debug, IntoPyObject)]
pub(super) struct Record(
    /// `begin` or `end` of a span, or `event`.
    &'static str,
    /// The number of the span, or of the span that an event belongs to; 0 for none.
    u64,
    /// The number of the parent of a span that begins; 0 for none.
    u64,
    /// The name of a span, or the message of an event.
    String,
    Fields,
    /// The Unix time in seconds.
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
    collected: Mutex<Collected>,
    /// Whether attempts and the begins of spans are collected; else only the ends of calls, and events.
    detailed: bool,
}

#[derive(Debug, Default)]
struct Collected {
    /// The number of spans that have begun.
    begun: u64,
    open: BTreeMap<u64, Open>,
    records: Vec<Record>,
    /// Whether there are records whose delivery is not yet scheduled.
    is_pending: bool,
    is_being_delivered: bool,
}

#[derive(Debug)]
struct Open {
    name: &'static str,
    fields: Fields,
    /// The number of its handles.
    handles: usize,
}

impl Collector {
    pub(super) fn new(detailed: bool) -> Self {
        Self { collected: Mutex::default(), detailed }
    }

    /// Takes the collected records, for one thread at a time, so that they are delivered in order. None if there are none, or while another thread
    /// delivers.
    pub(super) fn take(&self) -> Option<Batch<'_>> {
        let mut collected = self.collected();
        if collected.is_being_delivered || collected.records.is_empty() {
            return None;
        }
        collected.is_being_delivered = true;
        collected.is_pending = false;
        Some(Batch { records: std::mem::take(&mut collected.records), collector: self })
    }

    /// Whether something was collected since the last call of this.
    pub(super) fn take_pending(&self) -> bool {
        std::mem::take(&mut self.collected().is_pending)
    }

    fn collected(&self) -> MutexGuard<'_, Collected> {
        self.collected.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Records during their delivery.
pub(super) struct Batch<'a> {
    pub(super) records: Vec<Record>,
    collector: &'a Collector,
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        self.collector.collected().is_being_delivered = false;
    }
}

impl Collected {
    /// Returns the open span of the call. As one call is made at a time, any other span is that of one of its attempts.
    fn call(&self) -> Option<(u64, &Open)> {
        self.open.first_key_value().map(|(id, open)| (*id, open))
    }

    fn push(&mut self, kind: &'static str, span: u64, parent: u64, name: String, fields: Fields) {
        let at = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_secs_f64();
        self.records.push(Record(kind, span, parent, name, fields, at));
        self.is_pending = true;
    }
}

impl Subscriber for Collector {
    /// Never `always`: a call without a subscriber must not pay for another that has one.
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if self.enabled(metadata) { Interest::sometimes() } else { Interest::never() }
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == TARGET && *metadata.level() <= if self.detailed { Level::DEBUG } else { Level::INFO }
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::DEBUG)
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut collected = self.collected();
        let (parent, call) = collected.call().map_or((0, None), |(id, call)| (id, Some(call)));
        let inherited = INHERITED.iter().filter_map(|name| Some((*name, call?.fields.get(name)?.clone())));
        let mut fields = FieldVisitor(inherited.collect());
        span.record(&mut fields);
        collected.begun += 1;
        let (id, name) = (collected.begun, span.metadata().name());
        if self.detailed {
            collected.push("begin", id, parent, name.to_owned(), fields.0.clone());
        }
        collected.open.insert(id, Open { name, fields: fields.0, handles: 1 });
        Id::from_u64(id)
    }

    fn record(&self, span: &Id, values: &Recorded<'_>) {
        let mut fields = FieldVisitor::default();
        values.record(&mut fields);
        if let Some(open) = self.collected().open.get_mut(&span.into_u64()) {
            open.fields.extend(fields.0);
        }
    }

    fn event(&self, event: &Event<'_>) {
        let mut fields = FieldVisitor::default();
        event.record(&mut fields);
        let message = match fields.0.remove(MESSAGE) {
            Some(Value::Text(message)) => message,
            _ => String::new(),
        };
        let mut collected = self.collected();
        let call = collected.call().map_or(0, |(id, _)| id);
        collected.push("event", call, 0, message, fields.0);
    }

    fn clone_span(&self, id: &Id) -> Id {
        if let Some(open) = self.collected().open.get_mut(&id.into_u64()) {
            open.handles += 1;
        }
        id.clone()
    }

    fn try_close(&self, id: Id) -> bool {
        let mut collected = self.collected();
        let Some(open) = collected.open.get_mut(&id.into_u64()) else { return false };
        open.handles -= 1;
        if open.handles > 0 {
            return false;
        }
        if let Some(Open { name, fields, .. }) = collected.open.remove(&id.into_u64()) {
            collected.push("end", id.into_u64(), 0, name.to_owned(), fields);
        }
        true
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// Collects fields.
#[derive(Default)]
struct FieldVisitor(Fields);

impl Visit for FieldVisitor {
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
