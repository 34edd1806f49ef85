//! The dialect of the public runtime. The expected bytes are those of the runtime.

mod agents;
mod errors;
mod pipelines;
mod program;
mod routes;
mod sessions;
mod streams;

use agentspec_mock::{Builder, Dialect, MockServer};
use serde_json::{Value, json};

use crate::client::{Reply, call, post};

fn builder() -> Builder {
    MockServer::builder().dialect(Dialect::Runtime)
}

async fn started() -> MockServer {
    builder().start().await.unwrap()
}

async fn configured(yaml: &str) -> MockServer {
    builder().config(yaml).unwrap().start().await.unwrap()
}

/// Posts a message.
async fn tell(server: &MockServer, path: &str, message: &str) -> Reply {
    post(server, path, &json!({ "message": message })).await
}

/// Posts a body of these bytes.
async fn post_text(server: &MockServer, path: &str, body: impl Into<reqwest::Body>) -> Reply {
    call(server, "POST", path).body(body).send().await
}

/// Creates a session of the assistant, and returns its id.
async fn session(server: &MockServer) -> String {
    let created = post(server, "/v1/agents/assistant/sessions", &json!({})).await;
    assert_eq!(created.status, 201, "{}", created.text);
    created.json()["session_id"].as_str().unwrap().to_owned()
}

/// Posts a message in a session.
async fn talk(server: &MockServer, session: &str, message: &str) -> Value {
    let reply = post(server, "/v1/agents/assistant/invoke", &json!({ "message": message, "session_id": session })).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()
}

impl Reply {
    /// Returns the body with each number of milliseconds as 0, as they vary.
    fn steady(&self) -> String {
        let mut parts = self.text.split("\"duration_ms\":");
        let first = parts.next().unwrap().to_owned();
        parts.fold(first, |text, part| format!("{text}\"duration_ms\":0{}", part.trim_start_matches(|c: char| c.is_ascii_digit())))
    }

    /// Checks a JSON answer byte for byte, but for durations.
    #[track_caller]
    fn is(&self, status: u16, body: &str) {
        assert_eq!((self.status.as_u16(), self.steady().as_str()), (status, body));
        assert_eq!(self.header("content-type"), "application/json");
    }
}
