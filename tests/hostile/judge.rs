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
