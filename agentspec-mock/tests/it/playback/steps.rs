//! Each step, byte for byte.

use std::{io::Read, time::Duration};

use super::{Raw, played, scripted};

const STREAM: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";

#[tokio::test]
async fn bytes_are_sent_unchanged() {
    assert_eq!(played(r#"send: "HTTP/1.1 2", send: "00\r\n\0\u00e9", fin"#).await, "HTTP/1.1 200\r\n\0é");
}

#[tokio::test]
async fn bytes_that_are_not_text_are_written_in_base64() {
    let server = scripted("it: [send: {base64: 'AP/+'}, fin]").await;
    assert_eq!(Raw::asked(&server, "/_scenario/it/run").await.rest().await.0, [0, 0xff, 0xfe]);
}

#[tokio::test]
async fn a_head_is_its_lines_and_nothing_more() {
    let head = played(r#"head: "HTTP/1.1 599 Odd\nContent-Length: 5\nContent-Length: 6\nno colon", fin"#).await;
    assert_eq!(head, "HTTP/1.1 599 Odd\r\nContent-Length: 5\r\nContent-Length: 6\r\nno colon\r\n\r\n");
}

#[tokio::test]
async fn a_head_may_redirect_to_the_run_and_to_the_server() {
    let server = scripted(r#"it: [head: "HTTP/1.1 307 Go\nLocation: {base}/v1/agents\nLink: {origin}/v1/agents", fin]"#).await;
    let text = Raw::asked(&server, "/_scenario/it/run-1/v1/agents").await.whole().await;
    let expected = "Location: http://localhost/_scenario/it/run-1/v1/agents\r\nLink: http://localhost/v1/agents\r\n\r\n";
    assert_eq!(text, format!("HTTP/1.1 307 Go\r\n{expected}"));
}

#[tokio::test]
async fn the_head_of_a_stream_has_a_short_form() {
    assert_eq!(played("stream: chunked, fin").await, format!("{STREAM}Transfer-Encoding: chunked\r\n\r\n"));
    assert_eq!(played("stream: gzip, fin").await, format!("{STREAM}Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"));
    assert_eq!(played("stream: close").await, format!("{STREAM}Connection: close\r\n\r\n"));
}

#[tokio::test]
async fn a_json_answer_has_its_length() {
    let text = played(r#"json: '{"é": 1}', fin"#).await;
    assert_eq!(text, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{\"é\": 1}");
}

#[tokio::test]
async fn chunks_are_framed_and_the_last_one_ends_them() {
    let text = played(r#"chunk: "data: é\n\n", chunk: {fill: ab, bytes: 17}, last_chunk, fin"#).await;
    assert_eq!(text, "a\r\ndata: é\n\n\r\n11\r\nababababababababa\r\n0\r\n\r\n");
}

#[tokio::test]
async fn a_large_fill_needs_no_large_file() {
    let server = scripted("it: [send: {fill: abc, bytes: 5000000}, chunk: {fill: x, bytes: 1000000}, fin]").await;
    let (all, ended) = Raw::asked(&server, "/_scenario/it/run").await.rest().await;
    let chunk = [b"f4240\r\n".as_slice(), &vec![b'x'; 1_000_000], b"\r\n"].concat();
    let expected = b"abc".iter().copied().cycle().take(5_000_000).chain(chunk);
    assert!(ended.is_ok() && all.into_iter().eq(expected));
}

#[tokio::test]
async fn a_piece_of_a_gzip_stream_can_be_decoded_on_arrival() {
    let server = scripted("it: [gzip: one, pause_ms: 3600000, gzip: two, gzip_end, last_chunk, fin]").await;
    let mut raw = Raw::asked(&server, "/_scenario/it/run").await;
    let mut compressed = chunk(&mut raw).await;
    let mut decoded = [0; 3];
    flate2::read::GzDecoder::new(&compressed[..]).read_exact(&mut decoded).unwrap();
    assert_eq!(&decoded, b"one");

    server.advance(Duration::from_secs(3600));
    compressed.extend(chunk(&mut raw).await);
    compressed.extend(chunk(&mut raw).await);
    assert_eq!(raw.whole().await, "0\r\n\r\n");
    let mut all = String::new();
    flate2::read::GzDecoder::new(&compressed[..]).read_to_string(&mut all).unwrap();
    assert_eq!(all, "onetwo");
}

/// Reads the next chunk, and returns its content.
async fn chunk(raw: &mut Raw) -> Vec<u8> {
    let mut size = String::new();
    while !size.ends_with("\r\n") {
        size.push(char::from(raw.exactly(1).await[0]));
    }
    let content = raw.exactly(usize::from_str_radix(size.trim(), 16).unwrap()).await;
    raw.gives("\r\n").await;
    content
}

#[tokio::test]
async fn steps_are_repeated_together_and_within_each_other() {
    let text = played("repeat: {times: 2, steps: [send: a, repeat: {times: 3, steps: [send: b]}]}, send: c, fin").await;
    assert_eq!(text, "abbbabbbc");
}

#[tokio::test]
async fn repeated_steps_can_be_numbered() {
    let text = played("send: '{n} ', repeat: {times: 3, steps: [send: '{n} ', chunk: 'no. {n}']}, fin").await;
    assert_eq!(text, "{n} 1 5\r\nno. 1\r\n2 5\r\nno. 2\r\n3 5\r\nno. 3\r\n");
}

#[tokio::test]
async fn endless_steps_end_when_the_client_closes() {
    let server = scripted(r#"it: [stream: chunked, forever: [chunk: ": still here\n\n"]]"#).await;
    let mut raw = Raw::asked(&server, "/_scenario/it/run").await;
    raw.gives(&format!("{STREAM}Transfer-Encoding: chunked\r\n\r\n")).await;
    for _ in 0..20_000 {
        raw.gives("e\r\n: still here\n\n\r\n").await;
    }
    drop(raw);
    server.scenario_closed("run").await;
}

#[tokio::test]
async fn slices_do_not_change_the_bytes() {
    let text = played(r#"slice: 1, stream: close, send: "data: é\r\n\r\n", slice: 3, send: {fill: xyz, bytes: 10}, fin"#).await;
    assert_eq!(text, format!("{STREAM}Connection: close\r\n\r\ndata: é\r\n\r\nxyzxyzxyzx"));
}

#[tokio::test]
async fn a_pause_follows_the_servers_clock() {
    let server = scripted("it: [pause_ms: 3600000, send: a, pause_ms: 1800000, pause_ms: 1800000, send: b, fin]").await;
    let mut raw = Raw::asked(&server, "/_scenario/it/run").await;
    while server.scenario_seen("run").requests.is_empty() {
        tokio::task::yield_now().await;
    }
    for expected in ["a", "b"] {
        assert!(raw.0.try_read(&mut [0]).is_err(), "nothing has come");
        server.advance(Duration::from_secs(3600));
        raw.gives(expected).await;
    }
    assert_eq!(raw.whole().await, "");
}
