//! What the checks find out of a server. Data only.

/// What a server speaks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Spoken {
    /// The documented API.
    Documented,
    /// The dialect of the public AgentSpec runtime.
    Runtime,
}

impl Spoken {
    /// Returns the value of `AGENTSPEC_DIALECT`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Runtime => "runtime",
        }
    }
}

/// What is known of a server.
#[derive(Debug, Default)]
pub(crate) struct Server {
    /// Its URL, once it is known to hold no password.
    pub(crate) url: Option<String>,
    /// `None` if it does not respond as an AgentSpec server.
    pub(crate) spoken: Option<Spoken>,
    pub(crate) version: Option<String>,
    /// The value of `AGENTSPEC_DIALECT` that clients need, if they do not have it.
    pub(crate) needed_dialect: Option<Spoken>,
    pub(crate) calls: Calls,
}

/// The operations of the API, by what is known of them.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    pub(crate) available: Vec<&'static str>,
    pub(crate) unavailable: Vec<&'static str>,
}

/// The operations of the API, in the order in which the contract has them.
pub(crate) const OPERATIONS: [&str; 12] = [
    "list_agents",
    "invoke_agent",
    "stream_agent",
    "create_session",
    "list_sessions",
    "delete_session",
    "continue_session",
    "stream_session",
    "run_pipeline",
    "pipeline_status",
    "health",
    "metrics",
];

impl Calls {
    /// Sorts operations by what is known of them, in the order of the contract.
    pub(crate) fn new(available: &[&str], unavailable: &[&str]) -> Self {
        let known = |names: &[&str]| OPERATIONS.into_iter().filter(|operation| names.contains(operation)).collect();
        Self { available: known(available), unavailable: known(unavailable) }
    }

    /// Returns the operations of which nothing is known.
    pub(crate) fn unknown(&self) -> Vec<&'static str> {
        OPERATIONS.into_iter().filter(|operation| !self.available.contains(operation) && !self.unavailable.contains(operation)).collect()
    }
}
