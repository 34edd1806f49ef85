//! Streams over HTTP/2, with the feature `http2`.

use agentspec_ext::{Client, StreamEvent};
use bytes::Bytes;
use futures::StreamExt;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

const TOKENS: usize = 20_000;

/// Sends the response of one stream, each event in a frame of its own, and signals when all of it is sent.
async fn serve(listener: TcpListener, sent: oneshot::Sender<()>) {
    let (connection, _) = listener.accept().await.unwrap();
    let mut connection = h2::server::handshake(connection).await.unwrap();
    let (_, mut respond) = connection.accept().await.unwrap().unwrap();
    let driver = tokio::spawn(async move { while connection.accept().await.is_some() {} });
    let head = http::Response::builder().header("content-type", "text/event-stream").body(()).unwrap();
    let mut body = respond.send_response(head, false).unwrap();
    for number in 0..TOKENS {
        let event = format!("data: {{\"type\": \"token\", \"content\": \"{number} \"}}\n\n");
        body.send_data(Bytes::from(event), false).unwrap();
    }
    let done = "data: {\"type\": \"done\", \"usage\": {\"input_tokens\": 1, \"output_tokens\": 1, \"total_tokens\": 2}}\n\n";
    body.send_data(Bytes::from(done), true).unwrap();
    sent.send(()).unwrap();
    driver.await.unwrap();
}

#[tokio::test]
async fn a_slow_reader_of_many_small_frames_gets_all_of_them() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, sent) = oneshot::channel();
    let server = tokio::spawn(serve(listener, sender));

    let client = Client::builder().without_environment().base_url(url).http(reqwest::ClientBuilder::http2_prior_knowledge).build().unwrap();
    let mut events = client.agents().stream("assistant", "Count.").await.unwrap();
    sent.await.unwrap();
    // All of it arrives before the first event is read.
    for _ in 0..1_000 {
        tokio::task::yield_now().await;
    }
    let mut next = 0;
    while let Some(event) = events.next().await {
        match event.unwrap() {
            StreamEvent::Token(token) => assert_eq!(token.content, format!("{next} ")),
            event => assert!(matches!(event, StreamEvent::Done(_))),
        }
        next += 1;
    }
    assert_eq!(next, TOKENS + 1);
    drop((events, client));
    server.await.unwrap();
}
