//! The chunks of a stream and its encodings: rows 16, 17 and 25.

use agentspec_ext::{ErrorKind, Outcome};

use crate::run::Run;

const WHOLE: [&str; 3] = ["Neural", " networks", "done"];

#[tokio::test]
async fn fault_16_events_do_not_depend_on_how_they_are_chunked_and_delimited() {
    for scenario in [
        "16-one-byte-writes",
        "16-seven-byte-writes",
        "16-one-event-a-chunk",
        "16-all-in-one-write",
        "16-cr",
        "16-crlf",
        "16-mixed-line-ends",
        "16-crlf-split",
        "16-bom",
        "16-split-bom",
        "16-nul",
        "16-several-data-lines",
    ] {
        Run::of(scenario).await.read().await.whole_as(WHOLE);
    }
}

#[tokio::test]
async fn fault_16_a_character_that_is_split_is_joined() {
    Run::of("16-split-utf8").await.read().await.whole_as(["café 😀", "done"]);
}

#[tokio::test]
async fn fault_16_an_event_is_delivered_as_soon_as_its_blank_line_is_complete() {
    for scenario in ["16-event-as-soon-as-lf-lf", "16-event-as-soon-as-cr-cr"] {
        let run = Run::of(scenario).await;
        // The server sends nothing after it, and keeps the connection open.
        let stream = run.stream_after(["Neural"]).await;
        assert_eq!(run.seen().connections[0].closed, None, "{scenario}");
        drop(stream);
        run.closed().await;
    }
}

#[tokio::test]
async fn fault_17_a_gzip_stream_is_decoded() {
    let run = Run::of("17-gzip").await;
    run.read().await.whole_as(WHOLE);
    assert_eq!(run.seen().requests[0].request.header("accept-encoding"), Some("identity"), "gzip is not requested");
}

#[tokio::test]
async fn fault_17_a_gzip_stream_is_decoded_as_it_arrives() {
    let run = Run::of("17-gzip-as-it-arrives").await;
    drop(run.stream_after(["Neural"]).await);
    run.closed().await;
}

#[tokio::test]
async fn fault_17_a_gzip_stream_that_is_cut_is_interrupted() {
    for scenario in ["17-gzip-cut", "17-gzip-without-its-end"] {
        Run::of(scenario).await.read().await.failed(ErrorKind::Interrupted, Outcome::Partial, &WHOLE[..2]);
    }
}

#[tokio::test]
async fn fault_17_a_plain_response_is_decoded_too_and_gzip_is_requested() {
    let head = "HTTP/1.1 200 OK\\nContent-Type: application/json\\nContent-Encoding: GZIP\\nTransfer-Encoding: chunked\\n";
    let body = r#"'{"agents": [], "region": "eu"}'"#;
    let run = Run::scripted(&format!("  - head: \"{head}\"\n  - gzip: {body}\n  - gzip_end\n  - last_chunk\n")).await;
    assert!(run.client.agents().list().await.unwrap().is_empty());
    assert_eq!(run.seen().requests[0].request.header("accept-encoding"), Some("gzip"));
}

#[tokio::test]
async fn fault_17_invalid_gzip_is_refused_and_never_delivered() {
    let error = Run::of("17-gzip-that-is-none").await.read().await.failed(ErrorKind::Decode, Outcome::Unknown, &[]);
    assert!(error.message().contains("cannot be decompressed"), "{error}");
}

#[tokio::test]
async fn fault_17_an_unknown_encoding_is_refused() {
    let error = Run::of("17-unknown-encoding").await.refused(ErrorKind::Decode, Outcome::Unknown).await;
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.contains("compress"), "{source}");
    assert!(error.body().unwrap().starts_with(b"data: "), "{error:?}");
}

#[tokio::test]
async fn fault_25_invalid_utf8_becomes_a_replacement_character() {
    Run::of("25-invalid-utf8-in-a-text").await.read().await.whole_as(["caf\u{fffd}", "done"]);
}

#[tokio::test]
async fn fault_25_invalid_utf8_outside_of_a_string_is_not_json() {
    let error = Run::of("25-invalid-utf8-outside-of-a-text").await.read().await.failed(ErrorKind::Decode, Outcome::Partial, &["Neural"]);
    assert_eq!(error.body(), Some("{\"type\": \"token\", \"content\": \u{fffd}}".as_bytes()));
}
