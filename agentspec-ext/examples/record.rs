//! A middleware that records the responses of a server and replays them without it: for tests that do not depend on a server.
//!
//! `cargo run --example record`. The recording contains no credential, since a middleware sees none. Each response is held in memory as a whole, which is
//! fine for tests.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use agentspec_ext::reqwest::{Body, Request, Response};
use agentspec_ext::{Client, Error, Middleware, Next, escaped};
use agentspec_mock::MockServer;
use futures::future::{BoxFuture, FutureExt};
use futures::stream;

/// The recorded exchanges, in order.
#[derive(Clone, Debug, Default)]
struct Tape(Arc<Mutex<VecDeque<Exchange>>>);

#[derive(Debug)]
struct Exchange {
    request: String,
    response: http::Response<Vec<u8>>,
}

/// Returns the method and the path, which identify a request here.
fn describe(request: &Request) -> String {
    format!("{} {}", request.method(), request.url().path())
}

/// Records each complete exchange.
#[derive(Debug)]
struct Record(Tape);

impl Middleware for Record {
    fn handle<'a>(&'a self, request: Request, next: Next<'a>) -> BoxFuture<'a, Result<Response, Error>> {
        async move {
            let description = describe(&request);
            let mut response = next.run(request).await?;
            // Reads the whole body: a stream is recorded as one piece, and passed on at its end.
            let mut body = Vec::new();
            let failure = loop {
                match response.chunk().await {
                    Ok(Some(piece)) => body.extend_from_slice(&piece),
                    Ok(None) => break None,
                    Err(failure) => break Some(failure),
                }
            };
            let (head, _) = http::Response::from(response).into_parts();
            if let Some(failure) = failure {
                println!("broken    {description}: {}, {} bytes", head.status, body.len());
                // Passes on what was received, and then the failure, so that the client decides on a retry as without this middleware.
                let received = Body::wrap_stream(stream::iter([Ok(body), Err(failure)]));
                return Ok(http::Response::from_parts(head, received).into());
            }
            let response = http::Response::from_parts(head, body);
            println!("recorded  {description}: {}, {} bytes", response.status(), response.body().len());
            let passed_on = Response::from(response.clone());
            self.0.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(Exchange { request: description, response });
            Ok(passed_on)
        }
        .boxed()
    }
}

/// Responds with the next recorded exchange, and refuses any other request.
#[derive(Debug)]
struct Replay(Tape);

impl Middleware for Replay {
    fn handle<'a>(&'a self, request: Request, _: Next<'a>) -> BoxFuture<'a, Result<Response, Error>> {
        let description = describe(&request);
        let next = self.0.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        async move {
            match next {
                Some(exchange) if exchange.request == description => {
                    println!("replayed  {description}");
                    Ok(exchange.response.into())
                }
                Some(exchange) => Err(Error::refused(format!("the next recorded request is {}, not {description}", exchange.request))),
                None => Err(Error::refused(format!("{description} was not recorded: the recording has ended"))),
            }
        }
        .boxed()
    }
}

async fn converse(client: &Client) -> Result<String, Error> {
    let session = client.sessions().create("assistant").await?;
    let chat = client.sessions().open("assistant", session.session_id);
    chat.continue_("My name is Alice and I work on robotics.").await?;
    chat.continue_stream("What do I work on?").await?.text().await
}

/// Breaks off the first response, and completes the second.
const BREAKS_OFF: &str = r#"
breaks-off:
  - - send: "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"agents\""
    - fin
  - - json: '{"agents": []}'
"#;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tape = Tape::default();
    let server = MockServer::builder().api_key("your-api-key").scenarios(BREAKS_OFF)?.start().await?;
    let recording = Client::builder().base_url(server.url()).api_key("your-api-key").middleware(Record(tape.clone())).build()?;
    println!("{}\n", escaped(&converse(&recording).await?));

    // An incomplete response is not recorded, and is retried as without a recording.
    let broken = Client::builder().base_url(server.scenario_url("breaks-off", "once")).retry_delay(Duration::ZERO);
    let agents = broken.middleware(Record(Tape::default())).build()?.agents().list().await?;
    println!("{} agents\n", agents.len());
    drop(server);

    // No server is running any more.
    let replaying = Client::builder().base_url("http://127.0.0.1:1").middleware(Replay(tape)).build()?;
    println!("{}\n", escaped(&converse(&replaying).await?));
    println!("{}", converse(&replaying).await.unwrap_or_else(|error| error.to_string()));
    Ok(())
}
