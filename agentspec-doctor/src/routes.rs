//! Checks which operations the server has, with names that do not exist: an AgentSpec error proves the route, and nothing is run.
//!
//! Operations that would run an agent or a pipeline are checked only if the server refused the sessions of an agent that does not exist, and only until one
//! of them accepts such a name. A server without sessions cannot prove that it refuses: it is checked nevertheless, the strictest operation first.

use agentspec_ext::reqwest::StatusCode;
use agentspec_ext::reqwest::header::CONTENT_TYPE;
use agentspec_ext::{Client, Error, Response};
use futures::future::{BoxFuture, FutureExt};

use crate::finding::Finding;
use crate::server::{Calls, Spoken};

/// A name of no agent, session or pipeline.
const NONEXISTENT: &str = "agentspec-doctor-nonexistent";

/// The operations without which a server is of no use.
const REQUIRED: [&str; 3] = ["list_agents", "invoke_agent", "stream_agent"];

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Route {
    There,
    Missing,
    /// The key does not suffice, or the server hides that the name does not exist.
    Forbidden,
    Failing,
    /// The response does not tell.
    Unclear,
}

type CheckResult = Result<(), Error>;

/// What the checks of all operations found.
pub(crate) struct Checked {
    pub(crate) findings: Vec<Finding>,
    pub(crate) calls: Calls,
    /// Whether an operation that runs an agent was not checked, or its response does not tell.
    pub(crate) has_gap: bool,
}

/// Checks the operations, each by the call of a client that speaks as the server does.
pub(crate) async fn check(client: &Client, spoken: Spoken) -> Checked {
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
    results.push(("metrics", client.metrics().await.map(drop)));
    // A server whose health cannot be read is not checked this far.
    results.push(("health", Ok(())));
    let mut routes = Routes(results.iter().map(|(operation, result)| (*operation, route(result))).collect());
    routes.0.push(("delete_session", route_of_deletion(sessions.delete(NONEXISTENT, NONEXISTENT).send().await)));
    findings.extend(routes.findings(spoken, not_checked.is_empty()));
    Checked { findings, has_gap: !not_checked.is_empty() || routes.is_unclear(), calls: routes.calls() }
}

/// Returns whether the server knows the route, but not the agent.
fn refuses(result: &CheckResult) -> bool {
    result.as_ref().is_err_and(|error| error.is_not_found() && !error.is_unsupported())
}

fn lacks(result: &CheckResult) -> bool {
    result.as_ref().is_err_and(Error::is_unsupported)
}

fn route(result: &CheckResult) -> Route {
    let Err(error) = result else { return Route::There };
    match error.status() {
        _ if error.is_unsupported() => Route::Missing,
        Some(status) if error.is_decode() || status.is_redirection() => Route::Missing,
        Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => Route::Forbidden,
        _ if error.is_rate_limit() => Route::Unclear,
        Some(status) if !status.is_server_error() => Route::There,
        _ => Route::Failing,
    }
}

/// As [`route`] for a response whose body clients do not read, so that any success is one.
fn route_of_deletion(result: Result<Response<()>, Error>) -> Route {
    let is_page = |response: &Response<()>| {
        let content = response.headers().get(CONTENT_TYPE);
        content.is_some_and(|content| content.as_bytes().starts_with(b"text/html"))
    };
    if result.as_ref().is_ok_and(is_page) { Route::Missing } else { route(&result.map(drop)) }
}

/// The checked operations.
struct Routes(Vec<(&'static str, Route)>);

impl Routes {
    fn of(&self, kind: Route) -> Vec<&'static str> {
        self.0.iter().filter(|(_, route)| *route == kind).map(|(operation, _)| *operation).collect()
    }

    /// Returns whether it is not known if a required operation works.
    fn is_unclear(&self) -> bool {
        self.0.iter().any(|(operation, route)| REQUIRED.contains(operation) && matches!(route, Route::Forbidden | Route::Unclear))
    }

    fn calls(&self) -> Calls {
        Calls::new(&self.of(Route::There), &[self.of(Route::Missing), self.of(Route::Failing)].concat())
    }

    fn findings(&self, spoken: Spoken, is_whole: bool) -> Vec<Finding> {
        let (missing, failing) = (self.of(Route::Missing), self.of(Route::Failing));
        if REQUIRED.iter().any(|operation| missing.contains(operation)) {
            let fix = "let the gateway pass everything below /v1, or use a newer server";
            return vec![Finding::problem(format!("the server lacks {}", missing.join(", ")), fix)];
        }
        let returned_error = |operations: &[&str]| format!("the server returned an error for {}", operations.join(", "));
        let later = "try again later, and check the server's logs";
        if REQUIRED.iter().any(|operation| failing.contains(operation)) {
            return vec![Finding::problem(returned_error(&failing), later)];
        }
        let mut findings = Vec::new();
        if !missing.is_empty() {
            let fix = match spoken {
                Spoken::Documented => "use a newer server, or avoid these calls: is_unsupported() is true of their errors",
                Spoken::Runtime => {
                    "avoid these calls: clients refuse them before anything is sent, and is_unsupported() is true of their errors"
                }
            };
            findings.push(Finding::warning(format!("the server lacks {}", missing.join(", ")), fix));
        }
        let unclear = [failing, self.of(Route::Unclear)].concat();
        if !unclear.is_empty() {
            findings.push(Finding::warning(returned_error(&unclear), later));
        }
        let forbidden = self.of(Route::Forbidden);
        if !forbidden.is_empty() {
            findings.push(Finding::warning(
                format!("the server forbids {}, for an agent that does not exist", forbidden.join(", ")),
                "ask the server's operator whether the key may make these calls",
            ));
        }
        let all = match (spoken, findings.is_empty()) {
            (Spoken::Documented, true) if is_whole => "all operations are available".to_owned(),
            (Spoken::Documented, true) => "all checked operations are available".to_owned(),
            (Spoken::Documented, false) => return findings,
            (Spoken::Runtime, _) => format!("in the runtime's dialect these calls work: {}", self.calls().available.join(", ")),
        };
        findings.insert(0, Finding::ok(all));
        findings
    }
}
