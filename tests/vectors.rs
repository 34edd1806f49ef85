//! The vectors that the tests of every language read: `tests/vectors`, or the folder that `AGENTSPEC_VECTORS` names.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use agentspec_ext::EventStream;
use agentspec_ext::sse::Decoder;
use agentspec_mock::{Answer, MockServer};
use agentspec_tests::reference::sse::{Decoded, Event};
use agentspec_tests::reference::stream::{End, Read};
use agentspec_tests::reference::{self, cut};
use agentspec_tests::{Checked, impatient, mock, observed};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures::FutureExt;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads the rows of a file in `tests/vectors`, or in the folder `AGENTSPEC_VECTORS`, where the file may be missing.
fn rows<T: DeserializeOwned>(file: &str) -> Vec<T> {
    let Some(folder) = std::env::var_os("AGENTSPEC_VECTORS").map(PathBuf::from) else { return read(&own().join(file)) };
    if folder.is_dir() && !folder.join(file).exists() {
        eprintln!("{} has no {file}", folder.display());
        return Vec::new();
    }
    read(&folder.join(file))
}

fn own() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

fn read<T: DeserializeOwned>(path: &Path) -> Vec<T> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let row = |line| reference::json::parse(line).map(reference::json::settled).map(serde_json::from_value);
    let rows: Vec<T> = lines
        .map(|(number, line)| row(line).unwrap().unwrap_or_else(|error| panic!("{}:{}: {error}", path.display(), number + 1)))
        .collect();
    assert!(!rows.is_empty(), "{} has no rows", path.display());
    rows
}

/// Fails with a full description of each failed row.
fn check(failures: &[String]) {
    assert!(failures.is_empty(), "{} failures:\n\n{}\n", failures.len(), failures.join("\n\n"));
}

#[derive(Deserialize)]
struct SseRow {
    name: String,
    input_b64: String,
    events: Vec<SseEvent>,
    retry: Option<u64>,
    last_event_id: String,
    chunks: Option<Vec<usize>>,
}

#[derive(Deserialize)]
struct SseEvent {
    event: String,
    data: String,
    id: String,
}

impl SseRow {
    /// Returns the expected result. What the end leaves unfinished is not in the row, so it is the reference's.
    fn expected(self, reference: &Decoded) -> Decoded {
        let events = self.events.into_iter().map(|SseEvent { event, data, id }| Event { event, data, id }).collect();
        Decoded { events, unfinished: reference.unfinished.clone(), retry: self.retry, last_event_id: self.last_event_id }
    }
}

/// Formats an event per line, and cuts long ones.
fn show(decoded: &Decoded) -> String {
    let short = |text: &str| match text.char_indices().nth(80) {
        Some((end, _)) => format!("{:?}… of {} bytes", &text[..end], text.len()),
        None => format!("{text:?}"),
    };
    let events =
        decoded.events.iter().map(|Event { event, data, id }| format!("\n    {}: {}, id {}", short(event), short(data), short(id)));
    let unfinished = decoded.unfinished.as_ref().map_or_else(|| "nothing".to_owned(), |event| short(&event.data));
    let rest = format!("\n    retry {:?}, last id {}, unfinished {unfinished}", decoded.retry, short(&decoded.last_event_id));
    events.chain([rest]).collect()
}

#[test]
fn sse() {
    let mut failures = Vec::new();
    for mut row in rows::<SseRow>("sse.jsonl") {
        let input = STANDARD.decode(&row.input_b64).unwrap();
        let (name, chunks) = (std::mem::take(&mut row.name), row.chunks.take());
        let reference = reference::sse::decode(&input);
        let expected = row.expected(&reference);
        let mut compare = |actual: &Decoded, how: &str| {
            if *actual != expected {
                failures.push(format!("{name}, {how}:\n  expected{}\n  actual{}", show(&expected), show(actual)));
            }
        };
        compare(&reference, "by the reference");
        compare(&observed::decode(Decoder::new(), &[&input]).0, "whole");
        for lengths in [1, 2, 3, 7].map(|size| vec![size]).into_iter().chain(chunks) {
            let (actual, too_large) = observed::decode(Decoder::new(), &cut(&input, &lengths));
            assert_eq!(too_large, None, "{name}");
            compare(&actual, &format!("in pieces of {lengths:?}"));
        }
    }
    check(&failures);
}

#[derive(Deserialize)]
struct EventRow {
    name: String,
    data: String,
    /// The name of the event.
    event_name: Option<String>,
    event: Option<Value>,
    #[serde(default)]
    error: bool,
    #[serde(default)]
    passed_over: bool,
    /// The smallest width of counts for which the row holds.
    count_bits: Option<u32>,
}

impl EventRow {
    /// Adapts the row to the width of counts in the crates.
    fn of_counts(self) -> Self {
        if self.count_bits <= Some(u64::BITS) { self } else { Self { event: None, error: true, ..self } }
    }

