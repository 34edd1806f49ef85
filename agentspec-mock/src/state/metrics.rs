//! Metrics, in the Prometheus text format, version 0.0.4.

use std::{collections::BTreeMap, fmt::Write, time::Duration};

use http::StatusCode;

use super::sessions::Count;
use crate::api::wire::Usage;

/// The counters.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    requests: BTreeMap<(&'static str, u16), u64>,
    durations: BTreeMap<&'static str, (Duration, u64)>,
    input_tokens: u64,
    output_tokens: u64,
    steps: BTreeMap<&'static str, u64>,
    errors: BTreeMap<String, u64>,
    replays: u64,
}

impl Metrics {
    /// Counts a response. `operation` is `unmatched` if no operation has that method and path.
    pub(crate) fn answered(&mut self, operation: &'static str, status: StatusCode, code: Option<&str>, took: Duration) {
        *self.requests.entry((operation, status.as_u16())).or_default() += 1;
        let (sum, count) = self.durations.entry(operation).or_default();
        *sum += took;
        *count += 1;
        if status.as_u16() >= 400 {
            let code = code.map_or_else(|| format!("http_{}", status.as_u16()), str::to_owned);
            *self.errors.entry(code).or_default() += 1;
        }
    }

    pub(crate) fn used(&mut self, usage: Usage) {
        self.input_tokens += usage.input_tokens;
        self.output_tokens += usage.output_tokens;
    }

    pub(crate) fn steps(&mut self, status: &'static str, count: usize) {
        if count > 0 {
            *self.steps.entry(status).or_default() += count as u64;
        }
    }

    /// Counts a response that was replayed for its idempotency key.
    pub(crate) fn replayed(&mut self) {
        self.replays += 1;
    }

    /// Returns the page of metrics. The numbers of sessions and of dropped entries come from the state.
    pub(crate) fn exposition(&self, sessions: Count, dropped: &[(&str, u64)]) -> String {
        let mut page = Page::default();

        page.family("agentspec_requests_total", "counter", "Requests answered, by operation and status.");
        for ((operation, status), count) in &self.requests {
            page.sample(&format!("{{operation=\"{operation}\",status=\"{status}\"}}"), count);
        }

        let help = "Seconds from a request's body to its response's headers, by operation.";
        page.family("agentspec_request_duration_seconds", "summary", help);
        for (operation, (sum, count)) in &self.durations {
            page.sample(&format!("_sum{{operation=\"{operation}\"}}"), sum.as_secs_f64());
            page.sample(&format!("_count{{operation=\"{operation}\"}}"), count);
        }

        page.family("agentspec_tokens_total", "counter", "Tokens read and written, by direction.");
        page.sample("{direction=\"input\"}", self.input_tokens);
        page.sample("{direction=\"output\"}", self.output_tokens);

        page.family("agentspec_sessions_active", "gauge", "Sessions that exist now.");
        page.sample("", sessions.active);

        page.family("agentspec_sessions_expired_total", "counter", "Sessions that have expired.");
        page.sample("", sessions.expired);

        page.family("agentspec_pipeline_steps_total", "counter", "Pipeline steps that have ended, by status.");
        for (status, count) in &self.steps {
            page.sample(&format!("{{status=\"{status}\"}}"), count);
        }

        page.family("agentspec_errors_total", "counter", "Responses of status 400 and above, by error code.");
        for (code, count) in &self.errors {
            page.sample(&format!("{{code=\"{}\"}}", escape(code)), count);
        }

        page.family("agentspec_idempotent_replays_total", "counter", "Responses replayed for their idempotency key.");
        page.sample("", self.replays);

        page.family("agentspec_dropped_total", "counter", "Entries dropped above the limits of what is kept, by kind.");
        for (kind, count) in dropped {
            page.sample(&format!("{{kind=\"{kind}\"}}"), count);
        }
        page.text
    }
}

/// A page of metrics, family by family.
#[derive(Default)]
struct Page {
    text: String,
    name: &'static str,
}

impl Page {
    fn family(&mut self, name: &'static str, kind: &str, help: &str) {
        self.name = name;
        // Writing to a String cannot fail.
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn sample(&mut self, suffix: &str, value: impl std::fmt::Display) {
        let _ = writeln!(self.text, "{}{suffix} {value}", self.name);
    }
}

/// Escapes the value of a label, as a scripted error may have any code.
fn escape(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_what_was_counted() {
        let mut metrics = Metrics::default();
        let took = Duration::from_millis(250);
        metrics.answered("invoke_agent", StatusCode::OK, None, took);
        metrics.answered("invoke_agent", StatusCode::OK, None, took);
        metrics.answered("unmatched", StatusCode::NOT_FOUND, Some("not_found"), took);
        metrics.answered("health", StatusCode::BAD_GATEWAY, None, took);
        metrics.answered("health", StatusCode::BAD_GATEWAY, Some("a\"b\\c\n"), took);
        metrics.used(Usage::new(6, 4));
        metrics.steps("completed", 1);
        metrics.steps("skipped", 0);
        metrics.replayed();
        let page = metrics.exposition(Count { active: 3, expired: 2 }, &[("sessions", 7)]);
        for line in [
            "# TYPE agentspec_requests_total counter",
            "agentspec_requests_total{operation=\"invoke_agent\",status=\"200\"} 2",
            "agentspec_requests_total{operation=\"unmatched\",status=\"404\"} 1",
            "agentspec_request_duration_seconds_sum{operation=\"invoke_agent\"} 0.5",
            "agentspec_request_duration_seconds_count{operation=\"invoke_agent\"} 2",
            "agentspec_tokens_total{direction=\"input\"} 6",
            "agentspec_tokens_total{direction=\"output\"} 4",
            "agentspec_sessions_active 3",
            "agentspec_sessions_expired_total 2",
            "agentspec_pipeline_steps_total{status=\"completed\"} 1",
            "agentspec_errors_total{code=\"not_found\"} 1",
            "agentspec_idempotent_replays_total 1",
            "agentspec_dropped_total{kind=\"sessions\"} 7",
            "agentspec_errors_total{code=\"http_502\"} 1",
            "agentspec_errors_total{code=\"a\\\"b\\\\c\\n\"} 1",
        ] {
            assert!(page.lines().any(|found| found == line), "{line} is not in\n{page}");
        }
        assert!(!page.contains("skipped"), "{page}");
    }
}
