//! Requests with their responses, for tests.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::received::Received;

/// A request and its response.
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
    /// The request.
    pub request: Received,
    /// The status of the response.
    pub status: StatusCode,
    /// The headers of the response, without those of the transfer: `Date`, `Content-Length`, `Transfer-Encoding`, `Connection`.
    pub headers: HeaderMap,
    /// The body of the response; of a stream, the part sent so far.
    pub body: Bytes,
    /// Whether the body is complete. It is when a client has read the end of a stream.
    pub ended: bool,
    /// Whether the response was scripted by [`answer_next`](crate::MockServer::answer_next) or
    /// [`answer_next_to`](crate::MockServer::answer_next_to).
    pub scripted: bool,
}

impl Exchange {
    /// Returns the contract's `operationId`; `None` if no operation has the request's method and path.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.request.operation
    }

    /// Returns the value of a header of the response; `None` if it is absent or not text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the body of the response as JSON; `None` if it is not JSON.
    #[must_use]
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }
}
