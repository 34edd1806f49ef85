//! Requests in pieces of any size, in any framing, and invalid ones.

use bytes::Bytes;
use proptest::prelude::*;
use tokio::io::{AsyncWriteExt, duplex};

use super::*;
use crate::{
    api::request_body::LIMIT,
    playback::http1_body::{MAX_LINE, read_body},
};

/// Reads a request from a connection that delivers `at_a_time` bytes at a time. Returns it with the bytes after it.
async fn read(bytes: &[u8], at_a_time: usize) -> Result<(RequestHead, Bytes, Vec<u8>), ReadError> {
    let (mut client, mut server) = duplex(at_a_time);
    let send = async {
        let _ = client.write_all(bytes).await;
        drop(client);
    };
    let receive = async {
        let mut input = Input::default();
        let head = RequestHead::read(&mut input, &mut server).await?;
        let body = read_body(head.framing, &mut input, &mut server).await?;
        while input.more(&mut server).await.is_ok() {}
        drop(server);
        Ok((head, body, input.bytes().to_vec()))
    };
    tokio::join!(send, receive).1
}

const CHUNKED: &str = "POST /_scenario/a/b HTTP/1.1\r\nHost: mock\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n";

fn chunked(body: &str) -> String {
    format!("{CHUNKED}{body}")
}

#[tokio::test]
async fn an_invalid_request_is_refused_with_the_reason() {
    for (bytes, expected) in [
        ("\0\0\r\n\r\n".to_owned(), "invalid HTTP/1.1 request"),
        ("POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n".to_owned(), "the Content-Length is not a number"),
        (format!("GET / HTTP/1.1\r\nX: {}", "x".repeat(MAX_HEAD)), "the head of the request is larger than 64 KiB"),
        (chunked("x\r\n"), "the size of a chunk"),
        (chunked("-1\r\n"), "the size of a chunk"),
        (chunked("11111111111111111\r\n"), "the size of a chunk"),
        (chunked("2\r\nabc\r\n"), "a chunk of the body is longer"),
        (chunked(&"1".repeat(MAX_LINE + 1)), "a line of the chunked body"),
    ] {
        let Err(ReadError::Refused(error)) = read(bytes.as_bytes(), 64 << 10).await else { panic!("{bytes:.200} is accepted") };
        assert!(format!("{error:?}").contains(expected), "{error:?}");
    }
}

#[tokio::test]
async fn a_truncated_request_is_not_accepted() {
    let whole = chunked("2\r\nab\r\n0\r\n\r\n");
    for cut in 0..whole.len() {
        assert!(matches!(read(&whole.as_bytes()[..cut], 64).await, Err(ReadError::Closed)), "{cut}");
    }
}

#[tokio::test]
async fn a_large_body_is_read_to_its_end_and_its_first_16_mib_are_kept() {
    let bytes = format!("POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n{}rest", LIMIT + 5, "x".repeat(LIMIT + 5));
    let (_, body, rest) = read(bytes.as_bytes(), 1 << 20).await.unwrap();
    assert_eq!((body.len(), &rest[..]), (LIMIT, &b"rest"[..]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn a_body_is_complete_in_any_framing_and_in_any_pieces(
        chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..200), 0..8),
        at_a_time in 1..300_usize,
        extension in prop::sample::select(vec!["", ";a=b", " "]),
        trailer in prop::sample::select(vec!["", "X-Sum: 1\r\n", "X: 1\r\nY: 2\r\n"]),
    ) {
        let body = chunks.concat();
        let mut by_length = format!("PUT /_scenario/a/b?c HTTP/1.1\r\nContent-Length: {}\r\n\r\n", body.len()).into_bytes();
        by_length.extend(&body);
        let mut by_chunks = CHUNKED.as_bytes().to_vec();
        for chunk in &chunks {
            by_chunks.extend(format!("{:X}{extension}\r\n", chunk.len()).bytes());
            by_chunks.extend(chunk);
            by_chunks.extend(b"\r\n");
        }
        by_chunks.extend(format!("0\r\n{trailer}\r\n").bytes());
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        for mut bytes in [by_length, by_chunks] {
            bytes.extend(b"GET /next");
            let (_, found, rest) = runtime.block_on(read(&bytes, at_a_time)).unwrap();
            prop_assert_eq!(&found[..], &body[..]);
            prop_assert_eq!(&rest[..], b"GET /next");
        }
    }
}
