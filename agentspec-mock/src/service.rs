//! One request in, one response out: reads, records, answers, stamps, counts. Decides nothing about the answer.

use std::{panic::AssertUnwindSafe, sync::Arc};

use axum::{
    extract::{Request, State},
    response::Response,
};
use futures::FutureExt;

use crate::{call::Call, correlation, error::ApiError, journal::Place, operations, reply::Reply, request_body, sending, shared::Shared};

pub(crate) async fn serve(State(server): State<Arc<Shared>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = request_body::read(body).await;
    let call = Call { method: head.method, uri: head.uri, headers: head.headers, body, arrived: server.clock.now() };
    let place = server.journal.received(&call);

    // In a task of its own: what was asked for is done to its end, also where the client does not wait for it.
    let answering = tokio::spawn(respond(Arc::clone(&server), call, place));
    // It is cancelled only where the server ends, and nobody is left to read the answer.
    let reply = answering.await.unwrap_or_else(|_| ApiError::internal().into());
    sending::response(server, place, reply)
}

async fn respond(server: Arc<Shared>, call: Call, place: Place) -> Reply {
    let scripted = server.scripts().take(&call);
    let is_scripted = scripted.is_some();
    let mut reply = match scripted {
        Some(answer) => answer.reply(&server.clock, call.arrived).await,
        None => real(&server, &call).await,
    };
    reply.headers.entry(correlation::HEADER).or_insert_with(|| server.correlation.of(&call.headers));

    let operation = call.route().operation_id().unwrap_or("unmatched");
    let took = server.clock.now().since(call.arrived);
    server.world().metrics.answered(operation, reply.status, reply.error_code.as_deref(), took);
    server.journal.answered(place, &reply, is_scripted);
    reply
}

/// The server's own answer. A panic is a fault of this program: it is answered, counted and kept like any other.
async fn real(server: &Shared, call: &Call) -> Reply {
    let answer = AssertUnwindSafe(operations::answer(server, call));
    answer.catch_unwind().await.unwrap_or_else(|_| ApiError::internal().into())
}
