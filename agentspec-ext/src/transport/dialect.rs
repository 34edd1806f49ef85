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
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use reqwest::Request;
use tokio::runtime::{Handle, Id};
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
const NO_RESEND: &str = "the server speaks the dialect of the public AgentSpec runtime, which does not look at the Idempotency-Key: the turn may be in the \
                         session already, and would run again; `go_on()` lets the session continue";
const UNKNOWN: &str = "the server speaks the dialect of the public AgentSpec runtime, which does not have this operation";

fn row_of(operation: &str) -> Result<&'static Row, Error> {
    ROWS.iter().find(|row| row.operation == operation).ok_or_else(|| Error::unsupported(UNKNOWN))
}

/// The dialect of a client's server, and what its translation remembers.
pub(crate) struct Translator {
    setting: Dialect,
    /// Whether the server speaks the runtime's dialect.
    is_runtime: OnceLock<bool>,
    /// The runtimes on which a call probes the server, and a lock that it holds meanwhile.
    probing: Mutex<Vec<(Id, Arc<tokio::sync::Mutex<()>>)>>,
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
            Dialect::Runtime => OnceLock::from(true),
            Dialect::Auto => OnceLock::new(),
        };
        let mut health = base_url.clone();
        health.set_path(&format!("{}/healthz", base_url.path().trim_end_matches('/')));
        Some(Arc::new(Self {
            setting: dialect,
            is_runtime,
            probing: Mutex::default(),
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

    /// Returns whether the server speaks the runtime's dialect. Probes the server unless it is known. Concurrent calls of one tokio runtime share a probe,
    /// and probe at the same time if it fails; a runtime does not wait for another, which may be idle.
    pub(super) async fn find_out<F: Future<Output = Result<bool, Error>>>(&self, probe: impl FnOnce() -> F) -> Result<bool, Error> {
        if let Some(is_runtime) = self.is_runtime.get() {
            return Ok(*is_runtime);
        }
        let lock = self.probe_of_this_runtime();
        let first = lock.as_ref().map(|lock| lock.try_lock());
        if let (Some(lock), Some(Err(_))) = (&lock, &first) {
            drop(lock.lock().await);
            if let Some(is_runtime) = self.is_runtime.get() {
                return Ok(*is_runtime);
            }
        }
        let found = probe().await?;
        Ok(*self.is_runtime.get_or_init(|| found))
    }

    /// Returns the lock of the probe of this runtime; None outside a runtime.
    fn probe_of_this_runtime(&self) -> Option<Arc<tokio::sync::Mutex<()>>> {
        let runtime = Handle::try_current().ok()?.id();
        let mut probing = self.probing.lock().unwrap_or_else(PoisonError::into_inner);
        probing.retain(|(id, lock)| *id == runtime || Arc::strong_count(lock) > 1);
        if let Some((_, lock)) = probing.iter().find(|(id, _)| *id == runtime) {
            return Some(Arc::clone(lock));
        }
        let lock = Arc::default();
        probing.push((runtime, Arc::clone(&lock)));
        Some(lock)
    }

    /// Refuses a call that the runtime's dialect is known to lack, before its first attempt.
    ///
    /// # Errors
    /// If the dialect has no such operation, or the call would send a turn of a session again.
    pub(super) fn check(&self, operation: &str, is_resend: bool) -> Result<(), Error> {
        if !self.is_runtime() {
            return Ok(());
        }
        match row_of(operation)?.ask {
            Ask::Refused(why) => Err(Error::unsupported(why)),
            _ if is_resend => Err(Error::unsupported(NO_RESEND)),
            _ => Ok(()),
        }
    }

    /// Translates a request, and returns how its response is translated.
    ///
    /// # Errors
    /// If the runtime's dialect has no such request.
    pub(super) fn request(self: &Arc<Self>, operation: &'static str, request: &mut Request) -> Result<Translation, Error> {
        let row = row_of(operation)?;
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
