//! Answers the requests below `/_control/`, by which a test in any language scripts the server: what the methods of a running server do in Rust.

mod commands;

use std::time::Duration;

use http::{HeaderValue, Method, StatusCode, header};
use serde::Serialize;

use crate::{
    agents::failure::Failure,
    api::{
        error::{ApiError, truncate},
        request::Request,
        response::Response,
    },
    journal::wire::ReceivedWire,
    operations,
    policy::{correlation, hosts::Purpose, site},
    scripts::queue::Target,
    state::shared::Shared,
};
use commands::{AdvanceCommand, AnswerCommand, StepCommand};

/// The path of all routes.
const ROOT: &str = "/_control";

const ROUTES: [Route; 5] = [
    Route { method: Method::POST, name: "answers", answer: answers },
    Route { method: Method::POST, name: "steps", answer: steps },
    Route { method: Method::POST, name: "advance", answer: advance },
    Route { method: Method::GET, name: "received", answer: received },
    Route { method: Method::GET, name: "unused", answer: unused },
];

struct Route {
    method: Method,
    name: &'static str,
    answer: fn(&Shared, &Request) -> Result<Response, ApiError>,
}

/// Returns whether a path is below `/_control/`.
pub(crate) fn is_below(path: &str) -> bool {
    path.strip_prefix(ROOT).is_some_and(|rest| rest.starts_with('/'))
}

/// Answers a request below `/_control/`. It is not recorded, and must not be cached.
pub(crate) fn answer(server: &Shared, request: &Request) -> Response {
    let mut response = checked(server, request).unwrap_or_else(Response::from);
    response.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers.insert(correlation::HEADER, server.correlation.of(&request.headers));
    response
}

fn checked(server: &Shared, request: &Request) -> Result<Response, ApiError> {
    server.setup.hosts.check(server.bound.get().copied(), Purpose::Seen, &request.headers, Some(&request.uri))?;
    site::check(&request.headers)?;
    if request.body.too_large {
        return Err(ApiError::too_large());
    }
    let name = request.path().strip_prefix(ROOT).map_or("", |rest| rest.trim_start_matches('/'));
    let Some(route) = ROUTES.iter().find(|route| route.name == name) else {
        let known = ROUTES.map(|route| format!("{} {ROOT}/{}", route.method, route.name)).join(", ");
        return Err(ApiError::not_found(format!("There is no '{}': the routes are {known}.", truncate(request.path()))));
    };
    if route.method != request.method {
        return Err(ApiError::method_not_allowed(request.path(), route.method.as_str()));
    }
    (route.answer)(server, request)
}

fn answers(server: &Shared, request: &Request) -> Result<Response, ApiError> {
    let command: AnswerCommand = commands::read(&request.body.bytes)?;
    let target = match &command.operation {
        None => Target::Any,
        Some(operation) => {
            let known = operations::known(server.setup.dialect, operation);
            Target::Operation(known.map_err(|problem| ApiError::invalid("operation", &problem))?)
        }
    };
    let answer = command.answer()?;
    server.scripts().add(target, answer);
    Ok(done())
}

fn steps(server: &Shared, request: &Request) -> Result<Response, ApiError> {
    let StepCommand { pipeline, step, delay_ms, fail } = commands::read(&request.body.bytes)?;
    server.setup.catalog.check_step(&pipeline, &step).map_err(|problem| ApiError::invalid("step", &problem))?;
    if delay_ms.is_none() && fail.is_none() {
        return Err(ApiError::invalid("delay_ms", "give it, or `fail`, or both"));
    }
    let mut state = server.state();
    let overridden = state.step_overrides.next(&pipeline, &step);
    if let Some(delay_ms) = delay_ms {
        overridden.delay = Some(Duration::from_millis(delay_ms));
    }
    if let Some(fail) = fail {
        overridden.failure = Some(Failure::new(fail.code, fail.message));
    }
    Ok(done())
}

fn advance(server: &Shared, request: &Request) -> Result<Response, ApiError> {
    let AdvanceCommand { ms } = commands::read(&request.body.bytes)?;
    server.clock.advance(Duration::from_millis(ms));
    Ok(done())
}

#[derive(Serialize)]
struct ReceivedList<'r> {
    requests: Vec<ReceivedEntry<'r>>,
    dropped: u64,
}

#[derive(Serialize)]
struct ReceivedEntry<'r> {
    operation: Option<&'static str>,
    #[serde(flatten)]
    request: ReceivedWire<'r>,
}

#[expect(clippy::unnecessary_wraps, reason = "a function of a route")]
fn received(server: &Shared, _: &Request) -> Result<Response, ApiError> {
    let requests = server.journal.requests();
    let requests =
        requests.iter().map(|request| ReceivedEntry { operation: request.operation, request: ReceivedWire::new(request) }).collect();
    Ok(Response::ok(&ReceivedList { requests, dropped: server.journal.dropped() }))
}

#[derive(Serialize)]
struct Unused {
    unused: Vec<String>,
}

#[expect(clippy::unnecessary_wraps, reason = "a function of a route")]
fn unused(server: &Shared, _: &Request) -> Result<Response, ApiError> {
    Ok(Response::ok(&Unused { unused: server.unused() }))
}

fn done() -> Response {
    Response::new(StatusCode::NO_CONTENT)
}
