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
        request::Request,
        response::Response,
        route::{self, Operation, Route},
    },
    policy::idempotency::{Claim, Repeatable},
    scenario::address,
    state::shared::Shared,
};

/// The response to a request, whatever it is.
pub(crate) async fn respond(server: &Shared, request: &Request) -> Response {
    try_respond(server, request).await.unwrap_or_else(Response::from)
}

async fn try_respond(server: &Shared, request: &Request) -> Result<Response, ApiError> {
    admit(server, request)?;
    let (operation, name, id) = match request.route() {
        Route::Operation { operation, name, id } => (operation, name, id),
        Route::WrongMethod { allow } => return Err(ApiError::method_not_allowed(request.path(), allow)),
        Route::Unknown if address::is_below(request.path()) => return Err(ApiError::other_connection()),
        Route::Unknown => return Err(unknown_route(request.path())),
    };
    if request.body.too_large {
        return Err(ApiError::too_large());
    }
    let target = Target { operation, name, id };
    if request.method != Method::POST {
        return perform(server, &target, request).await;
    }
    arguments::check_content_type(&request.headers, &request.body.bytes)?;
    match Repeatable::read(&request.headers, request.path(), &request.body.bytes)? {
        None => perform(server, &target, request).await,
        Some(repeatable) => perform_once(server, &target, request, repeatable).await,
    }
}

/// Whether the caller may call at all, and call now.
fn admit(server: &Shared, request: &Request) -> Result<(), ApiError> {
    if !request.path().starts_with("/v1/") || request.path() == "/v1/metrics" {
        return Ok(());
    }
    let caller = server.setup.access.check(&request.headers)?;
    let Some(limit) = server.setup.rate_limit else { return Ok(()) };
    let admitted = server.world().windows.admit(limit, caller, server.clock.now());
    admitted.map_err(|wait| ApiError::rate_limited(limit.requests, limit.per, wait))
}

/// Performs a request that has an idempotency key, or repeats its answer; a repeat that comes while the first is under way
/// waits for it.
async fn perform_once(server: &Shared, target: &Target<'_>, request: &Request, repeatable: Repeatable) -> Result<Response, ApiError> {
    let turn = loop {
        let claim = server.world().kept_responses.claim(&repeatable)?;
        match claim {
            Claim::First(turn) => break turn,
            Claim::Wait(mut first) => drop(first.changed().await),
            Claim::Repeat(mut response) => {
                server.world().metrics.replayed();
                response.headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
                return Ok(response);
            }
        }
    };
    let response = perform(server, target, request).await;
    server.world().kept_responses.settle(repeatable, response.as_ref().ok());
    drop(turn);
    response
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

async fn perform(server: &Shared, target: &Target<'_>, request: &Request) -> Result<Response, ApiError> {
    match target.operation {
        Operation::ListAgents => Ok(agents::list(server)),
        Operation::InvokeAgent => agents::invoke(server, &target.name()?, request).await,
        Operation::StreamAgent => agents::stream(server, &target.name()?, request).await,
        Operation::CreateSession => sessions::create(server, &target.name()?, request),
        Operation::ListSessions => sessions::list(server, &target.name()?, request),
        Operation::DeleteSession => sessions::delete(server, &target.name()?, &target.id()?),
        Operation::ContinueSession => sessions::continue_(server, &target.name()?, &target.id()?, request).await,
        Operation::StreamSession => sessions::stream(server, &target.name()?, &target.id()?, request).await,
        Operation::RunPipeline => pipelines::run(server, &target.name()?, request).await,
        Operation::PipelineStatus => pipelines::status(server, &target.name()?, request),
        Operation::Health => Ok(server::health(server)),
        Operation::Metrics => Ok(server::metrics(server)),
    }
}

fn unknown_route(path: &str) -> ApiError {
    let path = shorten(path);
    ApiError::not_found(format!("There is no route {path}: the routes are /healthz and those under /v1/ of the contract."))
}
