//! The dialect of the public AgentSpec runtime: translates the request and the response of one attempt. What is above sees the documented API alone.

mod answer;
mod events;
mod options;
mod probe;
mod request;
mod response;
mod turns;
mod uptime;

use std::fmt;
use std::sync::Arc;

use reqwest::Request;
use tokio::sync::OnceCell;
use url::Url;

use self::options::IgnoredOptions;
use self::request::Asked;
use self::response::Translation;
use self::turns::TurnCounts;
use crate::dialect::Dialect;
use crate::error::Error;
use crate::operation::ReadSettings;
use crate::retry::{Decision, Failed, RetryPolicy, Standard, Strict};

/// What a request of an operation becomes.
#[derive(Clone, Copy, Debug)]
enum Ask {
    /// The same.
    Unchanged,
    /// `input` becomes `message`.
    Message,
    /// An invocation with a `session_id`.
    Turn,
    /// Metadata of texts.
    Metadata,
    /// `input` becomes the `input` of a `trigger`.
    Trigger,
    /// Nothing is sent, for this reason.
    Refused(&'static str),
}

/// What a success response of an operation becomes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Give {
    /// The same.
    Unchanged,
    /// `tokens` become `usage`.
    Answer,
    /// An answer, with the number of its `turn`.
    Turn,
    /// An answer as a stream of events.
    TurnAsEvents,
    /// Each event is translated.
    Events,
    /// A session, with the metadata that was sent.
    Session,
    /// A list of steps.
    Run,
    Health,
}

/// How an operation is translated.
struct Row {
    operation: &'static str,
    ask: Ask,
    give: Give,
}

const fn row(operation: &'static str, ask: Ask, give: Give) -> Row {
    Row { operation, ask, give }
}

/// Every operation of the contract.
static ROWS: &[Row] = &[
    row("list_agents", Ask::Unchanged, Give::Unchanged),
    row("invoke_agent", Ask::Message, Give::Answer),
    row("stream_agent", Ask::Message, Give::Events),
    row("create_session", Ask::Metadata, Give::Session),
    row("list_sessions", Ask::Refused(NO_LIST), Give::Unchanged),
    row("delete_session", Ask::Unchanged, Give::Unchanged),
    row("continue_session", Ask::Turn, Give::Turn),
    row("stream_session", Ask::Turn, Give::TurnAsEvents),
    row("run_pipeline", Ask::Trigger, Give::Run),
    row("pipeline_status", Ask::Refused(NO_STATUS), Give::Unchanged),
    row("health", Ask::Unchanged, Give::Health),
    row("metrics", Ask::Unchanged, Give::Unchanged),
];

const NO_LIST: &str =
    "the server speaks the dialect of the public AgentSpec runtime, which does not list sessions: keep the ids of your sessions";
const NO_STATUS: &str = "the server speaks the dialect of the public AgentSpec runtime, which does not tell the status of a run: `pipelines.run` returns at \
                         the end of the run, with its steps";
const UNKNOWN: &str = "the server speaks the dialect of the public AgentSpec runtime, which does not have this operation";

/// The dialect of a client's server, and what its translation remembers.
pub(crate) struct Translator {
    setting: Dialect,
    /// Whether the server speaks the runtime's dialect.
    is_runtime: OnceCell<bool>,
    health: Url,
    turns: TurnCounts,
    ignored_options: IgnoredOptions,
    reading: Arc<ReadSettings>,
}

impl Translator {
    /// Creates the translator of a client; None if its server speaks the documented API.
    pub(crate) fn new(dialect: Dialect, base_url: &Url, reading: &Arc<ReadSettings>) -> Option<Arc<Self>> {
        let is_runtime = match dialect {
            Dialect::Documented => return None,
            Dialect::Runtime => OnceCell::new_with(Some(true)),
            Dialect::Auto => OnceCell::new(),
        };
        let mut health = base_url.clone();
        if let Ok(mut path) = health.path_segments_mut() {
            path.pop_if_empty().push("healthz");
        }
        Some(Arc::new(Self {
            setting: dialect,
            is_runtime,
            health,
            turns: TurnCounts::default(),
            ignored_options: IgnoredOptions::default(),
            reading: Arc::clone(reading),
        }))
    }

    /// Returns the dialect that was set.
    pub(super) fn setting(&self) -> Dialect {
        self.setting
    }

    /// Returns whether the server is known to speak the runtime's dialect.
    pub(crate) fn is_runtime(&self) -> bool {
        self.is_runtime.get() == Some(&true)
    }

    /// Returns whether the server speaks the runtime's dialect. Probes the server unless it is known; concurrent callers share one probe.
    pub(super) async fn find_out<F: Future<Output = Result<bool, Error>>>(&self, probe: impl FnOnce() -> F) -> Result<bool, Error> {
        self.is_runtime.get_or_try_init(probe).await.copied()
    }

    /// Translates a request, and returns how its response is translated.
    ///
    /// # Errors
    /// If the runtime's dialect has no such request.
    pub(super) fn request(self: &Arc<Self>, operation: &'static str, request: &mut Request) -> Result<Translation, Error> {
        let row = ROWS.iter().find(|row| row.operation == operation).ok_or_else(|| Error::unsupported(UNKNOWN))?;
        let asked = match row.ask {
            Ask::Unchanged => Asked::default(),
            Ask::Message => request::message(request, &self.ignored_options)?,
            Ask::Turn => request::turn(request, &self.ignored_options)?,
            Ask::Metadata => request::metadata(request)?,
            Ask::Trigger => request::trigger(request, &self.ignored_options)?,
            Ask::Refused(why) => return Err(Error::unsupported(why)),
        };
        Ok(Translation { translator: Arc::clone(self), give: row.give, asked })
    }
}

/// Returns the policy of a client whose user sets none.
pub(crate) fn default_policy(translator: Option<&Arc<Translator>>) -> Arc<dyn RetryPolicy> {
    match translator {
        None => Arc::new(Standard),
        Some(translator) => Arc::new(ByDialect(Arc::clone(translator))),
    }
}

/// The policy [`Standard`]; [`Strict`] for a server in the runtime's dialect, which does not look at the `Idempotency-Key`.
#[derive(Debug)]
struct ByDialect(Arc<Translator>);

impl RetryPolicy for ByDialect {
    fn decide(&self, failed: &Failed<'_>) -> Decision {
        if self.0.is_runtime() { Strict.decide(failed) } else { Standard.decide(failed) }
    }
}

impl fmt::Debug for Translator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Translator").field("is_runtime", &self.is_runtime.get()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use agentspec_client::OPERATIONS;

    use super::*;

    #[test]
    fn every_operation_of_the_contract_has_one_row() {
        let rows: BTreeSet<&str> = ROWS.iter().map(|row| row.operation).collect();
        assert_eq!(rows, OPERATIONS.iter().map(|operation| operation.id).collect());
        assert_eq!(rows.len(), ROWS.len());
    }
}
