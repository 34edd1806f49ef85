//! The events of a stream in any pieces, and a whole streamed response: in memory, and over a socket with an HTTP chunk per piece.

use agentspec_ext::{EventDecoder, EventStream};
use agentspec_tests::reference::{cut, stream};
use agentspec_tests::{RawServer, Then, impatient, observed};
use futures::FutureExt;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::bytes::{self, lengths};
use crate::{cases, event, json};

const NAMES: &[&str] = &["error", "error", "message", "ping", "Error", ""];

const HEARTBEATS: &[&str] = &[
    ": heartbeat\n\n",
    "data:\n\n",
    "data\n\n",
    "data:  \t\n\n",
    "data: \ndata:\n\n",
    "event: ping\ndata: \n\n",
    "data: [DONE]\n\n",
    "data:[DONE] \n\n",
    "event: error\ndata: [DONE]\n\n",
];

/// Generates events of the contract as frames of any form, and sometimes invalid ones.
pub(crate) fn body() -> impl Strategy<Value = Vec<u8>> {
    let frame = (event::data(), select(&["\n", "\r", "\r\n"][..])).prop_map(|(data, end)| {
        let data = data.replace("\r\n", "\n").replace(['\r', '\n'], &format!("{end}data: "));
        format!("data: {data}{end}{end}").into_bytes()
    });
    // In the usual form.
    let usual = (json::string(), select(&[": ", ":"][..]), select(&[", ", ","][..])).prop_map(|(content, colon, comma)| {
        format!("data: {{\"type\"{colon}\"token\"{comma}\"content\"{colon}{content}}}\n\n").into_bytes()
    });
    let named = (select(NAMES), event::data())
        .prop_map(|(name, data)| format!("event: {name}\ndata: {}\n\n", data.replace(['\r', '\n'], " ")).into_bytes());
    let heartbeat = select(HEARTBEATS).prop_map(|heartbeat| heartbeat.as_bytes().to_vec());
    let part =
        prop_oneof![20 => frame.boxed(), 20 => usual.boxed(), 4 => named.boxed(), 4 => heartbeat.boxed(), 1 => bytes::stream().boxed()];
    (vec(part, 0..6), 0_usize..40).prop_map(|(parts, cut)| {
        let mut body = parts.concat();
        body.truncate(body.len().saturating_sub(cut.saturating_sub(30)));
        body
    })
}

/// Returns a response with these pieces as chunks.
fn answer(pieces: &[&[u8]]) -> Vec<u8> {
    let head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    let chunks = pieces.iter().map(|piece| [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat());
    std::iter::once(head).chain(chunks).chain([b"0\r\n\r\n".to_vec()]).collect::<Vec<_>>().concat()
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn events_cut_anywhere_are_those_of_the_whole(body in body(), lengths in lengths()) {
        let (events, unfinished) = stream::events(&body);
        let expected = (events, unfinished, false);
        prop_assert_eq!(&observed::events(EventDecoder::new(), &[&body]), &expected, "whole");
        prop_assert_eq!(&observed::events(EventDecoder::new(), &cut(&body, &lengths)), &expected, "in pieces of {:?}", lengths);
    }

    #[test]
    fn the_limit_of_events_is_the_same_however_they_are_cut(body in body(), lengths in lengths(), limit in 20_usize..200) {
        let decoder = || EventDecoder::with_limit(limit);
        prop_assert_eq!(observed::events(decoder(), &cut(&body, &lengths)), observed::events(decoder(), &[&body]), "in pieces of {:?}", lengths);
    }

    #[test]
    fn a_stream_delivers_and_ends_as_the_contract_says(body in body()) {
        let actual = observed::read(EventStream::from_bytes(body.clone())).now_or_never().expect("the body is in memory");
        prop_assert_eq!(actual, stream::read(&body));
    }
}

#[test]
fn a_stream_over_a_socket_delivers_and_ends_as_the_contract_says() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    proptest!(cases(128), |(body in body(), lengths in lengths())| {
        let actual = runtime.block_on(async {
            let server = RawServer::start([(answer(&cut(&body, &lengths)), Then::Close)]).await;
            let client = impatient(server.url()).0.build().unwrap();
            observed::read(client.agents().stream("assistant", "Hello").await.unwrap()).await
        });
        prop_assert_eq!(actual, stream::read(&body));
    });
}
