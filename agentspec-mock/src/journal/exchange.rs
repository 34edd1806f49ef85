//! What was asked and what was answered, for tests to look at.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::received::Received;

/// A request and the answer that it got.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), reqwest::Error> {
/// use agentspec_mock::MockServer;
///
/// let server = MockServer::start().await;
/// reqwest::get(format!("{}/v1/agents", server.url())).await?;
///
/// let exchange = &server.exchanges()[0];
/// assert_eq!((exchange.operation(), exchange.status.as_u16()), (Some("list_agents"), 200));
/// assert_eq!(exchange.header("content-type"), Some("application/json"));
/// assert_eq!(exchange.json().unwrap_or_default()["agents"][0]["name"], "assistant");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Exchange {
    /// What was asked.
    pub request: Received,
    /// The status of the answer.
    pub status: StatusCode,
    /// The headers of the answer, but for those that belong to its way and not to it: `Date`, `Content-Length`,
    /// `Transfer-Encoding`, `Connection`.
    pub headers: HeaderMap,
    /// The body of the answer; of a stream, what has been sent of it so far.
    pub body: Bytes,
    /// Whether the body is whole. A client that has read the end of a stream finds it so.
    pub ended: bool,
    /// Whether a script answered, [`answer_next`](crate::MockServer::answer_next) or
    /// [`answer_next_to`](crate::MockServer::answer_next_to), and not the server.
    pub scripted: bool,
}

impl Exchange {
    /// The contract's `operationId`; `None` where no operation has the request's method and path.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.request.operation
    }

    /// The value of a header of the answer; `None` where it is absent or not text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body of the answer as JSON; `None` where it is not JSON.
    #[must_use]
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }
}
