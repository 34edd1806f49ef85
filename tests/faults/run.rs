//! Plays a scenario of `scenarios.yaml` to a client, async or blocking, and returns the result.

use std::sync::LazyLock;
use std::thread;
use std::time::Duration;

use agentspec_ext::types::InvokeResponse;
use agentspec_ext::{Client, ClientBuilder, Error, ErrorKind, EventStream, Outcome, StreamEvent, blocking};
use agentspec_mock::{Builder, MockServer, ScenarioRun};
use agentspec_tests::TestClock;
use futures::StreamExt;
use futures::stream::FusedStream;

pub(crate) static SCENARIOS: LazyLock<Builder> =
    LazyLock::new(|| MockServer::builder().scenarios_file(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios.yaml")).unwrap());

/// Longer than any pause of a scenario.
const PAUSE: Duration = Duration::from_secs(1);

/// The runs of the two clients.
const ASYNC: &str = "async";
const BLOCKING: &str = "blocking";

/// A server that plays one scenario, and its clients.
pub(crate) struct Run {
    pub(crate) server: MockServer,
    pub(crate) client: Client,
    pub(crate) clock: TestClock,
    blocking: blocking::Client,
    scenario: String,
}

impl Run {
    pub(crate) async fn of(scenario: &str) -> Self {
        Self::with(scenario, |builder| builder).await
    }

    /// As [`of`](Self::of), with these settings of the clients.
    pub(crate) async fn with(scenario: &str, set: impl Fn(ClientBuilder) -> ClientBuilder) -> Self {
        Self::on(SCENARIOS.clone().start().await.unwrap(), scenario, set)
    }

    /// Plays a scenario that is not in the file.
    pub(crate) async fn scripted(steps: &str) -> Self {
        let server = MockServer::builder().scenarios(&format!("scripted:\n{steps}")).unwrap().start().await.unwrap();
        Self::on(server, "scripted", |builder| builder)
    }

    fn on(server: MockServer, scenario: &str, set: impl Fn(ClientBuilder) -> ClientBuilder) -> Self {
        let clock = TestClock::default();
        let builder = |run| {
            let url = server.scenario_url(scenario, run);
            set(Client::builder().without_environment().base_url(url).clock(clock.clone()))
        };
        let client = builder(ASYNC).build().unwrap();
        let blocking = blocking::ClientBuilder::from(builder(BLOCKING)).build().unwrap();
        Self { server, client, clock, blocking, scenario: scenario.to_owned() }
    }

    /// Returns what the server saw of the async client.
    pub(crate) fn seen(&self) -> ScenarioRun {
        self.server.scenario_seen(ASYNC)
    }

    /// Returns what the server saw of the blocking client.
    pub(crate) fn seen_blocking(&self) -> ScenarioRun {
        self.server.scenario_seen(BLOCKING)
    }

    /// Returns the connection of each request of the async client.
    pub(crate) fn connections(&self) -> Vec<usize> {
        self.seen().requests.iter().map(|request| request.connection).collect()
    }

    /// Waits until the async client has closed a connection, for a second at most.
    pub(crate) async fn closed(&self) {
        self.closed_by(ASYNC).await;
    }

    /// As [`closed`](Self::closed), for the blocking client.
    pub(crate) async fn closed_blocking(&self) {
        self.closed_by(BLOCKING).await;
    }

    async fn closed_by(&self, run: &str) {
        let closed = tokio::time::timeout(Duration::from_secs(1), self.server.scenario_closed(run)).await;
        closed.expect("the client closes the connection within a second");
    }

    pub(crate) async fn try_stream(&self) -> Result<EventStream, Error> {
        self.client.agents().stream("assistant", "Hello").await
    }

    pub(crate) async fn stream(&self) -> EventStream {
        self.try_stream().await.unwrap()
    }

    /// Collects the text of a stream.
    pub(crate) async fn collect(&self) -> Result<String, Error> {
        self.stream().await.text().await
    }

    /// Opens a stream and takes its first events, which have these labels.
    pub(crate) async fn stream_after<const N: usize>(&self, events: [&str; N]) -> EventStream {
        let mut stream = self.stream().await;
        for event in events {
            assert_eq!(label(&stream.next().await.unwrap().unwrap()), event);
        }
        stream
    }

    /// Returns the error with which opening a stream fails in both clients, each by one request.
    pub(crate) async fn refused(&self, kind: ErrorKind, outcome: Outcome) -> Error {
        let error = self.try_stream().await.unwrap_err();
        let other = self.blocking(|client| client.agents().stream("assistant", "Hello").call().unwrap_err());
        assert_eq!(key(&error), key(&other));
        assert_eq!((error.kind(), error.outcome()), (kind, outcome), "{error:?}");
        self.assert_requests(1);
        error
    }

    /// Returns the result of a POST without a stream, for both clients, each by one request.
    pub(crate) async fn invoke(&self) -> Result<InvokeResponse, Error> {
        let result = self.client.agents().invoke("assistant", "Hello").await;
        let other = self.blocking(|client| client.agents().invoke("assistant", "Hello").call());
        assert_eq!(result.as_ref().map_err(key), other.as_ref().map_err(key));
        self.assert_requests(1);
        result
    }

    /// Returns the error of a POST without a stream, for both clients, each by one request.
    pub(crate) async fn failed(&self, kind: ErrorKind, outcome: Outcome) -> Error {
        let error = self.invoke().await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (kind, outcome), "{error:?}");
        error
    }

    /// Returns the error of a call that was never sent, for both clients.
    pub(crate) async fn failed_unsent(&self) -> Error {
        let error = self.client.agents().invoke("assistant", "Hello").await.unwrap_err();
        let other = self.blocking(|client| client.agents().invoke("assistant", "Hello").call().unwrap_err());
        assert_eq!(key(&error), key(&other));
        assert_eq!(error.outcome(), Outcome::NotSent, "{error:?}");
        self.assert_requests(0);
        error
    }

    /// Reads a stream to its end with both clients, each by one request.
    pub(crate) async fn read(&self) -> Read {
        let read = self.read_async().await;
        let other = self.read_blocking();
        assert_eq!((&read.labels, read.error.as_ref().map(key)), (&other.labels, other.error.as_ref().map(key)));
        self.assert_requests(1);
        read
    }

    pub(crate) async fn read_async(&self) -> Read {
        let mut stream = self.stream().await;
        let mut read = Read::of(self);
        while let Some(item) = stream.next().await {
            read.take(item);
            self.server.advance(PAUSE);
        }
        assert!(stream.is_terminated() && stream.next().await.is_none(), "the end is reported once");
        read
    }

    pub(crate) fn read_blocking(&self) -> Read {
        self.blocking(|client| {
            let mut stream = client.agents().stream("assistant", "Hello").call().unwrap();
            let mut read = Read::of(self);
            for item in stream.by_ref() {
                read.take(item);
                self.server.advance(PAUSE);
            }
            assert!(stream.next().is_none(), "the end is reported once");
            read
        })
    }

    /// Uses the blocking client on a thread outside of any async runtime.
    pub(crate) fn blocking<T: Send>(&self, work: impl FnOnce(&blocking::Client) -> T + Send) -> T {
        on_a_thread(|| work(&self.blocking))
    }

    /// Asserts the number of requests that each client has sent.
    #[track_caller]
    pub(crate) fn assert_requests(&self, expected: usize) {
        for run in [ASYNC, BLOCKING] {
            assert_eq!(self.server.scenario_seen(run).requests.len(), expected, "requests of {run}");
        }
    }
}

/// Does blocking work on a thread outside of any async runtime.
pub(crate) fn on_a_thread<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| scope.spawn(work).join().unwrap())
}

