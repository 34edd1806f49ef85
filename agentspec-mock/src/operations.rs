//! Answers a request from the state: access, route, repeats, then the operation itself. The state is never locked while one waits.

mod agents;
mod arguments;
mod pipelines;
mod server;
mod sessions;
mod sse;

use http::{HeaderValue, Method};

use crate::{
    api::{
        error::{ApiError, shorten},
        request::Call,
        response::Reply,
        route::{self, Operation, Route},
    },
    policy::idempotency::{Claim, Repeatable},
    scenario::address,
    state::shared::Shared,
};

/// The answer to a call, whatever it is.
pub(crate) async fn answer(server: &Shared, call: &Call) -> Reply {
    try_answer(server, call).await.unwrap_or_else(Reply::from)
}

async fn try_answer(server: &Shared, call: &Call) -> Result<Reply, ApiError> {
    admit(server, call)?;
    let (operation, name, id) = match call.route() {
        Route::Operation { operation, name, id } => (operation, name, id),
        Route::WrongMethod { allow } => return Err(ApiError::method_not_allowed(call.path(), allow)),
        Route::Unknown if address::is_below(call.path()) => return Err(ApiError::other_connection()),
        Route::Unknown => return Err(unknown_route(call.path())),
    };
    if call.body.too_large {
        return Err(ApiError::too_large());
    }
    let target = Target { operation, name, id };
    if call.method != Method::POST {
        return perform(server, &target, call).await;
    }
    arguments::check_content_type(&call.headers, &call.body.bytes)?;
    match Repeatable::read(&call.headers, call.path(), &call.body.bytes)? {
        None => perform(server, &target, call).await,
        Some(repeatable) => perform_once(server, &target, call, repeatable).await,
    }
}

/// Whether the caller may call at all, and call now.
fn admit(server: &Shared, call: &Call) -> Result<(), ApiError> {
    if !call.path().starts_with("/v1/") || call.path() == "/v1/metrics" {
        return Ok(());
    }
    let caller = server.setup.access.check(&call.headers)?;
    let Some(limit) = server.setup.rate_limit else { return Ok(()) };
    let admitted = server.world().windows.admit(limit, caller, server.clock.now());
    admitted.map_err(|wait| ApiError::rate_limited(limit.requests, limit.per, wait))
}

/// Performs a request that has an idempotency key, or repeats its answer; a repeat that comes while the first is under way
/// waits for it.
async fn perform_once(server: &Shared, target: &Target<'_>, call: &Call, request: Repeatable) -> Result<Reply, ApiError> {
    let turn = loop {
        let claim = server.world().answers.claim(&request)?;
        match claim {
            Claim::First(turn) => break turn,
            Claim::Wait(mut first) => drop(first.changed().await),
            Claim::Repeat(mut reply) => {
                server.world().metrics.replayed();
                reply.headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
                return Ok(reply);
            }
        }
    };
    let reply = perform(server, target, call).await;
    server.world().answers.settle(request, reply.as_ref().ok());
    drop(turn);
    reply
}

/// An operation, and the raw path segments of what it is about.
#[derive(Debug)]
struct Target<'c> {
    operation: Operation,
    name: &'c str,
    id: &'c str,
}

impl Target<'_> {
    fn name(&self) -> Result<String, ApiError> {
        route::decode(self.name, "name")
    }

    fn id(&self) -> Result<String, ApiError> {
        route::decode(self.id, "id")
    }
}

async fn perform(server: &Shared, target: &Target<'_>, call: &Call) -> Result<Reply, ApiError> {
    match target.operation {
        Operation::ListAgents => Ok(agents::list(server)),
        Operation::InvokeAgent => agents::invoke(server, &target.name()?, call).await,
        Operation::StreamAgent => agents::stream(server, &target.name()?, call).await,
        Operation::CreateSession => sessions::create(server, &target.name()?, call),
        Operation::ListSessions => sessions::list(server, &target.name()?, call),
        Operation::DeleteSession => sessions::delete(server, &target.name()?, &target.id()?),
        Operation::ContinueSession => sessions::continue_(server, &target.name()?, &target.id()?, call).await,
        Operation::StreamSession => sessions::stream(server, &target.name()?, &target.id()?, call).await,
        Operation::RunPipeline => pipelines::run(server, &target.name()?, call).await,
        Operation::PipelineStatus => pipelines::status(server, &target.name()?, call),
        Operation::Health => Ok(server::health(server)),
        Operation::Metrics => Ok(server::metrics(server)),
    }
}

fn unknown_route(path: &str) -> ApiError {
    let path = shorten(path);
    ApiError::not_found(format!("There is no route {path}: the routes are /healthz and those under /v1/ of the contract."))
}
