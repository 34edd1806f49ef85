//! The memory that the decoder holds while it receives endless bytes. A program of its own, since it counts all allocations.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::sync::{Mutex, PoisonError};

use agentspec_client::json;
use agentspec_ext::EventDecoder;
use agentspec_ext::sse::{Decoder, TooLarge};
use agentspec_ext::types::InvokeResponse;
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// One test at a time: the allocations of the whole program are counted.
static TURN: Mutex<()> = Mutex::new(());

const PIECE: usize = 64 << 10;
/// 64 MiB, for a single line.
const MANY: usize = 1024;
/// 4 MiB, for many lines.
const SOME: usize = 64;
/// The piece that is read, the one that is cut off, and the program's other allocations.
const ALLOWED: usize = 4 * PIECE;

/// Decodes `start` and that many pieces of `more`. Returns the peak of additional memory, and the result.
fn held(mut decoder: Decoder, start: &str, more: &str, pieces: usize) -> (usize, Result<usize, TooLarge>) {
    let piece = more.repeat(PIECE / more.len());
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let mut events = 0;
    for piece in std::iter::once(start).chain(std::iter::repeat_n(piece.as_str(), pieces)) {
        decoder.push(piece.as_bytes().to_vec());
        loop {
            match decoder.next_frame() {
                Ok(Some(_)) => events += 1,
                Ok(None) => break,
                Err(too_large) => return (MEMORY.peak_usage().saturating_sub(before), Err(too_large)),
            }
        }
    }
    (MEMORY.peak_usage().saturating_sub(before), Ok(events))
}

#[test]
fn ignored_lines_take_no_memory_however_long_they_are() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    for (start, more) in [
        (":", "x"),
        ("\u{feff}:", "x"),
        (":", ": "),
        ("foo: ", "x"),
        ("x", "x"),
        ("data", "x"),
        ("datax: ", "x"),
        ("data: a\n:", "x"),
        ("id: 1\nfoo: ", "\0"),
        ("", ": heartbeat\n"),
        ("", "\n"),
        ("", "\r"),
        ("", "\r\n\r\n"),
        ("", "id: 1\n\n"),
        ("", "event: x\n\n"),
        ("", "retry: 1\n\n"),
    ] {
        let (bytes, events) = held(Decoder::new(), start, more, if more.ends_with('\n') || more == "\r" { SOME } else { MANY });
        assert_eq!(events, Ok(0), "{start:?}, then {more:?}");
        assert!(bytes < ALLOWED, "{start:?}, then {more:?}: {bytes} bytes were held");
    }
}

#[test]
fn events_leave_nothing_behind() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    for more in ["data: a\n\n", "data\n\n", "id: 1\nevent: x\ndata: a\ndata: b\n\n"] {
        let (bytes, events) = held(Decoder::new(), "", more, SOME);
        assert!(events.unwrap() > 100_000, "{more:?}");
        assert!(bytes < ALLOWED, "{more:?}: {bytes} bytes were held");
    }
}

#[test]
fn an_oversized_event_is_refused_before_much_more_than_the_limit_is_held() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let limit = 1 << 20;
    for (start, more) in [("data: ", "x"), ("", "data: x\n"), ("", "data\n"), ("event: ", "x"), ("id: ", "x"), ("retry: ", "1")] {
        let (bytes, end) = held(Decoder::with_limit(limit), start, more, MANY);
        assert_eq!(end.map_err(|too_large| too_large.limit()), Err(limit), "{start:?}, then {more:?}");
        // A growing buffer is held twice for a moment, and doubles each time.
        assert!(bytes < 3 * limit + ALLOWED, "{start:?}, then {more:?}: {bytes} bytes were held");
    }
}

/// JSON that is small as text and large as values: its start, its repeated part, and its end.
const SWOLLEN: [(&str, &str, &str); 12] = [
    ("[0", ",{\"a\":0}", "]"),
    ("[0", ",{}", "]"),
    ("[0", ",[]", "]"),
    ("[0", ",[0]", "]"),
    ("[0", ",0", "]"),
    ("[0", ",\"\"", "]"),
    ("[0", ",NaN", "]"),
    ("[0", ",\"\\ud83d\"", "]"),
    ("[0", ",{\"a\":0,\"b\":0,\"c\":0,\"d\":0}", "]"),
    ("[0", ",{\"a\":{\"a\":{\"a\":{\"a\":[]}}}}", "]"),
    ("[0", ",\"text of some length, as most values are\"", "]"),
    ("\"", "text ", "\""),
];

const LIMIT: usize = 256 << 10;

/// Runs `work`, and returns the peak of additional memory with its result.
fn peak<T>(work: impl FnOnce() -> T) -> (usize, T) {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let done = work();
    (MEMORY.peak_usage().saturating_sub(before), done)
}

/// Returns the longest text of a shape, up to the limit, that is accepted.
fn longest(shape: (&str, &str, &str), is_read: impl Fn(&str) -> bool) -> String {
    let (start, repeated, end) = shape;
    let text = |times: usize| [start, &repeated.repeat(times), end].concat();
    let (mut least, mut most) = (0, LIMIT / repeated.len());
    while least < most {
        let middle = (least + most).div_ceil(2);
        if is_read(&text(middle)) { least = middle } else { most = middle - 1 }
    }
    text(least)
}

#[test]
fn values_take_no_more_than_four_times_the_limit_of_their_text() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    for shape in SWOLLEN {
        let answer = |json: &str| format!(r#"{{"output":"","usage":{{"input_tokens":1,"output_tokens":1,"total_tokens":1}},"x":{json}}}"#);
        let read = |text: &str| json::from_slice_within::<InvokeResponse>(text.as_bytes(), LIMIT);
        let text = answer(&longest(shape, |json| read(&answer(json)).is_ok()));
        let (held, read) = peak(|| read(&text));
        assert!(read.is_ok() && held + text.len() < 4 * LIMIT, "an answer of {shape:?}: {held} bytes for {} of text", text.len());
    }
}

#[test]
fn events_take_no_more_than_four_times_their_limit() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    for shape in SWOLLEN {
        for written in ["{\"type\":\"tool_result\",\"name\":\"f\",\"output\":", "{\"type\":\"thought\",\"x\":"] {
            let frame = |json: &str| format!("data: {written}{json}}}\n\n");
            let read = |frame: String| {
                let mut decoder = EventDecoder::with_limit(LIMIT);
                decoder.push(frame);
                decoder.next_event()
            };
            let frame = frame(&longest(shape, |json| read(frame(json)).is_ok()));
            let length = frame.len();
            let (held, event) = peak(|| read(frame));
            assert!(matches!(event, Ok(Some(_))) && held + length < 4 * LIMIT, "{written} of {shape:?}: {held} bytes for {length} of text");
        }
    }
}
