//! Checks a client's reports of its calls against the server's records.

use crate::record::{Record, Seen};
use crate::report::{Line, Report, ReportedError};
use crate::settings;

/// The start of the ids of calls to the healthy server.
const BESIDE: &str = "beside-";

/// Returns what is wrong with a client's reports.
pub(crate) fn breaches(lines: &[Line], hostile: &Record, healthy: &Record) -> Vec<String> {
    let of_line = |line: &Line| match line {
        Line::Breach { breach } => vec![breach.clone()],
        Line::Call(report) if report.id.starts_with(BESIDE) => {
            let wrong = beside(report).into_iter().chain(of_call(report, &healthy.of(&report.id)));
            described(report, &healthy.of(&report.id), wrong.collect())
        }
        Line::Call(report) => described(report, &hostile.of(&report.id), of_call(report, &hostile.of(&report.id))),
    };
    lines.iter().flat_map(of_line).collect()
}

/// Adds the report and the server's records to each breach.
fn described(report: &Report, seen: &[Seen], wrong: Vec<String>) -> Vec<String> {
    let server = seen.iter().map(|seen| format!("\n    server: {seen}")).collect::<Vec<_>>().concat();
    wrong.into_iter().map(|wrong| format!("{}: {wrong}\n    client: {report:?}{server}", report.id)).collect()
}

fn beside(report: &Report) -> Option<String> {
    report.error.is_some().then(|| "a call to the healthy server fails".to_owned())
}

fn of_call(report: &Report, seen: &[Seen]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut hold = |holds: bool, breach: &str| {
        if !holds {
            wrong.push(breach.to_owned());
        }
    };
    hold(report.ms <= limit_ms(report), "it ends late");
    hold(!seen.iter().any(|seen| seen.line.contains("elsewhere")), "a redirect is followed");
    hold(is_correctly_resent(seen), "a POST that may have run is sent again");
    match &report.error {
        None => {
            hold(report.bears_id, "its success is not the response");
            hold(seen.iter().any(|seen| seen.answer.is_some_and(|answer| answer.may_succeed)), "it succeeds without a complete response");
            if report.end.is_some() {
                hold(seen.iter().any(|seen| seen.answer.is_some_and(|answer| answer.has_end)), "a stream without an end event ends");
            }
        }
        Some(error) => {
            hold(is_true(error, seen), "its outcome is not what happened");
            hold(error.shows.is_empty(), "its error shows a secret or a control character");
        }
    }
    if report.error.is_none() && matches!(report.ask.as_str(), "Events" | "ContinueStream") {
        hold(report.end.is_some(), "a stream without `done` or `error` ends without an error");
    }
    wrong
}

fn limit_ms(report: &Report) -> u64 {
    let is_stream = matches!(report.ask.as_str(), "Text" | "Events" | "FinalResponse" | "ContinueStream");
    if report.id.starts_with(BESIDE) { settings::BESIDE_MS } else { settings::limit_ms(report.retries, is_stream) }
}

/// Returns whether each request except the last was refused, or may be repeated by the documentation.
fn is_correctly_resent(seen: &[Seen]) -> bool {
    let posts: Vec<&Seen> = seen.iter().filter(|seen| seen.is_post && seen.is_whole).collect();
    let before = posts.split_last().map_or(&[][..], |(_, before)| before);
    before.iter().all(|seen| matches!(status(seen), Some(429 | 502 | 503 | 504)))
}

fn is_true(error: &ReportedError, seen: &[Seen]) -> bool {
    let mut whole = seen.iter().filter(|seen| seen.is_whole);
    match error.outcome.as_str() {
        "not_sent" => whole.next().is_none(),
        "rejected" => seen.iter().any(is_rejected) && whole.all(is_rejected),
        "partial" => error.events > Some(0) && seen.iter().any(|seen| status(seen) == Some(200)),
        "unknown" => !seen.is_empty() || error.attempts > 0,
        _ => false,
    }
}

fn is_rejected(seen: &Seen) -> bool {
    matches!(status(seen), Some(307 | 308 | 400..=499 | 503))
}

fn status(seen: &Seen) -> Option<u16> {
    seen.answer.and_then(|answer| answer.status)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Plan;
    use crate::wire::Truth;

    /// Returns what is wrong with the report of a call with these requests: each has the status of its response, if any, and whether it was read
    /// completely.
    fn wrong(report: &Report, requests: &[(Option<u16>, bool)]) -> Vec<String> {
        let record = Record::default();
        for (status, is_whole) in requests {
            let number = record.begin(&report.id, "POST /v1/agents/a/invoke".to_owned(), true, &Plan::harmless());
            if *is_whole {
                record.mark_whole(&report.id, number);
            }
            record.answered(&report.id, number, Truth { status: *status, may_succeed: *status == Some(200), has_end: false });
        }
        of_call(report, &record.of(&report.id))
    }

    fn success() -> Report {
        Report { id: "async-1".to_owned(), ask: "Invoke".to_owned(), ms: 1, retries: 1, bears_id: true, end: None, error: None }
    }

    fn failure(outcome: &str) -> Report {
        let error = ReportedError { outcome: outcome.to_owned(), attempts: 1, events: None, text: String::new(), shows: Vec::new() };
        Report { bears_id: false, error: Some(error), ..success() }
    }

    #[test]
    fn a_truthful_report_is_no_breach() {
        for (report, requests) in [
            (success(), &[(Some(200), true)][..]),
            (success(), &[(Some(502), true), (Some(200), true)]),
            (failure("not_sent"), &[]),
            (failure("not_sent"), &[(None, false)]),
            (failure("rejected"), &[(Some(429), true), (Some(503), true)]),
            (failure("unknown"), &[(None, true)]),
        ] {
            assert_eq!(wrong(&report, requests), Vec::<String>::new(), "{report:?}");
        }
    }

    #[test]
    fn an_untruthful_report_is_a_breach() {
        let late = Report { ms: 60_000, ..success() };
        let shown = failure("rejected").error.map(|error| ReportedError { shows: vec!["Debug".to_owned()], ..error });
        for (report, requests, breach) in [
            (success(), &[(Some(404), true)][..], "it succeeds without a complete response"),
            (success(), &[(None, true), (Some(200), true)], "a POST that may have run is sent again"),
            (Report { bears_id: false, ..success() }, &[(Some(200), true)], "its success is not the response"),
            (Report { end: Some("done".to_owned()), ..success() }, &[(Some(200), true)], "a stream without an end event ends"),
            (late, &[(Some(200), true)], "it ends late"),
            (failure("not_sent"), &[(None, true)], "its outcome is not what happened"),
            (failure("rejected"), &[(None, true)], "its outcome is not what happened"),
            (failure("rejected"), &[(Some(502), true), (Some(400), true)], "its outcome is not what happened"),
            (failure("partial"), &[(Some(200), true)], "its outcome is not what happened"),
            (Report { error: shown, ..success() }, &[(Some(400), true)], "its error shows a secret or a control character"),
        ] {
            assert_eq!(wrong(&report, requests), [breach], "{report:?}");
        }
    }
}
