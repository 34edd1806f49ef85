//! Answers a request from the state: access, route, repeats, then the operation itself. Does no I/O.

mod agents;
mod pipelines;
mod server;
mod sessions;

use http::{HeaderMap, HeaderValue, Method};

use crate::{
    auth::Access,
    call,
    error::{ApiError, shorten},
    idempotency::Repeatable,
    reply::Reply,
    request_body::RequestBody,
    route::{self, Operation, Route},
    world::World,
};

/// A request that has been read whole.
#[derive(Debug)]
pub(crate) struct Call<'r> {
    pub(crate) method: &'r Method,
    pub(crate) path: &'r str,
    pub(crate) query: &'r str,
    pub(crate) headers: &'r HeaderMap,
    pub(crate) body: &'r RequestBody,
    pub(crate) route: Route<'r>,
}

/// The answer to a call, whatever it is.
pub(crate) fn answer(world: &mut World, access: &Access, call: &Call<'_>) -> Reply {
    try_answer(world, access, call).unwrap_or_else(Reply::from)
}

fn try_answer(world: &mut World, access: &Access, call: &Call<'_>) -> Result<Reply, ApiError> {
    if call.path.starts_with("/v1/") && call.path != "/v1/metrics" {
        access.check(call.headers)?;
    }
    let (operation, name, id) = match call.route {
        Route::Operation { operation, name, id } => (operation, name, id),
        Route::WrongMethod { allow } => return Err(ApiError::method_not_allowed(call.path, allow)),
        Route::Unknown => return Err(unknown_route(call.path)),
    };
    if call.body.too_large {
        return Err(ApiError::too_large());
    }
    if *call.method != Method::POST {
        return perform(world, operation, name, id, call);
    }
    call::check_content_type(call.headers, &call.body.bytes)?;
    let Some(repeatable) = Repeatable::read(call.headers, call.path, &call.body.bytes)? else {
        return perform(world, operation, name, id, call);
    };
    if let Some(mut reply) = world.answers.recall(&repeatable)? {
        reply.headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
        return Ok(reply);
    }
    let reply = perform(world, operation, name, id, call)?;
    world.answers.keep(repeatable, &reply);
    Ok(reply)
}

fn perform(world: &mut World, operation: Operation, name: &str, id: &str, call: &Call<'_>) -> Result<Reply, ApiError> {
    let name = || route::decode(name, "name");
    let id = || route::decode(id, "id");
    let body = &call.body.bytes[..];
    match operation {
        Operation::ListAgents => Ok(agents::list()),
        Operation::InvokeAgent => agents::invoke(world, &name()?, body),
        Operation::StreamAgent => agents::stream(world, &name()?, body),
        Operation::CreateSession => sessions::create(world, &name()?, body),
        Operation::ListSessions => sessions::list(world, &name()?, call.query),
        Operation::DeleteSession => sessions::delete(world, &name()?, &id()?),
        Operation::ContinueSession => sessions::continue_(world, &name()?, &id()?, body),
        Operation::StreamSession => sessions::stream(world, &name()?, &id()?, body),
        Operation::RunPipeline => pipelines::run(world, &name()?, body),
        Operation::PipelineStatus => pipelines::status(world, &name()?, call.query),
        Operation::Health => Ok(server::health(world)),
        Operation::Metrics => Ok(server::metrics(world)),
    }
}

fn unknown_route(path: &str) -> ApiError {
    let path = shorten(path);
    ApiError::not_found(format!("There is no route {path}: the routes are /healthz and those under /v1/ of the contract."))
}
