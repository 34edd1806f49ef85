//! What the client reports by `tracing` about a call that is retried and about a stream: `cargo run --example telemetry`.
//!
//! Uses a mock server that it starts itself. Your own program would use a subscriber of `tracing_subscriber::fmt` or `tracing-opentelemetry` in place of
//! the one here, which prints each span at its end, with all recorded fields.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::{Debug, Write as _};
use std::io::{Write, stdout};

use agentspec_ext::Client;
use agentspec_ext::testing::TestClock;
use agentspec_mock::{Answer, MockServer};
use futures::TryStreamExt;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let ours = Targets::new().with_target("agentspec_ext", Level::DEBUG);
    tracing_subscriber::registry().with(Printer.with_filter(ours)).init();

    let server = MockServer::start().await;
    // Only the delays before retries take time, and they pass at once.
    let client = Client::builder().without_environment().base_url(server.url()).clock(TestClock::new()).build()?;

    writeln!(stdout(), "A call that is retried:\n")?;
    server.answer_next(Answer::status(503).header("retry-after", "2"));
    client.agents().invoke("assistant", "What is the capital of France?").correlation_id("call-1").await?;

    writeln!(stdout(), "\nA stream:\n")?;
    let mut events = client.agents().stream("assistant", "What is the capital of France?").correlation_id("call-2").await?;
    while events.try_next().await?.is_some() {}
    Ok(())
}

/// Prints each event, and each span at its end, with the inner spans indented.
struct Printer;

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Printer {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(fields) = span.extensions_mut().get_mut::<Fields>() {
            record.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let depth = context.event_scope(event).map_or(0, Iterator::count);
        let message = fields.0.remove("message").unwrap_or_default();
        fields.print(*event.metadata().level(), &message, depth);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else { return };
        let Some(mut fields) = span.extensions_mut().remove::<Fields>() else { return };
        let name = fields.0.remove("otel.name").unwrap_or_default();
        fields.print(*span.metadata().level(), &format!("{}: {name}", span.name()), span.scope().skip(1).count());
    }
}

#[derive(Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

impl Fields {
    fn print(&self, level: Level, title: &str, depth: usize) {
        let indent = "    ".repeat(depth);
        let mut text = format!("{indent}{level:5} {title}\n");
        // The port differs in each run.
        for (name, value) in self.0.iter().filter(|(name, _)| **name != "server.port") {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{indent}      {name} = {value}");
        }
        // A failure of printing cannot be reported either.
        let _ = stdout().write_all(text.as_bytes());
    }
}
