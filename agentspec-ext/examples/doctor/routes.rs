//! Which operations the server has. Asks for what cannot be there: an error of AgentSpec proves the route, and nothing is run.

use agentspec_ext::{Client, Error};

use crate::report::Finding;

/// The name of no agent, session or pipeline.
const NOBODY: &str = "doctor-asks-for-nobody";

/// What there is no use of a server without.
const NEEDED: [&str; 3] = ["list_agents", "invoke_agent", "stream_agent"];

enum Route {
    There,
    Missing,
    /// It was not told.
    Unclear,
}

pub(crate) async fn finding(client: &Client) -> Finding {
    let mut missing = Vec::new();
    let mut unclear = Vec::new();
    for (operation, asked) in ask(client).await {
        match route(asked) {
            Route::There => {}
            Route::Missing => missing.push(operation),
            Route::Unclear => unclear.push(operation),
        }
    }
    if missing.is_empty() && unclear.is_empty() {
        return Finding::ok("all operations are there");
    }
    if missing.is_empty() {
        return Finding::warning(
            format!("the server failed when asked for {}", unclear.join(", ")),
            "try again later, and look at the server's logs",
        );
    }
    let what = format!("the server lacks {}", missing.join(", "));
    if NEEDED.iter().any(|operation| missing.contains(operation)) {
        return Finding::problem(what, "let the gateway pass all below /v1 on, or use a newer server");
    }
    Finding::warning(what, "use a newer server, or do without: such calls fail, and is_unsupported() is true of the error")
}

async fn ask(client: &Client) -> [(&'static str, Result<(), Error>); 11] {
    let (agents, sessions, pipelines) = (client.agents(), client.sessions(), client.pipelines());
    let created = sessions.create(NOBODY).await;
    if let Ok(session) = &created {
        // The server has sessions of any name.
        let _ = sessions.delete(NOBODY, &session.session_id).await;
    }
    [
        ("list_agents", agents.list().await.map(drop)),
        ("invoke_agent", agents.invoke(NOBODY, "Hello").max_tokens(1).await.map(drop)),
        ("stream_agent", agents.stream(NOBODY, "Hello").max_tokens(1).await.map(drop)),
        ("create_session", created.map(drop)),
        ("list_sessions", sessions.list(NOBODY).await.map(drop)),
        ("delete_session", sessions.delete(NOBODY, NOBODY).await),
        ("continue_session", sessions.continue_(NOBODY, NOBODY, "Hello").max_tokens(1).await.map(drop)),
        ("stream_session", sessions.continue_stream(NOBODY, NOBODY, "Hello").max_tokens(1).await.map(drop)),
        ("run_pipeline", pipelines.run(NOBODY, "Hello").max_tokens(1).await.map(drop)),
        ("pipeline_status", pipelines.status(NOBODY).await.map(drop)),
        ("metrics", client.metrics().await.map(drop)),
    ]
}

fn route(asked: Result<(), Error>) -> Route {
    let Err(error) = asked else { return Route::There };
    match error.status() {
        Some(status) if error.is_unsupported() || error.is_decode() || status.is_redirection() => Route::Missing,
        Some(status) if !status.is_server_error() && !error.is_rate_limit() => Route::There,
        _ => Route::Unclear,
    }
}
