//! The vectors that every language reads: `tests/vectors`, or the folder that `AGENTSPEC_VECTORS` names.
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

/// The rows of a file of `tests/vectors`, or of the folder that `AGENTSPEC_VECTORS` names, which may lack the file.
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

/// Fails with what is wrong with each row, in full.
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
    /// The row says nothing of what the end leaves unfinished: there the reference does.
    fn due(self, reference: &Decoded) -> Decoded {
        let events = self.events.into_iter().map(|SseEvent { event, data, id }| Event { event, data, id }).collect();
        Decoded { events, unfinished: reference.unfinished.clone(), retry: self.retry, last_event_id: self.last_event_id }
    }
}

/// An event a line, long ones cut.
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
        let due = row.due(&reference);
        let mut compare = |came: &Decoded, how: &str| {
            if *came != due {
                failures.push(format!("{name}, {how}:\n  due{}\n  came{}", show(&due), show(came)));
            }
        };
        compare(&reference, "by the reference");
        compare(&observed::decode(Decoder::new(), &[&input]).0, "whole");
        for lengths in [1, 2, 3, 7].map(|size| vec![size]).into_iter().chain(chunks) {
            let (came, too_large) = observed::decode(Decoder::new(), &cut(&input, &lengths));
            assert_eq!(too_large, None, "{name}");
            compare(&came, &format!("in pieces of {lengths:?}"));
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
    /// The width of counts from which on the row holds.
    count_bits: Option<u32>,
}

impl EventRow {
    /// The row as it is for counts of the crates' width.
    fn of_counts(self) -> Self {
        if self.count_bits <= Some(u64::BITS) { self } else { Self { event: None, error: true, ..self } }
    }

    /// The stream of this event.
    fn stream(&self) -> EventStream {
        let name = self.event_name.iter().map(|name| format!("event: {name}\n"));
        let data = self.data.split('\n').map(|line| format!("data: {line}\n"));
        EventStream::from_bytes(name.chain(data).chain(["\n".to_owned()]).collect::<String>())
    }

    fn due(&self) -> Read {
        let end = match &self.event {
            None if self.error => End::Undecodable,
            Some(event) if event["type"] == "done" || event["type"] == "error" => End::Whole,
            _ => End::Interrupted,
        };
        Read { events: Vec::from_iter(self.event.clone()), end }
    }
}

/// Tells the order of keys.
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
        assert_eq!([event.is_some(), *error, *passed_over].iter().filter(|is_due| **is_due).count(), 1, "{name}: one of the three");
        let text = |came: Result<Value, String>| came.ok().map(|event| event.to_string());
        let due = event.as_ref().map(Value::to_string);
        let by_reference = text(reference::event::of_frame(event_name.as_deref().unwrap_or_default(), data));
        // An error body is an event to a stream alone.
        let parsed = text(observed::parse(data)).or_else(|| due.clone().filter(|_| is_error_event(event.as_ref())));
        for (how, came) in [("by the reference", by_reference), ("parsed", parsed)] {
            if came != due {
                failures.push(format!("{name}, {how}: {data}\n  due  {due:?}\n  came {came:?}"));
            }
        }
        let streamed = observed::read(row.stream()).now_or_never().expect("all bytes are there");
        if in_order(&streamed) != in_order(&row.due()) {
            failures.push(format!("{name}, streamed: {data}\n  due  {:?}\n  came {streamed:?}", row.due()));
        }
    }
    check(&failures);
}

#[test]
fn no_row_is_there_twice() {
    let files = std::fs::read_dir(own()).unwrap().map(|entry| entry.unwrap().path());
    for path in files.filter(|path| path.extension().is_some_and(|extension| extension == "jsonl")) {
        let file = path.display();
        let (mut names, mut contents) = (BTreeSet::new(), BTreeSet::new());
        for mut row in read::<serde_json::Map<String, Value>>(&path) {
            if let Some(name) = row.remove("name") {
                assert!(names.insert(name.to_string()), "{file}: {name} is there twice");
            }
            let content = Value::Object(row).to_string();
            assert!(!contents.contains(&content), "{file}: {content} is there twice");
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
    /// The answer's `Date`, where it has one.
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
        let told = client.agents().list().await.unwrap_err().retry_after();
        assert_eq!(told.map(|delay| delay.as_secs_f64()), row.expected_delay_s, "{:?} at {}", row.header, row.now);
    }
}
