//! Propagates the trace context in request headers, with the feature `otel`.

use reqwest::header::HeaderMap;
use tracing::Span;

/// Writes the context of the current span by the program's global propagator: that of the attempt, or of its call if a filter excludes the attempt
/// from OpenTelemetry.
#[cfg(feature = "otel")]
pub(crate) fn propagate(headers: &mut HeaderMap, call: &Span) {
    use opentelemetry::trace::TraceContextExt;
    use tracing_opentelemetry::OpenTelemetrySpanExt;

    let attempt = Span::current().context();
    let context = if attempt.span().span_context().is_valid() { attempt } else { call.context() };
    opentelemetry::global::get_text_map_propagator(|propagator| propagator.inject_context(&context, &mut Carrier(headers)));
}

#[cfg(not(feature = "otel"))]
pub(crate) fn propagate(_: &mut HeaderMap, _: &Span) {}

#[cfg(feature = "otel")]
struct Carrier<'a>(&'a mut HeaderMap);

#[cfg(feature = "otel")]
impl opentelemetry::propagation::Injector for Carrier<'_> {
    fn set(&mut self, name: &str, value: String) {
        use reqwest::header::{HeaderName, HeaderValue};

        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            self.0.insert(name, value);
        }
    }
}
