//! One request in, one response out: reads, records, answers, stamps, counts. Decides nothing about the answer.

mod sending;
pub(crate) mod timed;

use std::{panic::AssertUnwindSafe, sync::Arc};

use axum::{
    extract::{ConnectInfo, Request, State},
    response::Response,
};
use futures::FutureExt;

use crate::{
    api::{error::ApiError, request::Call, request_body, response::Reply},
    journal::Place,
    operations,
    policy::{correlation, hosts::Asked},
    state::shared::Shared,
};
use timed::Activity;

pub(crate) async fn serve(State(server): State<Arc<Shared>>, ConnectInfo(connection): ConnectInfo<Activity>, request: Request) -> Response {
    let busy = connection.begin();
    let (head, body) = request.into_parts();
    let end = server.setup.timeouts.read_end(server.clock.now());
    let body = request_body::read(body, server.clock.sleep_until_any(end)).await;
    let call = Call { method: head.method, uri: head.uri, headers: head.headers, body, arrived: server.clock.now() };
    let (place, reply) = reply(&server, call).await;
    sending::response(server, place, reply, busy)
}

/// What the server answers, and where that is in the journal.
pub(crate) async fn reply(server: &Arc<Shared>, call: Call) -> (Place, Reply) {
    let place = server.journal.received(&call);
    // In a task of its own: what was asked for is done to its end, also where the client does not wait for it.
    let answering = tokio::spawn(respond(Arc::clone(server), call, place));
    // It is cancelled only where the server ends, and nobody is left to read the answer.
    (place, answering.await.unwrap_or_else(|_| ApiError::internal().into()))
}

async fn respond(server: Arc<Shared>, call: Call, place: Place) -> Reply {
    let refused = refusal(&server, &call);
    let scripted = if refused.is_none() { server.scripts().take(&call) } else { None };
    let is_scripted = scripted.is_some();
    let mut reply = match (refused, scripted) {
        (Some(refused), _) => refused.into(),
        (None, Some(answer)) => answer.reply(&server.clock, call.arrived).await,
        (None, None) => real(&server, &call).await,
    };
    reply.headers.entry(correlation::HEADER).or_insert_with(|| server.correlation.of(&call.headers));

    let operation = call.route().operation_id().unwrap_or("unmatched");
    let took = server.clock.now().since(call.arrived);
    server.world().metrics.answered(operation, reply.status, reply.error_code.as_deref(), took);
    server.journal.answered(place, &reply, is_scripted);
    reply
}

/// Why nothing, not even a script, answers the call.
fn refusal(server: &Shared, call: &Call) -> Option<ApiError> {
    let named = server.setup.names.check(server.bound.get().copied(), Asked::Else, &call.headers, Some(&call.uri));
    let slow = || server.setup.timeouts.read.filter(|_| call.body.too_slow).map(ApiError::too_slow);
    named.err().or_else(slow)
}

/// The server's own answer. A panic is a fault of this program: it is answered, counted and kept like any other.
async fn real(server: &Shared, call: &Call) -> Reply {
    let answer = AssertUnwindSafe(operations::answer(server, call));
    answer.catch_unwind().await.unwrap_or_else(|_| ApiError::internal().into())
}
