//! A middleware that records what a server answers, and plays it back without one: for tests that shall not depend on a server.
//!
//! `cargo run --example record`. The recording holds no credential, for a middleware sees none. Each answer is held in memory as a whole, which
//! is well for tests.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use agentspec_ext::reqwest::{Body, Request, Response};
use agentspec_ext::{Client, Error, Middleware, Next, escaped};
use agentspec_mock::MockServer;
use futures::future::{BoxFuture, FutureExt};
use futures::stream;

/// What was asked and answered, in its order.
#[derive(Clone, Debug, Default)]
struct Tape(Arc<Mutex<VecDeque<Exchange>>>);

#[derive(Debug)]
struct Exchange {
    asked: String,
    answer: http::Response<Vec<u8>>,
}

/// The method and the path: what tells one request from another here.
fn asked(request: &Request) -> String {
    format!("{} {}", request.method(), request.url().path())
}

/// Records each exchange that came to its end.
#[derive(Debug)]
struct Record(Tape);

impl Middleware for Record {
    fn handle<'a>(&'a self, request: Request, next: Next<'a>) -> BoxFuture<'a, Result<Response, Error>> {
        async move {
            let asked = asked(&request);
            let mut coming = next.run(request).await?;
            // The whole body: a stream is recorded as one piece, and handed on when it has ended.
            let mut body = Vec::new();
            let failure = loop {
                match coming.chunk().await {
                    Ok(Some(piece)) => body.extend_from_slice(&piece),
                    Ok(None) => break None,
                    Err(failure) => break Some(failure),
                }
            };
            let (head, _) = http::Response::from(coming).into_parts();
            if let Some(failure) = failure {
                println!("broken    {asked}: {}, {} bytes", head.status, body.len());
                // What came, and then the failure, as without this middleware: so the client knows whether to ask again.
                let came = Body::wrap_stream(stream::iter([Ok(body), Err(failure)]));
                return Ok(http::Response::from_parts(head, came).into());
            }
            let answer = http::Response::from_parts(head, body);
            println!("recorded  {asked}: {}, {} bytes", answer.status(), answer.body().len());
            let handed_on = Response::from(answer.clone());
            self.0.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(Exchange { asked, answer });
            Ok(handed_on)
        }
        .boxed()
    }
}

/// Answers with the next recorded exchange, and refuses what was not asked then.
#[derive(Debug)]
struct Replay(Tape);

impl Middleware for Replay {
    fn handle<'a>(&'a self, request: Request, _: Next<'a>) -> BoxFuture<'a, Result<Response, Error>> {
        let asked = asked(&request);
        let next = self.0.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        async move {
            match next {
                Some(exchange) if exchange.asked == asked => {
                    println!("replayed  {asked}");
                    Ok(exchange.answer.into())
                }
                Some(exchange) => Err(Error::refused(format!("{asked} was not recorded here, but {}", exchange.asked))),
                None => Err(Error::refused(format!("{asked} was not recorded: the tape is at its end"))),
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

/// Breaks off in its first answer, and is well in the second.
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

    // What breaks off is not recorded, and asked for again as without a recording.
    let broken = Client::builder().base_url(server.scenario_url("breaks-off", "once")).retry_delay(Duration::ZERO);
    let agents = broken.middleware(Record(Tape::default())).build()?.agents().list().await?;
    println!("{} agents\n", agents.len());
    drop(server);

    // Nobody listens there any more.
    let replaying = Client::builder().base_url("http://127.0.0.1:1").middleware(Replay(tape)).build()?;
    println!("{}\n", escaped(&converse(&replaying).await?));
    println!("{}", converse(&replaying).await.unwrap_or_else(|error| error.to_string()));
    Ok(())
}
