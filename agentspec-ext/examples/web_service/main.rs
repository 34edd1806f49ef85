//! A web service that passes an agent's answer on to browsers as it is generated: `cargo run --example web_service`.
//!
//! ```sh
//! cargo run -p agentspec-mock                                       # or any other server, by AGENTSPEC_BASE_URL
//! session=$(curl -s -X POST http://127.0.0.1:3000/sessions)         # starts a session, and returns its id
//! curl -N -d 'Tell me a story.' http://127.0.0.1:3000/sessions/$session    # streams the answer, as Server-Sent Events
//! ```
//!
//! A browser reads it with `fetch`. `EventSource` would repeat a broken request, and run the agent twice. `tests.rs` tests the service.

#[cfg(test)]
mod tests;

use std::convert::Infallible;

use agentspec_ext::{Client, Error, EventStream};
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use futures::{Stream, StreamExt};
use serde_json::{Value, json};

const AGENT: &str = "assistant";

fn service(client: Client) -> Router {
    Router::new().route("/sessions", post(start)).route("/sessions/{id}", post(say)).with_state(client)
}

async fn start(State(client): State<Client>) -> Result<String, Failure> {
    Ok(client.sessions().create(AGENT).await.map_err(Failure)?.session_id)
}

async fn say(State(client): State<Client>, Path(id): Path<String>, input: String) -> Result<impl IntoResponse, Failure> {
    // Waits for the headers of the agent's server before it sends its own, so that a failure has its own status.
    let events = client.sessions().continue_stream(AGENT, id, input).await.map_err(Failure)?;
    let unbuffered = [("x-accel-buffering", "no")];
    Ok((unbuffered, Sse::new(passed_on(events)).keep_alive(KeepAlive::default())))
}

/// Passes the events on. If the browser disconnects, the stream is dropped, which closes the connection to the agent's server.
fn passed_on(events: EventStream) -> impl Stream<Item = Result<Event, Infallible>> {
    events.map(|event| {
        let event = event.map_or_else(|error| failed(&error), |event| json!(event));
        Ok(Event::default().data(event.to_string()))
    })
}

/// Returns an event for a failure, with what a browser may know. The rest, such as an internal address, goes to the log.
fn failed(error: &Error) -> Value {
    eprintln!("{error}, {}", error.correlation_id().unwrap_or("not sent"));
    let message = if status(error).is_client_error() { error.message() } else { "The agent cannot answer." };
    json!({ "type": "error", "code": error.code(), "message": message })
}

struct Failure(Error);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let retry_after = self.0.retry_after().map(|wait| [(header::RETRY_AFTER, wait.as_secs_f64().ceil().to_string())]);
        (status(&self.0), retry_after, Json(failed(&self.0))).into_response()
    }
}

fn status(error: &Error) -> StatusCode {
    match error.status() {
        // Refused by the client itself: because of the browser's request, the state of a session handle, or this service.
        _ if error.is_local() => match error.code() {
            "invalid_request" => StatusCode::BAD_REQUEST,
            "turn_unresolved" => StatusCode::CONFLICT,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        },
        // The browser's request is refused. 401 and 403 are not included, since they refuse the key of this service.
        Some(status) if matches!(status.as_u16(), 400 | 404 | 409 | 413 | 422 | 429 | 503 | 504) && !error.is_unsupported() => status,
        None if error.is_timeout() => StatusCode::GATEWAY_TIMEOUT,
        None if error.is_connection() && !error.may_have_run() => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_GATEWAY,
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    Ok(axum::serve(listener, service(Client::from_env()?)).await?)
}
