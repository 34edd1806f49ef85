//! Answers a request from the state: access, then the operation itself; everything else is answered with the page of the web UI.

use http::{HeaderValue, StatusCode, header};

use super::{
    super::{
        Call,
        route::{self, Route},
    },
    OPERATIONS,
};
use crate::{
    api::{
        error::ApiError,
        request::Request,
        response::{Content, Response},
        runtime::error,
    },
    scenario::address,
    state::shared::Shared,
};

const NO_KEY: &str = "No API key is configured: start the server with --no-auth to accept requests without one";

const PAGE: &str =
    "<!DOCTYPE html>\n<html><head><title>AgentSpec</title></head><body><h1>AgentSpec</h1><div id=\"app\"></div></body></html>\n";

/// Answers any request.
pub(in super::super) async fn respond(server: &Shared, request: &Request) -> Result<Response, ApiError> {
    admit(server, request)?;
    let route = route::find(OPERATIONS, &request.method, request.path());
    match route {
        Route::Operation(operation) => Call { operation, server, request }.answer().await,
        Route::Unknown if address::is_below(request.path()) => Err(ApiError::other_connection()),
        Route::Unknown | Route::WrongMethod { .. } if !server.setup.runtime.has_no_web_ui => {
            Ok(Response::text("text/html; charset=utf-8", PAGE.to_owned()))
        }
        Route::Unknown => Ok(text(StatusCode::NOT_FOUND, "404 page not found\n")),
        Route::WrongMethod { allow } => {
            let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed\n");
            response.headers.extend(HeaderValue::try_from(allow).ok().map(|allow| (header::ALLOW, allow)));
            Ok(response)
        }
    }
}

/// Checks the credentials and the rate limit.
fn admit(server: &Shared, request: &Request) -> Result<(), ApiError> {
    if !request.path().starts_with("/v1/") || request.path() == "/v1/metrics" {
        return Ok(());
    }
    if server.setup.runtime.refuses_all {
        return Err(error::unauthorized(NO_KEY));
    }
    let caller = server.setup.access.check_either(&request.headers).map_err(error::unauthorized)?;
    let Some(limit) = server.setup.rate_limit else { return Ok(()) };
    let admitted = server.state().windows.admit(limit, caller, server.clock.now());
    admitted.map_err(|_| error::rate_limited())
}

fn text(status: StatusCode, text: &'static str) -> Response {
    let mut response = Response::new(status).with_content("text/plain; charset=utf-8", Content::Whole(text.into()));
    response.headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