    /// Returns a stream with this event.
    fn stream(&self) -> EventStream {
        let name = self.event_name.iter().map(|name| format!("event: {name}\n"));
        let data = self.data.split('\n').map(|line| format!("data: {line}\n"));
        EventStream::from_bytes(name.chain(data).chain(["\n".to_owned()]).collect::<String>())
    }

    fn expected(&self) -> Read {
        let end = match &self.event {
            None if self.error => End::Undecodable,
            Some(event) if event["type"] == "done" || event["type"] == "error" => End::Whole,
            _ => End::Interrupted,
        };
        Read { events: Vec::from_iter(self.event.clone()), end }
    }
}

/// Converts the events to text, which keeps the order of keys.
fn in_order(read: &Read) -> (End, Vec<String>) {
    (read.end, read.events.iter().map(Value::to_string).collect())
}

fn is_error_event(event: Option<&Value>) -> bool {
    event.is_some_and(|event| event["type"] == "error")
}

#[test]
fn events() {
    let mut failures = Vec::new();
    for row in rows::<EventRow>("events.jsonl").into_iter().map(EventRow::of_counts) {
        let EventRow { name, data, event_name, event, error, passed_over, .. } = &row;
        assert_eq!(
            [event.is_some(), *error, *passed_over].iter().filter(|is_set| **is_set).count(),
            1,
            "{name}: expected exactly one of event, error and passed_over"
        );
        let text = |event: Result<Value, String>| event.ok().map(|event| event.to_string());
        let expected = event.as_ref().map(Value::to_string);
        let by_reference = text(reference::event::of_frame(event_name.as_deref().unwrap_or_default(), data));
        // Only a stream reads an error body as an event.
        let parsed = text(observed::parse(data)).or_else(|| expected.clone().filter(|_| is_error_event(event.as_ref())));
        for (how, actual) in [("by the reference", by_reference), ("parsed", parsed)] {
            if actual != expected {
                failures.push(format!("{name}, {how}: {data}\n  expected {expected:?}\n  actual   {actual:?}"));
            }
        }
        let streamed = observed::read(row.stream()).now_or_never().expect("all bytes are there");
        if in_order(&streamed) != in_order(&row.expected()) {
            failures.push(format!("{name}, streamed: {data}\n  expected {:?}\n  actual   {streamed:?}", row.expected()));
        }
    }
    check(&failures);
}

#[test]
fn no_row_occurs_twice() {
    let files = std::fs::read_dir(own()).unwrap().map(|entry| entry.unwrap().path());
    for path in files.filter(|path| path.extension().is_some_and(|extension| extension == "jsonl")) {
        let file = path.display();
        let (mut names, mut contents) = (BTreeSet::new(), BTreeSet::new());
        for mut row in read::<serde_json::Map<String, Value>>(&path) {
            if let Some(name) = row.remove("name") {
                assert!(names.insert(name.to_string()), "{file}: {name} occurs twice");
            }
            let content = Value::Object(row).to_string();
            assert!(!contents.contains(&content), "{file}: {content} occurs twice");
            contents.insert(content);
        }
    }
}

#[derive(Deserialize)]
struct PathRow {
    segment: String,
    rejected: bool,
}

#[tokio::test]
async fn path() {
    for PathRow { segment, rejected } in rows::<PathRow>("path.jsonl") {
        let (server, client, _) = mock().await;
        let error = client.agents().invoke(&segment, "Hello").await.err();
        if rejected {
            assert!(error.expect("an error").is_invalid_request(), "{segment:?}");
            assert_eq!(server.received_count(), 0, "{segment:?} was sent");
            continue;
        }
        let received = server.received();
        let [request] = received.as_slice() else { panic!("{segment:?}: {received:?}") };
        let raw = request.path.strip_prefix("/v1/agents/").and_then(|rest| rest.strip_suffix("/invoke")).expect("one segment");
        assert!(!raw.contains('/'), "{segment:?} became {raw}");
        assert_eq!(percent_decode_str(raw).decode_utf8().unwrap(), segment);
    }
}

#[derive(Deserialize)]
struct RetryAfterRow {
    header: String,
    now: u64,
    expected_delay_s: Option<f64>,
    /// The `Date` of the response, if it has one.
    date: Option<String>,
}

#[tokio::test]
async fn retry_after() {
    let server = MockServer::start().await.checked();
    for row in rows::<RetryAfterRow>("retry_after.jsonl") {
        let (builder, clock) = impatient(&server.url());
        clock.set(row.now);
        let client = builder.max_retries(0).build().unwrap();
        let date = row.date.clone().unwrap_or_else(|| "none".to_owned());
        server.answer_next(Answer::status(503).header("retry-after", &row.header).header("date", &date));
        let retry_after = client.agents().list().await.unwrap_err().retry_after();
        assert_eq!(retry_after.map(|delay| delay.as_secs_f64()), row.expected_delay_s, "{:?} at {}", row.header, row.now);
    }
}
