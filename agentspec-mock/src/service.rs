//! Handles a request: reads it, records it, has it answered, adds the correlation id, and counts it. Does not decide the response.

mod sending;
pub(crate) mod timed;

use std::{panic::AssertUnwindSafe, sync::Arc};

use axum::extract::{self, ConnectInfo, State};
use futures::FutureExt;

use crate::{
    api::{error::ApiError, request::Request, request_body, response::Response},
    control,
    journal::EntryId,
    operations,
    policy::{correlation, hosts::Purpose},
    state::shared::Shared,
};
use timed::Activity;

pub(crate) async fn serve(
    State(server): State<Arc<Shared>>,
    ConnectInfo(connection): ConnectInfo<Activity>,
    incoming: extract::Request,
) -> axum::response::Response {
    let busy = connection.begin();
    let (head, body) = incoming.into_parts();
    let end = server.setup.timeouts.read_end(server.clock.now());
    let is_control = server.setup.control && control::is_below(head.uri.path());
    let body = request_body::read(body, server.clock.sleep_until_any(end)).await;
    let operation = operations::id(server.setup.dialect, &head.method, head.uri.path());
    let arrived = server.clock.now();
    let request = Request { method: head.method, uri: head.uri, headers: head.headers, body, operation, arrived };
    let (id, response) = if is_control { (EntryId::NONE, control::answer(&server, &request)) } else { handle(&server, request).await };
    sending::send(server, id, response, busy)
}

/// Answers a request. Returns the response, and its entry in the journal.
pub(crate) async fn handle(server: &Arc<Shared>, request: Request) -> (EntryId, Response) {
    let id = server.journal.received(&request);
    // In a task of its own, so that it completes even if the client disconnects.
    let answering = tokio::spawn(respond(Arc::clone(server), request, id));
    // It is cancelled only when the server ends.
    (id, answering.await.unwrap_or_else(|_| ApiError::internal().in_dialect(server.setup.dialect)))
}

async fn respond(server: Arc<Shared>, request: Request, id: EntryId) -> Response {
    let dialect = server.setup.dialect;
    let refused = refusal(&server, &request);
    let scripted = if refused.is_none() { server.scripts().take(&request) } else { None };
    let is_scripted = scripted.is_some();
    let mut response = match (refused, scripted) {
        (Some(refused), _) => refused.in_dialect(dialect),
        (None, Some(answer)) => answer.response(dialect, &server.clock, request.arrived).await,
        (None, None) => own_response(&server, &request).await,
    };
    if dialect.correlates(response.status) {
        response.headers.entry(correlation::HEADER).or_insert_with(|| server.correlation.of(&request.headers));
    }

    let operation = request.operation.unwrap_or("unmatched");
    let took = server.clock.now().since(request.arrived);
    server.state().metrics.answered(operation, response.status, response.error_code.as_deref(), took);
    server.journal.answered(id, &response, is_scripted);
    response
}

/// Returns the errors that precede even a scripted answer.
fn refusal(server: &Shared, request: &Request) -> Option<ApiError> {
    let host = server.setup.hosts.check(server.bound.get().copied(), Purpose::Other, &request.headers, Some(&request.uri));
    let slow = || server.setup.timeouts.read.filter(|_| request.body.too_slow).map(ApiError::too_slow);
    host.err().or_else(slow)
}

/// Answers without a script. A panic is answered with a 500, and counted and recorded like any other response.
async fn own_response(server: &Shared, request: &Request) -> Response {
    let response = AssertUnwindSafe(operations::respond(server, request));
    response.catch_unwind().await.unwrap_or_else(|_| ApiError::internal().in_dialect(server.setup.dialect))
}
