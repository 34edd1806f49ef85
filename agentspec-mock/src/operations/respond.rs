//! Answers a request from the state: access, route, repeats, then the operation itself. The state is never locked during a wait.

use http::{HeaderValue, Method};

use super::{
    Call, OPERATIONS, arguments,
    route::{self, Route},
};
use crate::{
    api::{
        error::{ApiError, truncate},
        request::Request,
        response::Response,
    },
    policy::idempotency::{Claim, Repeatable},
    scenario::address,
    state::shared::Shared,
};

/// Answers any request.
pub(super) async fn respond(server: &Shared, request: &Request) -> Result<Response, ApiError> {
    admit(server, request)?;
    let operation = match route::find(OPERATIONS, &request.method, request.path()) {
        Route::Operation(operation) => operation,
        Route::WrongMethod { allow } => return Err(ApiError::method_not_allowed(request.path(), &allow)),
        Route::Unknown if address::is_below(request.path()) => return Err(ApiError::other_connection()),
        Route::Unknown => return Err(unknown_route(request.path())),
    };
    if request.body.too_large {
        return Err(ApiError::too_large());
    }
    let call = Call { operation, server, request };
    if request.method != Method::POST {
        return call.answer().await;
    }
    arguments::check_content_type(&request.headers, &request.body.bytes)?;
    match Repeatable::read(&request.headers, request.path(), &request.body.bytes)? {
        None => call.answer().await,
        Some(repeatable) => answer_once(&call, repeatable).await,
    }
}

/// Checks the credentials and the rate limit.
fn admit(server: &Shared, request: &Request) -> Result<(), ApiError> {
    if !request.path().starts_with("/v1/") || request.path() == "/v1/metrics" {
        return Ok(());
    }
    let caller = server.setup.access.check(&request.headers)?;
    let Some(limit) = server.setup.rate_limit else { return Ok(()) };
    let admitted = server.state().windows.admit(limit, caller, server.clock.now());
    admitted.map_err(|wait| ApiError::rate_limited(limit.requests, limit.per, wait))
}

/// Answers a request with an idempotency key, or replays its response. A repeat that arrives during the first request
/// waits for it.
async fn answer_once(call: &Call<'_>, repeatable: Repeatable) -> Result<Response, ApiError> {
    let server = call.server;
    let turn = loop {
        let claim = server.state().stored_responses.claim(&repeatable)?;
        match claim {
            Claim::First(turn) => break turn,
            Claim::Wait(mut first) => drop(first.changed().await),
            Claim::Repeat(mut response) => {
                server.state().metrics.replayed();
                response.headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
                return Ok(response);
            }
        }
    };
    let response = call.answer().await;
    server.state().stored_responses.settle(repeatable, response.as_ref().ok());
    drop(turn);
    response
}

fn unknown_route(path: &str) -> ApiError {
    let path = truncate(path);
    ApiError::not_found(format!("There is no route {path}: the routes are /healthz and those under /v1/ of the contract."))
}
