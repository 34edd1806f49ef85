//! The vectors that every language reads: `tests/vectors`, or the folder that `AGENTSPEC_VECTORS` names.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

use std::path::PathBuf;

use agentspec_ext::sse::Decoder;
use agentspec_mock::{Answer, MockServer};
use agentspec_tests::{Checked, impatient, mock};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde::de::DeserializeOwned;

fn rows<T: DeserializeOwned>(file: &str) -> Vec<T> {
    let folder =
        std::env::var_os("AGENTSPEC_VECTORS").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors"), PathBuf::from);
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let rows: Vec<T> = lines
        .map(|(number, line)| serde_json::from_str(line).unwrap_or_else(|error| panic!("{}:{}: {error}", path.display(), number + 1)))
        .collect();
    assert!(!rows.is_empty(), "{} has no rows", path.display());
    rows
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

#[derive(Debug, Deserialize, PartialEq)]
struct SseEvent {
    event: String,
    data: String,
    id: String,
}

/// Cuts `bytes` into pieces of these lengths, the last repeated until the end.
fn cut<'a>(bytes: &'a [u8], lengths: &[usize]) -> Vec<&'a [u8]> {
    let mut rest = bytes;
    let mut lengths = lengths.iter().copied().peekable();
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let length = if lengths.len() > 1 { lengths.next() } else { lengths.peek().copied() };
        let (piece, after) = rest.split_at(length.unwrap_or(usize::MAX).min(rest.len()));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

fn decode(pieces: &[&[u8]]) -> (Vec<SseEvent>, Option<u64>, String) {
    let mut decoder = Decoder::new();
    let mut events = Vec::new();
    for piece in pieces {
        decoder.push(piece.to_vec());
        while let Some(frame) = decoder.next_frame().expect("no event is too large") {
            events.push(SseEvent { event: frame.event().into_owned(), data: frame.data().into_owned(), id: frame.id().into_owned() });
        }
    }
    (events, decoder.retry(), decoder.last_event_id())
}

#[test]
fn sse() {
    let mut failures = Vec::new();
    for row in rows::<SseRow>("sse.jsonl") {
        let input = STANDARD.decode(&row.input_b64).unwrap();
        let mut cuts: Vec<Vec<usize>> = [usize::MAX, 1, 2, 3, 7].map(|size| vec![size]).to_vec();
        cuts.extend(row.chunks.clone());
        for lengths in cuts {
            let decoded = decode(&cut(&input, &lengths));
            if decoded != (row.events.iter().map(clone).collect(), row.retry, row.last_event_id.clone()) {
                let due = (&row.events, row.retry, &row.last_event_id);
                failures.push(format!("{} cut at {lengths:?}:\n  due  {due:?}\n  came {decoded:?}", row.name));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn clone(event: &SseEvent) -> SseEvent {
    SseEvent { event: event.event.clone(), data: event.data.clone(), id: event.id.clone() }
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
