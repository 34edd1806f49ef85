//! Holds what a client tells of its calls against what the server knows of them.

use crate::record::{Record, Seen};
use crate::report::{Line, Report, Told};
use crate::settings;

/// How the id of a call begins whose server is well.
const BESIDE: &str = "beside-";

/// What is wrong with what a client told.
pub(crate) fn breaches(lines: &[Line], hostile: &Record, well: &Record) -> Vec<String> {
    let of_line = |line: &Line| match line {
        Line::Breach { breach } => vec![breach.clone()],
        Line::Call(report) if report.id.starts_with(BESIDE) => {
            let wrong = beside(report).into_iter().chain(of_call(report, &well.of(&report.id)));
            told(report, &well.of(&report.id), wrong.collect())
        }
        Line::Call(report) => told(report, &hostile.of(&report.id), of_call(report, &hostile.of(&report.id))),
    };
    lines.iter().flat_map(of_line).collect()
}

/// With what both sides know.
fn told(report: &Report, seen: &[Seen], wrong: Vec<String>) -> Vec<String> {
    let server = seen.iter().map(|seen| format!("\n    server: {seen}")).collect::<Vec<_>>().concat();
    wrong.into_iter().map(|wrong| format!("{}: {wrong}\n    client: {report:?}{server}", report.id)).collect()
}

fn beside(report: &Report) -> Option<String> {
    report.error.is_some().then(|| "a call of a server that is well fails".to_owned())
}

fn of_call(report: &Report, seen: &[Seen]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut hold = |holds: bool, breach: &str| {
        if !holds {
            wrong.push(breach.to_owned());
        }
    };
    hold(report.ms <= due_ms(report), "it ends late");
    hold(!seen.iter().any(|seen| seen.line.contains("elsewhere")), "a redirect is followed");
    hold(is_sent_again_rightly(seen), "a POST is sent again that may have run");
    match &report.error {
        None => {
            hold(report.bears_id, "its success is not what was answered");
            hold(seen.iter().any(|seen| seen.answer.is_some_and(|answer| answer.may_succeed)), "it succeeds, though no answer was whole");
            if report.end.is_some() {
                hold(seen.iter().any(|seen| seen.answer.is_some_and(|answer| answer.has_end)), "a stream ends that has no end");
            }
        }
        Some(error) => {
            hold(is_true(error, seen), "its outcome is not what happened");
            hold(error.shows.is_empty(), "its error shows what it must not");
        }
    }
    if report.error.is_none() && matches!(report.ask.as_str(), "Events" | "ContinueStream") {
        hold(report.end.is_some(), "a stream without `done` or `error` ends without an error");
    }
    wrong
}

fn due_ms(report: &Report) -> u64 {
    let is_stream = matches!(report.ask.as_str(), "Text" | "Events" | "FinalResponse" | "ContinueStream");
    if report.id.starts_with(BESIDE) { settings::BESIDE_MS } else { settings::due_ms(report.retries, is_stream) }
}

/// Whether each request but the last was refused, or may be made twice by what the documentation promises.
fn is_sent_again_rightly(seen: &[Seen]) -> bool {
    let posts: Vec<&Seen> = seen.iter().filter(|seen| seen.is_post && seen.is_whole).collect();
    let before = posts.split_last().map_or(&[][..], |(_, before)| before);
    before.iter().all(|seen| matches!(status(seen), Some(429 | 502 | 503 | 504)))
}

fn is_true(error: &Told, seen: &[Seen]) -> bool {
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

    /// What is wrong with this report of a call whose requests were answered so; None is no answer, and false a request read in part.
    fn wrong(report: &Report, requests: &[(Option<u16>, bool)]) -> Vec<String> {
        let record = Record::default();
        for (status, is_whole) in requests {
            let number = record.begin(&report.id, "POST /v1/agents/a/invoke".to_owned(), true, &Plan::well());
            if *is_whole {
                record.is_whole(&report.id, number);
            }
            record.answered(&report.id, number, Truth { status: *status, may_succeed: *status == Some(200), has_end: false });
        }
        of_call(report, &record.of(&report.id))
    }

    fn success() -> Report {
        Report { id: "async-1".to_owned(), ask: "Invoke".to_owned(), ms: 1, retries: 1, bears_id: true, end: None, error: None }
    }

    fn failure(outcome: &str) -> Report {
        let told = Told { outcome: outcome.to_owned(), attempts: 1, events: None, text: String::new(), shows: Vec::new() };
        Report { bears_id: false, error: Some(told), ..success() }
    }

    #[test]
    fn what_happened_is_no_breach() {
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
    fn what_did_not_happen_is_a_breach() {
        let late = Report { ms: 60_000, ..success() };
        let shown = failure("rejected").error.map(|told| Told { shows: vec!["Debug".to_owned()], ..told });
        for (report, requests, breach) in [
            (success(), &[(Some(404), true)][..], "it succeeds, though no answer was whole"),
            (success(), &[(None, true), (Some(200), true)], "a POST is sent again that may have run"),
            (Report { bears_id: false, ..success() }, &[(Some(200), true)], "its success is not what was answered"),
            (Report { end: Some("done".to_owned()), ..success() }, &[(Some(200), true)], "a stream ends that has no end"),
            (late, &[(Some(200), true)], "it ends late"),
            (failure("not_sent"), &[(None, true)], "its outcome is not what happened"),
            (failure("rejected"), &[(None, true)], "its outcome is not what happened"),
            (failure("rejected"), &[(Some(502), true), (Some(400), true)], "its outcome is not what happened"),
            (failure("partial"), &[(Some(200), true)], "its outcome is not what happened"),
            (Report { error: shown, ..success() }, &[(Some(400), true)], "its error shows what it must not"),
        ] {
            assert_eq!(wrong(&report, requests), [breach], "{report:?}");
        }
    }
}
