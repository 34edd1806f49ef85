//! One request in, one response out: reads, records, answers, stamps, counts. Decides nothing about the answer.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::Response,
};

use crate::{
    auth,
    clock::Stopwatch,
    correlation,
    operations::{self, Call},
    received::Received,
    reply::Reply,
    request_body,
    route::{self, Route},
    shared::Shared,
};

pub(crate) async fn serve(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let path = head.uri.path();
    let body = request_body::read(body).await;
    let call = Call {
        method: &head.method,
        path,
        query: head.uri.query().unwrap_or_default(),
        headers: &head.headers,
        body: &body,
        route: route::find(&head.method, path),
    };
    record(&shared, &call);

    let watch = Stopwatch::start();
    let reply = reply(&shared, &call).await;
    let operation = call.route.operation_id().unwrap_or("unmatched");
    shared.world().metrics.answered(operation, reply.status, reply.error_code.as_deref(), watch.elapsed());

    let mut response = reply.into_response(shared.pace);
    let id = shared.correlation.of(&head.headers);
    response.headers_mut().entry(correlation::HEADER).or_insert(id);
    response
}

/// The scripted answer that is next, else the real one.
async fn reply(shared: &Shared, call: &Call<'_>) -> Reply {
    let scripted = if is_scriptable(call) { shared.scripted().pop_front() } else { None };
    match scripted {
        Some(answer) => answer.into_reply().await,
        None => operations::answer(&mut shared.world(), &shared.access, call),
    }
}

fn is_scriptable(call: &Call<'_>) -> bool {
    call.path.starts_with("/v1/") || call.path == "/healthz"
}

fn record(shared: &Shared, call: &Call<'_>) {
    if !shared.recording {
        return;
    }
    let mut headers = call.headers.clone();
    auth::hide_credentials(&mut headers);
    shared.received().push(Received {
        method: call.method.clone(),
        path: call.path.to_owned(),
        query: call.query.to_owned(),
        headers,
        body: call.body.bytes.clone(),
        operation: Route::operation_id(&call.route),
    });
}
