//! Failures below HTTP, and the headers that the transport adds to each request.

use std::error::Error as _;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use agentspec_ext::reqwest::{Body, Request, Response};
use agentspec_ext::{Call, Client, Error, ErrorKind, Middleware, Next, Operation, Phase};
use agentspec_mock::{Answer, MockServer};
use agentspec_tests::{Checked, RawServer, Then, impatient, mock};
use futures::future::{BoxFuture, FutureExt};
use futures::stream::{self, Stream};
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::sync::Notify;

#[tokio::test]
async fn a_failed_connection_is_a_connect_error() {
    let (builder, _) = impatient("http://127.0.0.1:1");
    let error = builder.build().unwrap().agents().list().await.unwrap_err();
    assert_eq!((error.kind(), error.code(), error.status()), (ErrorKind::Connect, "connection_error", None));
    assert!(error.is_connection() && !error.is_timeout());
    assert!(error.source().is_some() && error.correlation_id().is_some());
}

#[tokio::test]
async fn a_truncated_error_page_is_still_that_error() {
    let server = RawServer::start([("HTTP/1.1 500 Oh\r\ncontent-length: 99\r\n\r\n<html>", Then::Close)]).await;
    let (builder, _) = impatient(server.url());
    let error = builder.build().unwrap().agents().list().await.unwrap_err();
    assert!(error.is_server());
    assert_eq!(error.body(), Some(&b"<html>"[..]));
}

#[tokio::test]
async fn an_attempt_that_takes_too_long_is_a_timeout() {
    let server = RawServer::start([("", Then::Hang)]).await;
    let (builder, clock) = impatient(server.url());
    let client = builder.timeout(Duration::from_millis(1500)).build().unwrap();
    let time_out_when_it_is_sent = async {
        server.has_seen(1).await;
        clock.time_out();
    };
    let (result, ()) = futures::join!(client.agents().invoke("assistant", "Hello").into_future(), time_out_when_it_is_sent);
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.code(), error.attempts()), (ErrorKind::Timeout(Phase::Request), "timeout", 1));
    assert!(error.is_timeout() && error.is_connection());
    assert!(error.message().contains("1.5 seconds"), "{error}");
    assert_eq!(client.agents().list().await.unwrap_err().attempts(), 4, "a GET is retried");
}

#[tokio::test]
async fn a_timeout_bounds_a_stream_only_to_its_headers() {
    let server = MockServer::builder().pace(Duration::from_millis(2)).start().await.unwrap().checked();
    let (builder, clock) = impatient(&server.url());
    let events = builder.build().unwrap().agents().stream("assistant", "What is the capital of France?").await.unwrap();
    clock.time_out();
    assert_eq!(events.text().await.unwrap(), "The capital of France is Paris.");
}

/// Signals when the client has read what arrived of a response body and waits for the rest.
#[derive(Clone, Debug, Default)]
struct WaitsForTheRest(Arc<Notify>);

impl Middleware for WaitsForTheRest {
    fn handle<'a>(&'a self, request: Request, next: Next<'a>) -> BoxFuture<'a, Result<Response, Error>> {
        let waits = Arc::clone(&self.0);
        async move {
            let response = next.run(request).await?;
            let (status, headers) = (response.status(), response.headers().clone());
            let mut body = Box::pin(response.bytes_stream());
            let mut has_come = false;
            let body = stream::poll_fn(move |context| {
                let polled = body.as_mut().poll_next(context);
                match &polled {
                    Poll::Ready(_) => has_come = true,
                    Poll::Pending if has_come => waits.notify_one(),
                    Poll::Pending => {}
                }
                polled
            });
            let mut response = http::Response::new(Body::wrap_stream(body));
            *response.status_mut() = status;
            *response.headers_mut() = headers;
            Ok(response.into())
        }
        .boxed()
    }
}

/// Returns the error of a call whose timeout elapses after what the server sends has arrived.
async fn too_late<O: Operation>(server: &RawServer, call: impl FnOnce(&Client) -> Call<O>) -> Error {
    let (builder, clock) = impatient(server.url());
    let rest = WaitsForTheRest::default();
    let client = builder.middleware(rest.clone()).build().unwrap();
    let time_out = async {
        rest.0.notified().await;
        clock.time_out();
    };
    let (result, ()) = futures::join!(call(&client).into_future(), time_out);
    result.err().unwrap()
}

