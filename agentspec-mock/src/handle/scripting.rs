//! The methods of a server that script it: answers, slow and failing steps, and time.

use std::time::Duration;

use super::server::MockServer;
use crate::{
    agents::failure::Failure,
    operations,
    scripts::{answer::Answer, queue::Target},
};

impl MockServer {
    /// Scripts the answer to the next request under `/v1/` or to `/healthz`.
    ///
    /// Scripted answers are used in the order of these calls, one per request; then the server answers again. A scripted answer does not change
    /// sessions, and is not stored under an idempotency key.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), reqwest::Error> {
    /// use agentspec_mock::{Answer, MockServer};
    ///
    /// let server = MockServer::start().await;
    /// server.answer_next(Answer::error(503, "internal_error", "Starting up.").header("Retry-After", "1"));
    ///
    /// let agents = format!("{}/v1/agents", server.url());
    /// assert_eq!(reqwest::get(&agents).await?.status(), 503);
    /// assert_eq!(reqwest::get(&agents).await?.status(), 200);
    /// assert_eq!(server.received_count(), 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn answer_next(&self, answer: Answer) {
        self.shared.scripts().add(Target::Any, answer);
    }

    /// Scripts the answer to the next request for an operation of the contract, by its `operationId`.
    ///
    /// In the runtime's dialect, a message in a session is `continue_session`, and the operations that the runtime does not have are unknown.
    ///
    /// A request gets the first scripted answer that applies to it.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), reqwest::Error> {
    /// use agentspec_mock::{Answer, MockServer};
    ///
    /// let server = MockServer::start().await;
    /// server.answer_next_to("metrics", Answer::status(502));
    ///
    /// assert_eq!(reqwest::get(format!("{}/v1/agents", server.url())).await?.status(), 200);
    /// assert_eq!(reqwest::get(format!("{}/v1/metrics", server.url())).await?.status(), 502);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// The operation is unknown.
    #[track_caller]
    pub fn answer_next_to(&self, operation: &str, answer: Answer) {
        let id = operations::known(self.shared.setup.dialect, operation).unwrap_or_else(|problem| panic!("{problem}"));
        self.shared.scripts().add(Target::Operation(id), answer);
    }

    /// Makes a step slow in the pipeline's next run: it takes this long, in place of the configured time.
    ///
    /// It applies to one run, the next one; several calls before that apply to the same run. `pipeline_status` shows a run in progress.
    /// [`advance`](Self::advance) skips the time.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), reqwest::Error> {
    /// use std::time::Duration;
    ///
    /// use agentspec_mock::MockServer;
    ///
    /// let server = MockServer::start().await;
    /// server.slow_step("research-and-summarize", "summarizer", Duration::from_millis(5));
    ///
    /// let run = format!("{}/v1/pipelines/research-and-summarize/run", server.url());
    /// let input = serde_json::json!({ "input": "Summarize tea." });
    /// let answer: serde_json::Value = reqwest::Client::new().post(run).json(&input).send().await?.json().await?;
    /// assert!(answer["steps"][1]["duration_ms"].as_u64() >= Some(5));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// The pipeline or its step is unknown.
    #[track_caller]
    pub fn slow_step(&self, pipeline: &str, step: &str, takes: Duration) {
        self.assert_has_step(pipeline, step);
        self.shared.state().step_overrides.next(pipeline, step).delay = Some(takes);
    }

    /// Makes a step fail in the pipeline's next run, with this code and message.
    ///
    /// It applies to one run, as [`slow_step`](Self::slow_step) does; a step that is also slow fails after that time. The run is answered with a
    /// 500 `pipeline_error` with the steps: those before it are completed, this one is failed, and those after it are skipped.
    /// In the runtime's dialect the answer is a 200.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), reqwest::Error> {
    /// use agentspec_mock::MockServer;
    ///
    /// let server = MockServer::start().await;
    /// server.fail_step("research-and-summarize", "researcher", "overloaded", "The model is overloaded.");
    ///
    /// let run = format!("{}/v1/pipelines/research-and-summarize/run", server.url());
    /// let input = serde_json::json!({ "input": "Summarize tea." });
    /// let answer: serde_json::Value = reqwest::Client::new().post(run).json(&input).send().await?.json().await?;
    /// assert_eq!(answer["error"]["code"], "pipeline_error");
    /// assert_eq!(answer["steps"][0]["error"]["code"], "overloaded");
    /// assert_eq!(answer["steps"][1]["status"], "skipped");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// As [`slow_step`](Self::slow_step).
    #[track_caller]
    pub fn fail_step(&self, pipeline: &str, step: &str, code: &str, message: &str) {
        self.assert_has_step(pipeline, step);
        self.shared.state().step_overrides.next(pipeline, step).failure = Some(Failure::new(code, message));
    }

    #[track_caller]
    fn assert_has_step(&self, pipeline: &str, step: &str) {
        self.shared.setup.catalog.check_step(pipeline, step).unwrap_or_else(|problem| panic!("{problem}"));
    }

    /// Panics if a scripted answer, or a slow or failing step, was not used: the code under test has sent fewer requests than the test expects.
    /// [`Builder::verify_on_drop`](crate::Builder::verify_on_drop) does so at the end of a test.
    ///
    /// ```should_panic
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// use agentspec_mock::{Answer, MockServer};
    ///
    /// let server = MockServer::start().await;
    /// server.answer_next(Answer::status(503));
    /// server.verify(); // panics: no request was sent
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// One was not used.
    #[track_caller]
    pub fn verify(&self) {
        let unused = self.shared.unused();
        assert!(unused.is_empty(), "scripted and not used: {}", unused.join("; "));
    }

    /// Advances the server's clock, by at most 100 years in total: sessions expire, rate limits end, and delays, slow steps and the time between two
    /// events of a stream pass, without waiting.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::time::Duration;
    ///
    /// use agentspec_mock::MockServer;
    ///
    /// let hour = Duration::from_secs(3600);
    /// let server = MockServer::builder().session_expiry(hour).start().await?;
    /// let sessions = format!("{}/v1/agents/assistant/sessions", server.url());
    /// reqwest::Client::new().post(&sessions).json(&serde_json::json!({})).send().await?;
    ///
    /// server.advance(hour);
    /// let listed: serde_json::Value = reqwest::get(&sessions).await?.json().await?;
    /// assert_eq!(listed["total"], 0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn advance(&self, by: Duration) {
        self.shared.clock.advance(by);
    }
}
