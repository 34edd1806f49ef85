//! Checks which operations the server has, with names that do not exist: an AgentSpec error proves the route, and nothing is run.
//!
//! Operations that would run an agent or a pipeline are checked only if the server refused the sessions of an agent that does not exist, and only until one
//! of them accepts such a name. A server without sessions cannot prove that it refuses: it is checked nevertheless, the strictest operation first.

use agentspec_ext::{Client, Error};
use futures::future::{BoxFuture, FutureExt};

use crate::report::Finding;

/// A name of no agent, session or pipeline.
const NONEXISTENT: &str = "agentspec-doctor-nonexistent";

/// The operations without which a server is of no use.
const REQUIRED: [&str; 3] = ["list_agents", "invoke_agent", "stream_agent"];

enum Route {
    There,
    Missing,
    /// The response does not tell.
    Unclear,
}

type CheckResult = Result<(), Error>;

pub(crate) async fn findings(client: &Client) -> Vec<Finding> {
    let (agents, sessions, pipelines) = (client.agents(), client.sessions(), client.pipelines());
    let mut findings = Vec::new();

    let listed = sessions.list(NONEXISTENT).await.map(drop);
    let created = sessions.create(NONEXISTENT).await;
    if let Ok(session) = &created
        && sessions.delete(NONEXISTENT, &session.session_id).await.is_err()
    {
        findings.push(Finding::warning(
            format!("the server created a session for {NONEXISTENT}, an agent that does not exist, and did not delete it"),
            "delete it: list_sessions lists it",
        ));
    }
    let created = created.map(drop);
    // The last case is not a proof, since there is no harmless operation to prove it with.
    let may_run = refuses(&listed) || refuses(&created) || lacks(&listed) && lacks(&created);
    let mut results =
        vec![("list_sessions", listed), ("create_session", created), ("pipeline_status", pipelines.status(NONEXISTENT).await.map(drop))];

    // The strictest operation comes first. Nothing is sent before a call is awaited.
    let running: [(_, BoxFuture<'_, CheckResult>); 5] = [
        ("continue_session", async { sessions.continue_(NONEXISTENT, NONEXISTENT, "Hello").max_tokens(1).await.map(drop) }.boxed()),
        ("stream_session", async { sessions.continue_stream(NONEXISTENT, NONEXISTENT, "Hello").max_tokens(1).await.map(drop) }.boxed()),
        ("run_pipeline", async { pipelines.run(NONEXISTENT, "Hello").max_tokens(1).await.map(drop) }.boxed()),
        ("invoke_agent", async { agents.invoke(NONEXISTENT, "Hello").max_tokens(1).await.map(drop) }.boxed()),
        ("stream_agent", async { agents.stream(NONEXISTENT, "Hello").max_tokens(1).await.map(drop) }.boxed()),
    ];
    let mut not_checked = Vec::new();
    for (operation, call) in running {
        if may_run && results.iter().all(|(_, result)| result.is_err()) {
            results.push((operation, call.await));
        } else {
            not_checked.push(operation);
        }
    }
    if !not_checked.is_empty() {
        let why = match results.iter().find(|(_, result)| result.is_ok()) {
            Some((operation, _)) => format!("{operation} accepts a name that does not exist, so a call might run something"),
            None => "it is unclear whether the server rejects a name that does not exist".to_owned(),
        };
        findings.push(Finding::skipped(format!("{} not checked: {why}", not_checked.join(", "))));
    }

    results.push(("list_agents", agents.list().await.map(drop)));
    results.push(("delete_session", sessions.delete(NONEXISTENT, NONEXISTENT).await));
    results.push(("metrics", client.metrics().await.map(drop)));
    findings.push(judge(results, not_checked.is_empty()));
    findings
}

/// Returns whether the server knows the route, but not the agent.
fn refuses(result: &CheckResult) -> bool {
    result.as_ref().is_err_and(|error| error.is_not_found() && !error.is_unsupported())
}

fn lacks(result: &CheckResult) -> bool {
    result.as_ref().is_err_and(Error::is_unsupported)
}

fn judge(results: Vec<(&str, CheckResult)>, is_whole: bool) -> Finding {
    let mut missing = Vec::new();
    let mut unclear = Vec::new();
    for (operation, result) in results {
        match route(result) {
            Route::There => {}
            Route::Missing => missing.push(operation),
            Route::Unclear => unclear.push(operation),
        }
    }
    if missing.is_empty() && unclear.is_empty() {
        return Finding::ok(if is_whole { "all operations are available" } else { "all checked operations are available" });
    }
    if missing.is_empty() {
        return Finding::warning(
            format!("the server returned an error for {}", unclear.join(", ")),
            "try again later, and check the server's logs",
        );
    }
    let what = format!("the server lacks {}", missing.join(", "));
    if REQUIRED.iter().any(|operation| missing.contains(operation)) {
        return Finding::problem(what, "let the gateway pass everything below /v1, or use a newer server");
    }
    Finding::warning(what, "use a newer server, or avoid these calls: is_unsupported() is true of their errors")
}

fn route(result: CheckResult) -> Route {
    let Err(error) = result else { return Route::There };
    match error.status() {
        Some(status) if error.is_unsupported() || error.is_decode() || status.is_redirection() => Route::Missing,
        Some(status) if !status.is_server_error() && !error.is_rate_limit() => Route::There,
        _ => Route::Unclear,
    }
}