#[tokio::test]
async fn a_response_whose_body_is_late_keeps_what_arrived() {
    let head = |status: &str| format!("HTTP/1.1 {status}\r\ncontent-length: 99\r\nretry-after: 61\r\n\r\n{{\"err");
    for (status, kind) in
        [("200 OK", ErrorKind::Timeout(Phase::Request)), ("401 No", ErrorKind::Authentication), ("503 Busy", ErrorKind::Server)]
    {
        let server = RawServer::start([(head(status), Then::Hang)]).await;
        let error = too_late(&server, |client| client.agents().invoke("assistant", "Hello")).await;
        assert_eq!((error.kind(), error.body()), (kind, Some(&b"{\"err"[..])), "{error:?}");
        assert!(error.status().is_some() && error.headers().contains_key("retry-after"));
    }
}

#[tokio::test]
async fn a_late_page_in_place_of_a_stream_keeps_what_arrived() {
    let page = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 99\r\n\r\n<h1>Log in";
    let server = RawServer::start([(page, Then::Hang)]).await;
    let error = too_late(&server, |client| client.agents().stream("assistant", "Hello")).await;
    assert_eq!((error.kind(), error.body()), (ErrorKind::Timeout(Phase::Request), Some(&b"<h1>Log in"[..])));
}

#[tokio::test]
async fn a_large_body_is_read_completely_and_one_beyond_the_limit_is_not() {
    let head = |length: usize| format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
    let cut = [head(9 << 20), "x".repeat(2 << 20)].concat();
    let server = RawServer::start([(cut, Then::Close)]).await;
    let error = impatient(server.url()).0.build().unwrap().agents().list().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 4), "a GET is retried");

    let (server, client, _) = mock().await;
    server.answer_next(Answer::status(200).body("[".repeat(65 << 20)));
    let error = client.agents().list().await.unwrap_err();
    assert_eq!((error.kind(), error.code(), error.attempts()), (ErrorKind::TooLarge, "too_large", 1));
    assert_eq!(error.body().unwrap().len(), agentspec_ext::Error::BODY_LIMIT);

    let whole = json!({"agents": [{"name": "x".repeat(3 << 20), "model": "m", "status": "ready"}]});
    server.answer_next(Answer::status(200).json(whole));
    assert_eq!(client.agents().list().await.unwrap()[0].name.len(), 3 << 20);
}

#[tokio::test]
async fn a_server_that_does_not_speak_tls_gets_one_request() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (builder, clock) = impatient(&format!("https://{}", listener.local_addr().unwrap()));
    let call = builder.build().unwrap().agents().list().into_future();
    let answer = async {
        let (mut connection, _) = listener.accept().await.unwrap();
        connection.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        connection
    };
    let (result, _connection) = futures::join!(call, answer);
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), clock.delays().len()), (ErrorKind::Connect, 1, 0), "{error:?}");
}

#[tokio::test]
async fn every_request_identifies_the_client_and_has_only_headers_of_the_contract() {
    let (server, client, _) = mock().await;
    client.agents().list().await.unwrap();
    client.agents().invoke("assistant", "Hello").await.unwrap();
    let requests = server.received();
    let workspace = include_str!("../../Cargo.toml");
    let version = workspace.lines().find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"')).unwrap();
    for request in &requests {
        assert_eq!(request.header("user-agent"), Some(&*format!("agentspec-rust/{version}")));
        assert_eq!(request.header("accept"), Some("application/json"));
        assert_eq!(request.header("api-version"), None);
        assert!(request.header("x-correlation-id").is_some());
    }
    assert_eq!(requests[0].header("idempotency-key"), None, "a GET has none");
    assert!(requests[1].header("idempotency-key").is_some());
}

#[tokio::test]
async fn the_user_can_configure_the_http_client_except_redirects_and_timeouts() {
    let (server, _, _) = mock().await;
    let (builder, _) = impatient(&server.url());
    let client = builder
        .http(|http| http.user_agent("mine/1").redirect(reqwest::redirect::Policy::limited(5)).timeout(Duration::ZERO))
        .build()
        .unwrap();
    client.agents().list().await.unwrap();
    assert_eq!(server.received()[0].header("user-agent"), Some("mine/1"));
    server.answer_next(Answer::status(307).header("location", "/v1/agents"));
    assert_eq!(client.agents().list().await.unwrap_err().kind(), ErrorKind::Status, "the redirect is not followed");

    let error = Client::builder().http(|http| http.user_agent("a\nb")).build().unwrap_err();
    assert!(error.is_configuration() && error.message().contains("http("), "{error}");
}
