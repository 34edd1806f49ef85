//! Adds to the generated client its constructors and the way it sends a request.

use std::fmt;
use std::sync::Arc;

use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};
use reqwest::header::{ACCEPT, HeaderValue};

use crate::executor::Executor;
use crate::generated::{Client, OPERATIONS};
use crate::operation::Operation;

impl Client {
    /// Creates a client of the server at `base_url` that sends requests with `http`.
    ///
    /// Removes a trailing slash from `base_url`; keeps a path prefix. Sends nothing, and sets no timeout.
    #[must_use]
    pub fn new(base_url: &str, http: reqwest::Client) -> Self {
        let executor = Arc::new(http.clone());
        Self { baseurl: base_url.trim_end_matches('/').to_owned(), client: http, inner: executor }
    }

    /// Returns the same client, which sends its requests through `executor`.
    #[must_use]
    pub fn with_executor(&self, executor: Arc<dyn Executor>) -> Self {
        Self { baseurl: self.baseurl.clone(), client: self.client.clone(), inner: executor }
    }
}

/// Omits the HTTP client, whose default headers may contain secrets.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &self.baseurl).finish_non_exhaustive()
    }
}

impl ClientHooks<Arc<dyn Executor>> for Client {
    fn exec(&self, mut request: reqwest::Request, info: &OperationInfo) -> impl Future<Output = reqwest::Result<reqwest::Response>> {
        let headers = request.headers_mut();
        headers.remove("api-version");
        if let Some(operation) = Operation::by_id(info.operation_id) {
            headers.insert(ACCEPT, HeaderValue::from_static(operation.accept));
        }
        self.inner().execute(request)
    }
}

impl Operation {
    /// Returns the operation with this `operationId`.
    #[must_use]
    pub fn by_id(id: &str) -> Option<&'static Self> {
        OPERATIONS.iter().find(|operation| operation.id == id)
    }
}
