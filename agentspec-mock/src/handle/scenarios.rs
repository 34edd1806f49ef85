//! The methods of a server for scenarios.

use super::server::MockServer;
use crate::scenario::{address, seen::ScenarioRun};

impl MockServer {
    /// Returns the base URL of a run of a scenario, for the client under test. The run is any name; it starts with its first request, and
    /// shares nothing with other runs.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use agentspec_mock::MockServer;
    ///
    /// let server = MockServer::builder().scenarios("gone: [reset]")?.start().await?;
    ///
    /// let base = server.scenario_url("gone", "run-1");
    /// assert!(reqwest::get(format!("{base}/v1/agents")).await.is_err());
    /// assert_eq!(server.scenario_seen("run-1").requests[0].request.path, "/v1/agents");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// The scenario is unknown, or the name of the run is empty, `.` or `..`.
    #[must_use]
    #[track_caller]
    pub fn scenario_url(&self, scenario: &str, run: &str) -> String {
        let scenarios = &self.shared.setup.scenarios;
        let known = || scenarios.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        assert!(scenarios.contains_key(scenario), "there is no scenario {scenario:?}: the server has {}", known());
        // Clients remove such a segment from a path.
        assert!(!matches!(run, "" | "." | ".."), "{run:?} cannot be the name of a run, as it is not valid as a path segment");
        format!("{}{}", self.url(), address::base(scenario, run))
    }

    /// Returns what a run has received so far; nothing if it has not started.
    #[must_use]
    pub fn scenario_seen(&self, run: &str) -> ScenarioRun {
        self.shared.scenario_runs.seen(run)
    }

    /// Waits until a client has closed a connection of the run that the server had open. Returns at once if one has.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use agentspec_mock::MockServer;
    ///
    /// let stalls = "
    /// stalls:
    ///   - stream: chunked
    ///   - chunk: \"data: {\\\"type\\\": \\\"token\\\", \\\"content\\\": \\\"Hi\\\"}\\n\\n\"
    ///   - hang
    /// ";
    /// let server = MockServer::builder().scenarios(stalls)?.start().await?;
    /// let base = server.scenario_url("stalls", "run-1");
    ///
    /// let mut stream = reqwest::get(format!("{base}/v1/agents/assistant/stream")).await?;
    /// assert!(stream.chunk().await?.is_some());
    /// drop(stream);
    /// server.scenario_closed("run-1").await;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn scenario_closed(&self, run: &str) {
        self.shared.scenario_runs.until_closed(run).await;
    }
}
