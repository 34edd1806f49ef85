//! The operations of the contract: a row of [`OPERATIONS`] each, with the function that answers it. The public runtime's dialect has a table
//! of its own, in `operations/runtime.rs`, and shares what an agent or a pipeline does.
//!
//! To add one, write its row and its function, and its response body in `api/wire.rs` if that is new.

mod agents;
mod arguments;
mod pipelines;
mod respond;
mod route;
mod runtime;
mod server;
mod sessions;
mod sse;

use futures::{FutureExt, future::BoxFuture};
use http::Method;

use crate::{
    api::{dialect::Dialect, error::ApiError, name, request::Request, response::Response},
    state::shared::Shared,
};
use Handler::{Async, Sync};
use route::Route;

/// If two rows match a request, the first one answers.
static OPERATIONS: &[Operation] = &[
    operation(Method::GET, "/v1/agents", "list_agents", Sync(agents::list)),
    operation(Method::POST, "/v1/agents/{name}/invoke", "invoke_agent", Async(|call| agents::invoke(call).boxed())),
    operation(Method::POST, "/v1/agents/{name}/stream", "stream_agent", Async(|call| agents::stream(call).boxed())),
    operation(Method::POST, "/v1/agents/{name}/sessions", "create_session", Sync(sessions::create)),
    operation(Method::GET, "/v1/agents/{name}/sessions", "list_sessions", Sync(sessions::list)),
    operation(Method::DELETE, "/v1/agents/{name}/sessions/{id}", "delete_session", Sync(sessions::delete)),
    operation(
        Method::POST,
        "/v1/agents/{name}/sessions/{id}/continue",
        "continue_session",
        Async(|call| sessions::continue_(call).boxed()),
    ),
    operation(Method::POST, "/v1/agents/{name}/sessions/{id}/stream", "stream_session", Async(|call| sessions::stream(call).boxed())),
    operation(Method::POST, "/v1/pipelines/{name}/run", "run_pipeline", Async(|call| pipelines::run(call).boxed())),
    operation(Method::GET, "/v1/pipelines/{name}/status", "pipeline_status", Sync(pipelines::status)),
    operation(Method::GET, "/healthz", "health", Sync(server::health)),
    operation(Method::GET, "/v1/metrics", "metrics", Sync(server::metrics)),
];

/// An operation of the contract.
#[derive(Debug)]
struct Operation {
    method: Method,
    /// The contract's path, with `{…}` for its parameters.
    path: &'static str,
    /// The contract's `operationId`.
    id: &'static str,
    handler: Handler,
}

const fn operation(method: Method, path: &'static str, id: &'static str, handler: Handler) -> Operation {
    Operation { method, path, id, handler }
}

/// The function that answers an operation.
#[derive(Debug)]
enum Handler {
    Sync(fn(&Call<'_>) -> Result<Response, ApiError>),
    Async(for<'c> fn(&'c Call<'_>) -> BoxFuture<'c, Result<Response, ApiError>>),
}

/// A request for an operation.
#[derive(Debug)]
struct Call<'c> {
    operation: &'static Operation,
    server: &'c Shared,
    request: &'c Request,
}

impl Call<'_> {
    async fn answer(&self) -> Result<Response, ApiError> {
        match self.operation.handler {
            Sync(answer) => answer(self),
            Async(answer) => answer(self).await,
        }
    }

    /// Decodes the segment for `{parameter}` of the operation's path, and checks that it is a valid name or id.
    fn segment(&self, parameter: &str) -> Result<String, ApiError> {
        match route::segment(self.operation.path, self.request.path(), parameter) {
            Some(segment) => name::decode(segment, parameter),
            None => panic!("the path of {} has no {{{parameter}}}: {}", self.operation.id, self.operation.path),
        }
    }
}

fn table(dialect: Dialect) -> &'static [Operation] {
    match dialect {
        Dialect::Documented => OPERATIONS,
        Dialect::Runtime => runtime::OPERATIONS,
    }
}

/// Answers any request.
pub(crate) async fn respond(server: &Shared, request: &Request) -> Response {
    let answer = match server.setup.dialect {
        Dialect::Documented => respond::respond(server, request).await,
        Dialect::Runtime => runtime::respond::respond(server, request).await,
    };
    answer.unwrap_or_else(|error| error.in_dialect(server.setup.dialect))
}

/// Returns the `operationId` as the table has it.
///
/// # Errors
///
/// A message with the known ones.
pub(crate) fn known(dialect: Dialect, operation: &str) -> Result<&'static str, String> {
    let ids = || table(dialect).iter().map(|operation| operation.id);
    ids().find(|id| *id == operation).ok_or_else(|| {
        let whose = match dialect {
            Dialect::Documented => "the contract",
            Dialect::Runtime => "the runtime's dialect",
        };
        format!("{whose} has no operation {operation:?}: it has {}", ids().collect::<Vec<_>>().join(", "))
    })
}

/// The `operationId` of a request; `None` if no operation has that method and path. `path` is raw, still percent-encoded.
pub(crate) fn id(dialect: Dialect, method: &Method, path: &str) -> Option<&'static str> {
    match route::find(table(dialect), method, path) {
        Route::Operation(operation) => Some(operation.id),
        Route::WrongMethod { .. } | Route::Unknown => None,
    }
}
