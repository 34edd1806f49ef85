//! `traceparent`, with the feature `otel`.

use std::sync::{Arc, Mutex};

use agentspec_mock::Answer;
use agentspec_tests::{Recorder, mock};
use opentelemetry::trace::{SpanId, SpanKind, Status, TracerProvider};
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{SdkTracerProvider, SpanData, SpanExporter};
use tracing::Level;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;

#[derive(Clone, Debug, Default)]
struct Exported(Arc<Mutex<Vec<SpanData>>>);

impl SpanExporter for Exported {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        self.0.lock().unwrap().extend(batch);
        Ok(())
    }
}

/// Exports the spans of this thread up to this level.
fn export(level: Level) -> (Exported, SdkTracerProvider, DefaultGuard) {
    opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
    let exported = Exported::default();
    let provider = SdkTracerProvider::builder().with_simple_exporter(exported.clone()).build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
    let ours = Targets::new().with_target("agentspec_ext", level);
    let guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer.with_filter(ours)));
    (exported, provider, guard)
}

#[tokio::test]
async fn each_attempt_sends_the_id_of_its_span() {
    let (server, client, _) = mock().await;
    let (exported, _provider, guard) = export(Level::DEBUG);
    server.answer_next(Answer::status(503));
    client.agents().invoke("assistant", "Hello").await.unwrap();
    drop(guard);

    let spans = exported.0.lock().unwrap();
    let [first, second, call] = &spans[..] else { panic!("{spans:#?}") };
    assert_eq!((&*call.name, &call.span_kind, call.parent_span_id), ("invoke_agent assistant", &SpanKind::Client, SpanId::INVALID));
    assert_eq!((&*first.name, &first.span_kind), ("POST /v1/agents/{name}/invoke", &SpanKind::Client));
    assert!(matches!(first.status, Status::Error { .. }) && second.status == Status::Unset && call.status == Status::Unset);
    for attempt in [first, second] {
        assert_eq!(attempt.parent_span_id, call.span_context.span_id());
    }
    let sent: Vec<_> = server.received().iter().map(|request| request.header("traceparent").unwrap().to_owned()).collect();
    let expected = [first, second].map(|span| format!("00-{}-{}-01", span.span_context.trace_id(), span.span_context.span_id()));
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn without_spans_of_attempts_the_span_of_the_call_is_sent() {
    let (server, client, _) = mock().await;
    let (exported, _provider, guard) = export(Level::INFO);
    client.agents().stream("assistant", "Hello").await.unwrap().text().await.unwrap();
    drop(guard);
    let spans = exported.0.lock().unwrap();
    let [call] = &spans[..] else { panic!("{spans:#?}") };
    let context = &call.span_context;
    assert_eq!(server.received()[0].header("traceparent").unwrap(), format!("00-{}-{}-01", context.trace_id(), context.span_id()));
}

#[tokio::test]
async fn if_only_another_layer_has_spans_of_attempts_the_span_of_the_call_is_sent() {
    let (server, client, _) = mock().await;
    opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
    let exported = Exported::default();
    let provider = SdkTracerProvider::builder().with_simple_exporter(exported.clone()).build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
    let calls = layer.with_filter(Targets::new().with_target("agentspec_ext", Level::INFO));
    let all = tracing_subscriber::layer::Identity::new().with_filter(LevelFilter::DEBUG);
    let guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(calls).with(all));
    client.agents().list().await.unwrap();
    drop(guard);
    let spans = exported.0.lock().unwrap();
    let [call] = &spans[..] else { panic!("{spans:#?}") };
    let context = &call.span_context;
    assert_eq!(server.received()[0].header("traceparent").unwrap(), format!("00-{}-{}-01", context.trace_id(), context.span_id()));
}

#[tokio::test]
async fn a_traceparent_of_the_user_replaces_ours() {
    let (server, client, _) = mock().await;
    let (_exported, _provider, _guard) = export(Level::DEBUG);
    let own = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
    client.agents().list().header("traceparent", own).await.unwrap();
    assert_eq!(server.received()[0].header("traceparent"), Some(own));
    assert_eq!(server.received()[0].header("tracestate"), None);
}

#[tokio::test]
async fn no_traceparent_is_sent_without_opentelemetry() {
    let (server, client, _) = mock().await;
    client.agents().list().await.unwrap();
    let recorder = Recorder::default();
    let _recording = recorder.record();
    client.agents().list().await.unwrap();
    assert!(server.received().iter().all(|request| request.header("traceparent").is_none()));
}
