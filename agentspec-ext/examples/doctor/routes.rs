//! Which operations the server has. Asks for what cannot be there: an error of AgentSpec proves the route, and nothing is run.
//!
//! What would run an agent or a pipeline is asked for only where the sessions of an agent that is not were refused, and only until something
//! takes such a name. A server without sessions cannot prove that it refuses: it is asked all the same, for what refuses most first.

use agentspec_ext::{Client, Error};
use futures::future::{BoxFuture, FutureExt};

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

type Asked = Result<(), Error>;

pub(crate) async fn findings(client: &Client) -> Vec<Finding> {
    let (agents, sessions, pipelines) = (client.agents(), client.sessions(), client.pipelines());
    let mut findings = Vec::new();

    let listed = sessions.list(NOBODY).await.map(drop);
    let made = sessions.create(NOBODY).await;
    if let Ok(session) = &made
        && sessions.delete(NOBODY, &session.session_id).await.is_err()
    {
        findings.push(Finding::warning(
            format!("the server made a session of {NOBODY}, an agent that is not there, and did not delete it"),
            "delete it: list_sessions names it",
        ));
    }
    let made = made.map(drop);
    // The last is no proof: there is nothing harmless to prove it by.
    let may_ask = refuses(&listed) || refuses(&made) || lacks(&listed) && lacks(&made);
    let mut asked =
        vec![("list_sessions", listed), ("create_session", made), ("pipeline_status", pipelines.status(NOBODY).await.map(drop))];

    // What refuses most is asked first. Nothing is sent before it is waited for.
    let running: [(_, BoxFuture<'_, Asked>); 5] = [
        ("continue_session", async { sessions.continue_(NOBODY, NOBODY, "Hello").max_tokens(1).await.map(drop) }.boxed()),
        ("stream_session", async { sessions.continue_stream(NOBODY, NOBODY, "Hello").max_tokens(1).await.map(drop) }.boxed()),
        ("run_pipeline", async { pipelines.run(NOBODY, "Hello").max_tokens(1).await.map(drop) }.boxed()),
        ("invoke_agent", async { agents.invoke(NOBODY, "Hello").max_tokens(1).await.map(drop) }.boxed()),
        ("stream_agent", async { agents.stream(NOBODY, "Hello").max_tokens(1).await.map(drop) }.boxed()),
    ];
    let mut not_asked = Vec::new();
    for (operation, ask) in running {
        if may_ask && asked.iter().all(|(_, asked)| asked.is_err()) {
            asked.push((operation, ask.await));
        } else {
            not_asked.push(operation);
        }
    }
    if !not_asked.is_empty() {
        let why = match asked.iter().find(|(_, asked)| asked.is_ok()) {
            Some((operation, _)) => format!("{operation} takes a name that is nobody's, so something might run"),
            None => "whether the server refuses a name that is nobody's is not clear".to_owned(),
        };
        findings.push(Finding::skipped(format!("not asked for {}: {why}", not_asked.join(", "))));
    }

    asked.push(("list_agents", agents.list().await.map(drop)));
    asked.push(("delete_session", sessions.delete(NOBODY, NOBODY).await));
    asked.push(("metrics", client.metrics().await.map(drop)));
    findings.push(judge(asked, not_asked.is_empty()));
    findings
}

/// Whether the server knows the route, and no such agent.
fn refuses(asked: &Asked) -> bool {
    asked.as_ref().is_err_and(|error| error.is_not_found() && !error.is_unsupported())
}

fn lacks(asked: &Asked) -> bool {
    asked.as_ref().is_err_and(Error::is_unsupported)
}

fn judge(asked: Vec<(&str, Asked)>, is_whole: bool) -> Finding {
    let mut missing = Vec::new();
    let mut unclear = Vec::new();
    for (operation, asked) in asked {
        match route(asked) {
            Route::There => {}
            Route::Missing => missing.push(operation),
            Route::Unclear => unclear.push(operation),
        }
    }
    if missing.is_empty() && unclear.is_empty() {
        return Finding::ok(if is_whole { "all operations are there" } else { "all operations that were asked for are there" });
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

fn route(asked: Asked) -> Route {
    let Err(error) = asked else { return Route::There };
    match error.status() {
        Some(status) if error.is_unsupported() || error.is_decode() || status.is_redirection() => Route::Missing,
        Some(status) if !status.is_server_error() && !error.is_rate_limit() => Route::There,
        _ => Route::Unclear,
    }
}
