//! Trace context in the headers of a request, with the feature `otel`.

use reqwest::header::HeaderMap;
use tracing::Span;

/// Writes the context of the span in which it is called, as the program's global propagator says: of the attempt, or of its call where the attempt
/// is not one of OpenTelemetry's, since a filter keeps it to others.
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
