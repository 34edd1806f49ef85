//! A subscriber that records the spans and events of every crate, at every level.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

/// Records the spans and events of this thread, or of the code that runs with its [`subscriber`](Recorder::subscriber).
#[derive(Clone, Debug)]
pub struct Recorder {
    kept: Arc<Mutex<Vec<Recorded>>>,
    level: Level,
}

/// A span or an event.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The name of a span; None for an event.
    pub span: Option<&'static str>,
    /// The crate that emitted it.
    pub target: String,
    /// Its level.
    pub level: Level,
    /// The name of the parent span.
    pub parent: Option<&'static str>,
    /// The recorded fields.
    pub fields: BTreeMap<&'static str, Value>,
    /// Whether it is a span that has ended.
    pub is_closed: bool,
}

impl Default for Recorder {
    fn default() -> Self {
        Self::up_to(Level::TRACE)
    }
}

impl Recorder {
    /// Creates a recorder of this level and above.
    #[must_use]
    pub fn up_to(level: Level) -> Self {
        Self { kept: Arc::default(), level }
    }

    /// Records this thread, until the guard is dropped.
    #[must_use]
    pub fn record(&self) -> DefaultGuard {
        tracing::subscriber::set_default(self.subscriber())
    }

    /// Returns a subscriber that records into this recorder.
    #[must_use]
    pub fn subscriber(&self) -> impl Subscriber + Send + Sync + 'static {
        tracing_subscriber::registry().with(self.clone())
    }

    /// Returns all records.
    #[must_use]
    pub fn all(&self) -> Vec<Recorded> {
        self.kept().clone()
    }

    /// Returns the spans of calls, in the order in which they began.
    #[must_use]
    pub fn calls(&self) -> Vec<Recorded> {
        self.spans("agentspec.call")
    }

    /// Returns the spans of attempts.
    #[must_use]
    pub fn attempts(&self) -> Vec<Recorded> {
        self.spans("agentspec.attempt")
    }

    /// Returns the events of `agentspec-ext`.
    #[must_use]
    pub fn events(&self) -> Vec<Recorded> {
        self.kept().iter().filter(|recorded| recorded.span.is_none() && recorded.target == "agentspec_ext").cloned().collect()
    }

    fn spans(&self, name: &str) -> Vec<Recorded> {
        self.kept().iter().filter(|recorded| recorded.span == Some(name)).cloned().collect()
    }

    fn kept(&self) -> MutexGuard<'_, Vec<Recorded>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stores a record and returns its index.
    fn keep(&self, recorded: Recorded) -> usize {
        let mut kept = self.kept();
        kept.push(recorded);
        kept.len() - 1
    }
}

impl Recorded {
    fn new(metadata: &'static Metadata<'static>, parent: Option<&'static str>) -> Self {
        let span = metadata.is_span().then(|| metadata.name());
        let target = metadata.target().to_owned();
        Self { span, target, level: *metadata.level(), parent, fields: BTreeMap::new(), is_closed: false }
    }

    /// Returns the value of a field; null if it was not recorded.
    #[must_use]
    pub fn field(&self, name: &str) -> Value {
        self.fields.get(name).cloned().unwrap_or_default()
    }

    /// Returns all fields except the port, which differs in each test.
    #[must_use]
    pub fn object(&self) -> Value {
        let fields = self.fields.iter().filter(|(name, _)| **name != "server.port");
        fields.map(|(name, value)| ((*name).to_owned(), value.clone())).collect::<serde_json::Map<_, _>>().into()
    }
}

/// The index of a span's record.
struct Place(usize);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        *metadata.level() <= self.level
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut recorded = Recorded::new(attributes.metadata(), span.parent().map(|parent| parent.name()));
        attributes.record(&mut recorded);
        span.extensions_mut().insert(Place(self.keep(recorded)));
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, context: Context<'_, S>) {
        if let Some(Place(place)) = context.span(id).as_ref().and_then(|span| span.extensions().get().map(|Place(place)| Place(*place))) {
            record.record(&mut self.kept()[place]);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut recorded = Recorded::new(event.metadata(), context.event_span(event).map(|parent| parent.name()));
        event.record(&mut recorded);
        self.keep(recorded);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        if let Some(Place(place)) = context.span(&id).and_then(|span| span.extensions_mut().remove()) {
            self.kept()[place].is_closed = true;
        }
    }
}

impl Visit for Recorded {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.fields.insert(field.name(), json!(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.fields.insert(field.name(), json!(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.fields.insert(field.name(), json!(value));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields.insert(field.name(), json!(value));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.fields.insert(field.name(), json!(format!("{value:?}")));
    }
}
