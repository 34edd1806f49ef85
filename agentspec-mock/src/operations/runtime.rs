//! The operations of the public runtime's dialect: a row of [`OPERATIONS`] each. Its bodies and errors are in `api/runtime/`. What an agent or
//! a pipeline does is the same in both dialects.

mod agents;
mod bodies;
mod duration;
mod model_turns;
mod pipelines;
pub(super) mod respond;
mod server;
mod sessions;
mod sse;

use futures::FutureExt;
use http::Method;
use percent_encoding::percent_decode_str;

use super::{
    Call,
    Handler::{Async, Sync},
    Operation, operation, route,
};
use crate::{
    agents::catalog::Agent,
    api::error::{ApiError, truncate},
    clock::millis,
};

/// The rows have the `operationId` of the contract's operation for the same purpose.
pub(super) static OPERATIONS: &[Operation] = &[
    operation(Method::GET, "/healthz", "health", Sync(server::health)),
    operation(Method::GET, "/v1/agents", "list_agents", Sync(agents::list)),
    operation(Method::POST, "/v1/agents/{name}/invoke", "invoke_agent", Async(|call| agents::invoke(call).boxed())),
    operation(Method::POST, "/v1/agents/{name}/stream", "stream_agent", Async(|call| agents::stream(call).boxed())),
    operation(Method::POST, "/v1/agents/{name}/sessions", "create_session", Sync(sessions::create)),
    operation(Method::POST, "/v1/agents/{name}/sessions/{id}", "continue_session", Async(|call| sessions::continue_(call).boxed())),
    operation(Method::DELETE, "/v1/agents/{name}/sessions/{id}", "delete_session", Sync(sessions::delete)),
    operation(Method::POST, "/v1/pipelines/{name}/run", "run_pipeline", Async(|call| pipelines::run(call).boxed())),
    operation(Method::GET, "/v1/metrics", "metrics", Sync(super::server::metrics)),
];

/// Decodes the segment for `{parameter}` of the operation's path. Any text is a name, known or not.
fn segment(call: &Call<'_>, parameter: &str) -> String {
    let segment = route::segment(call.operation.path, call.request.path(), parameter).unwrap_or_default();
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

/// Returns the agent of the request's path.
fn agent<'s>(call: &Call<'s>) -> Result<&'s Agent, ApiError> {
    let name = segment(call, "name");
    let agent = call.server.setup.catalog.agents.iter().find(|agent| agent.name == name);
    agent.map(AsRef::as_ref).ok_or_else(|| ApiError::not_found(format!("Agent {:?} not found", truncate(&name))))
}

/// Returns the time since the request, in milliseconds.
fn elapsed_ms(call: &Call<'_>) -> u64 {
    millis(call.server.clock.now().since(call.request.arrived))
}
