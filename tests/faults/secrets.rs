//! Keys and tokens: one that no header can hold, row 39, is refused before anything is sent; and no error shows one that a server echoes.

use std::error::Error as _;

use agentspec_ext::{Client, ClientBuilder, Error, ErrorKind, Outcome, blocking};
use agentspec_tests::{RawServer, Then, impatient};

use crate::run::Run;

const BROKEN: [&str; 7] = ["s3cr\r\nX-Evil: 1", "s3cr\n3t", "s3cr\r3t", "s3cr\x003t", "s3cr3t\n", "\ns3cr3t", "s3cr\0"];

fn assert_not_shown(error: &Error) {
    let source = error.source().map(ToString::to_string).unwrap_or_default();
    for text in [error.to_string(), format!("{error:?}"), source] {
        assert!(!text.contains("s3cr") && !text.contains("3t") && !text.contains("X-Evil"), "{text}");
    }
}

#[test]
fn fault_39_a_key_or_token_that_no_header_can_hold_is_refused_and_not_shown() {
    let sets: [fn(ClientBuilder, &str) -> ClientBuilder; 2] = [|builder, key| builder.api_key(key), |builder, token| builder.token(token)];
    for secret in BROKEN {
        for (set, name) in sets.iter().zip(["api_key", "token"]) {
            let builder = || set(Client::builder().without_environment(), secret);
            assert!(!format!("{:?}", builder()).contains("s3cr"));
            for error in [builder().build().unwrap_err(), blocking::ClientBuilder::from(builder()).build().unwrap_err()] {
                assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::Configuration, Outcome::NotSent, 0));
                assert!(error.message().starts_with(name), "{error}");
                assert_not_shown(&error);
            }
        }
    }
}

/// The values of other headers have a type that excludes these characters.
#[tokio::test]
async fn fault_39_an_id_that_no_header_can_hold_is_refused_and_not_shown() {
    let run = Run::of("05-reset-before-answer").await;
    for id in BROKEN {
        let call = || run.client.agents().invoke("assistant", "Hello");
        for error in [call().correlation_id(id).await.unwrap_err(), call().idempotency_key(id).await.unwrap_err()] {
            assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::InvalidRequest, Outcome::NotSent, 0));
            assert_not_shown(&error);
        }
    }
    run.assert_requests(0);
}

/// The server echoes the key wherever it can.
#[tokio::test]
async fn an_error_does_not_show_a_key_that_the_server_echoed() {
    const KEY: &str = "canary-7f3a91";
    let token = format!("data: {{\"type\": \"error\", \"code\": \"{KEY}\", \"message\": \"{KEY}\"}}\n\n");
    let answers = [
        format!("HTTP/1.1 401 No\r\nx-echo: {KEY}\r\n\r\n{{\"error\": {{\"code\": \"{KEY}\", \"message\": \"{KEY} is wrong\"}}}}"),
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{{\"agents\": \"{KEY}\", \"output\": [\"{KEY}\"]}}"),
        format!("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n{token}"),
        format!("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: {{\"type\": \"token\", \"content\": [\"{KEY}\"]}}\n\n"),
        format!("HTTP/1.1 302 Found\r\nlocation: /{KEY}\r\ncontent-length: 0\r\n\r\n"),
    ];
    for answer in answers {
        let server = RawServer::start([(&answer, Then::Close)]).await;
        for builder in [impatient(server.url()).0.api_key(KEY), impatient(server.url()).0.token(KEY)] {
            let client = builder.build().unwrap();
            let streamed = async { client.agents().stream("assistant", "Hello").await?.text().await.map(drop) };
            for error in
                [client.agents().list().await.map(drop), client.agents().invoke("assistant", "Hello").await.map(drop), streamed.await]
            {
                let error = error.unwrap_err();
                let chain = std::iter::successors(error.source(), |&source| source.source()).map(|source| format!("{source} {source:?}"));
                let text = format!("{error} {error:?} {:?} {:?} {}", error.headers(), error.body(), chain.collect::<String>());
                assert!(!text.contains(KEY) && !error.code().contains(KEY), "{answer}: {text}");
            }
        }
    }
}
