//! A minimal client, which returns every response, including errors.

use agentspec_mock::MockServer;
use reqwest::{Method, StatusCode, header::HeaderMap};
use serde_json::{Value, json};

/// A response.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Returns the events of a stream.
    pub(crate) fn events(&self) -> Vec<Value> {
        assert_eq!(self.status, 200, "{}", self.text);
        let blocks = self.text.strip_suffix("\n\n").unwrap().split("\n\n");
        blocks.map(|block| serde_json::from_str(block.strip_prefix("data: ").unwrap()).unwrap()).collect()
    }

    /// Checks an error; `message` is a part of its message.
    #[track_caller]
    pub(crate) fn is_error(&self, status: u16, code: &str, message: &str) {
        assert_eq!(self.status, status, "{}", self.text);
        assert_eq!(self.header("content-type"), "application/json");
        assert!(!self.header("x-correlation-id").is_empty());
        let error = &self.json()["error"];
        assert_eq!(error["code"], code);
        let found = error["message"].as_str().unwrap();
        assert!(found.contains(message), "{found}");
    }
}

/// A builder of a call.
pub(crate) struct Call(reqwest::RequestBuilder);

impl Call {
    pub(crate) fn header(self, name: &str, value: &str) -> Self {
        Self(self.0.header(name, value))
    }

    pub(crate) fn body(self, body: impl Into<reqwest::Body>) -> Self {
        Self(self.0.body(body))
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        Self(self.0.json(body))
    }

    pub(crate) async fn send(self) -> Reply {
        let answer = self.0.send().await.unwrap();
        Reply { status: answer.status(), headers: answer.headers().clone(), text: answer.text().await.unwrap() }
    }

    /// Sends the call, and returns the response with its body unread.
    pub(crate) async fn open(self) -> reqwest::Response {
        self.0.send().await.unwrap()
    }
}

pub(crate) fn call(server: &MockServer, method: &str, path: &str) -> Call {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    Call(client.request(method, format!("{}{path}", server.url())))
}

pub(crate) async fn get(server: &MockServer, path: &str) -> Reply {
    call(server, "GET", path).send().await
}

pub(crate) async fn post(server: &MockServer, path: &str, body: &Value) -> Reply {
    call(server, "POST", path).json(body).send().await
}

/// Posts an input.
pub(crate) async fn ask(server: &MockServer, path: &str, input: &str) -> Reply {
    post(server, path, &json!({ "input": input })).await
}

/// Creates a session of the assistant, and returns its path.
pub(crate) async fn session(server: &MockServer) -> String {
    let created = post(server, "/v1/agents/assistant/sessions", &json!({})).await;
    assert_eq!(created.status, 201, "{}", created.text);
    format!("/v1/agents/assistant/sessions/{}", created.json()["session_id"].as_str().unwrap())
}