/// What was read of a stream.
#[derive(Debug)]
pub(crate) struct Read {
    scenario: String,
    pub(crate) events: Vec<StreamEvent>,
    /// The [`label`] of each event.
    pub(crate) labels: Vec<String>,
    pub(crate) error: Option<Error>,
}

impl Read {
    fn of(run: &Run) -> Self {
        Self { scenario: run.scenario.clone(), events: Vec::new(), labels: Vec::new(), error: None }
    }

    fn take(&mut self, item: Result<StreamEvent, Error>) {
        assert!(self.error.is_none(), "something follows the error: {item:?}");
        match item {
            Ok(event) => {
                self.labels.push(label(&event));
                self.events.push(event);
            }
            Err(error) => {
                assert_eq!(error.events(), Some(self.events.len() as u64), "{error}");
                self.error = Some(error);
            }
        }
    }

    /// Returns the events of a stream that ended without an error.
    #[track_caller]
    pub(crate) fn whole(self) -> Vec<StreamEvent> {
        assert!(self.error.is_none() && self.events.last().is_some_and(StreamEvent::is_end), "{self:?}");
        self.events
    }

    /// Returns the events of a stream that ended without an error, which must have these labels.
    #[track_caller]
    pub(crate) fn whole_as<'a>(self, labels: impl AsRef<[&'a str]>) -> Vec<StreamEvent> {
        assert_eq!(self.labels, labels.as_ref(), "{}: {:?}", self.scenario, self.error);
        self.whole()
    }

    /// Returns the error, which must have this kind and outcome and come after these events.
    #[track_caller]
    pub(crate) fn failed(self, kind: ErrorKind, outcome: Outcome, labels: &[&str]) -> Error {
        assert_eq!(self.labels, labels, "{:?}", self.error);
        let error = self.error.expect("an error");
        assert_eq!((error.kind(), error.outcome(), error.attempts()), (kind, outcome, 1), "{error:?}");
        error
    }
}

/// Returns the text of a token, and the type of any other event.
pub(crate) fn label(event: &StreamEvent) -> String {
    match event {
        StreamEvent::Token(token) => token.content.clone(),
        other => other.type_name().to_owned(),
    }
}

/// Returns the properties that are equal for both clients, without the differences of their URLs.
fn key(error: &Error) -> (ErrorKind, Outcome, String, u32) {
    let message = error.to_string().replace(&format!("/{BLOCKING}/"), &format!("/{ASYNC}/"));
    (error.kind(), error.outcome(), message, error.attempts())
}
