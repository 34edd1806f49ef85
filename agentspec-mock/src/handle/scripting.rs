//! What a test does to a running server: answers, slow and failing steps, time.

use std::time::Duration;

use super::server::MockServer;
use crate::{
    agents::{catalog::names, failure::Failure},
    operations,
    scripts::{answer::Answer, queue::For},
};

impl MockServer {
    /// Scripts the answer to the next request under `/v1/` or to `/healthz`, whoever sends it.
    ///
    /// Scripted answers are given in the order of these calls, one to each request; then the real answers go on. A
    /// scripted answer changes nothing in the sessions and is not kept under an idempotency key.
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
        self.shared.scripts().add(For::Any, answer);
    }

    /// Scripts the answer to the next request for that operation of the contract, by its `operationId`; others pass by.
    ///
    /// Of several scripted answers that are for a request, the one that was scripted first is given.
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
    /// Where the contract has no such operation.
    #[track_caller]
    pub fn answer_next_to(&self, operation: &str, answer: Answer) {
        let Some(id) = operations::ids().find(|id| *id == operation) else {
            let known = operations::ids().collect::<Vec<_>>().join(", ");
            panic!("the contract has no operation {operation:?}: it has {known}");
        };
        self.shared.scripts().add(For::Operation(id), answer);
    }

    /// Makes a step slow in the pipeline's next run: it takes this long, instead of what the configuration says.
    ///
    /// It is for one run, that which starts next; several calls before it are all for that run. While a run is under way,
    /// `pipeline_status` shows it. [`advance`](Self::advance) lets the time pass without waiting for it.
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
    /// Where the server has no such pipeline, or the pipeline no such step.
    #[track_caller]
    pub fn slow_step(&self, pipeline: &str, step: &str, takes: Duration) {
        self.must_have(pipeline, step);
        self.shared.world().step_overrides.next(pipeline, step).delay = Some(takes);
    }

    /// Makes a step fail in the pipeline's next run, with this code and message.
    ///
    /// It is for one run, as with [`slow_step`](Self::slow_step); a step that is slow too fails after that time. The run is
    /// answered with a 500 `pipeline_error` that has the steps: those before completed, this one failed, those after it
    /// skipped.
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
        self.must_have(pipeline, step);
        self.shared.world().step_overrides.next(pipeline, step).failure = Some(Failure::new(code, message));
    }

    #[track_caller]
    fn must_have(&self, pipeline: &str, step: &str) {
        let pipelines = &self.shared.setup.catalog.pipelines;
        let Some(found) = pipelines.iter().find(|known| known.name == pipeline) else {
            panic!("there is no pipeline {pipeline:?}: the server has {}", names(pipelines, |known| &known.name));
        };
        let has_step = found.steps.iter().any(|known| known.name == step);
        assert!(has_step, "the pipeline {pipeline:?} has no step {step:?}: it has {}", names(&found.steps, |known| &known.name));
    }

    /// Fails the test where an answer that it has scripted, or a slow or failing step, was not used: the code under test has asked less
    /// than the test believes. [`Builder::verify_on_drop`](crate::Builder::verify_on_drop) does so at the end of each test.
    ///
    /// ```should_panic
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// use agentspec_mock::{Answer, MockServer};
    ///
    /// let server = MockServer::start().await;
    /// server.answer_next(Answer::status(503));
    /// server.verify(); // panics: nobody has asked
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// Where one was not used.
    #[track_caller]
    pub fn verify(&self) {
        let mut unused = self.shared.scripts().unused();
        unused.extend(self.shared.world().step_overrides.unused());
        assert!(unused.is_empty(), "scripted and not used: {}", unused.join("; "));
    }

    /// Moves the server's clock ahead, by 100 years in all at most: sessions expire, limits on requests are over, and delays,
    /// slow steps and the time between two events of a stream have passed, all without waiting.
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
