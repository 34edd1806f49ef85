//! The expectations of the contract's table, checked with both clients and every method.

use std::time::Duration;

use agentspec_ext::{Client, ClientBuilder, Error, ErrorKind, Outcome, blocking};
use agentspec_tests::TestClock;

use crate::run::{Run, on_a_thread};

/// The columns of the table.
#[derive(Clone, Copy)]
pub(crate) struct Expected {
    pub(crate) kind: ErrorKind,
    pub(crate) outcome: Outcome,
    pub(crate) retried: Retried,
}

/// The calls that are retried.
#[derive(Clone, Copy)]
pub(crate) enum Retried {
    Never,
    GetAndDelete,
    Always,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Method {
    Get,
    Delete,
    Post,
    /// A POST too.
    Stream,
}

impl Expected {
    /// Checks a scenario that fails every request.
    pub(crate) async fn of(self, scenario: &str) {
        self.play(scenario, &Method::ALL, |builder| builder).await;
    }

    /// As [`of`](Self::of), but without [`Method::Stream`]: the scenario's response is not a stream.
    pub(crate) async fn of_whole(self, scenario: &str) {
        self.play(scenario, &Method::WHOLE, |builder| builder).await;
    }

    /// As [`of`](Self::of), with these settings of the clients.
    pub(crate) async fn with(self, scenario: &str, set: fn(ClientBuilder) -> ClientBuilder) {
        self.play(scenario, &Method::ALL, set).await;
    }

    async fn play(self, scenario: &str, methods: &[Method], set: fn(ClientBuilder) -> ClientBuilder) {
        for &method in methods {
            let run = Run::with(scenario, set).await;
            let context = format!("{scenario}, {method:?}");
            self.check(&method.call(&run.client).await.unwrap_err(), method, &context);
            self.check(&run.blocking(|client| method.call_blocking(client).unwrap_err()), method, &context);
            run.assert_requests(self.attempts(method));
            assert_eq!(run.clock.delays(), [self.delays(method), self.delays(method)].concat(), "{context}");
        }
    }

    /// Checks calls of the server at `url`, which does not need this thread, with these settings of the clients.
    pub(crate) async fn at(self, url: &str, set: impl Fn(ClientBuilder) -> ClientBuilder + Sync) {
        for method in Method::ALL {
            let clock = TestClock::default();
            let builder = || set(Client::builder().without_environment().base_url(url).clock(clock.clone()));
            self.check(&method.call(&builder().build().unwrap()).await.unwrap_err(), method, url);
            let blocking = || method.call_blocking(&blocking::ClientBuilder::from(builder()).build().unwrap()).unwrap_err();
            self.check(&on_a_thread(blocking), method, url);
            assert_eq!(clock.delays(), [self.delays(method), self.delays(method)].concat(), "{url}, {method:?}");
        }
    }

    /// Checks the error of a call all of whose attempts failed equally, and their number.
    #[track_caller]
    pub(crate) fn check(self, error: &Error, method: Method, context: &str) {
        assert_eq!((error.kind(), error.outcome()), (self.kind, self.outcome), "{context}: {error:?}");
        assert_eq!(error.attempts() as usize, self.attempts(method), "{context}: {error:?}");
        let is_same = |(kind, outcome)| kind == self.kind && outcome == self.outcome;
        assert!(error.history().iter().map(|attempt| (attempt.kind(), attempt.outcome())).all(is_same), "{context}: {error:?}");
        assert_eq!(error.may_have_run(), self.outcome >= Outcome::Unknown, "{context}");
    }

    pub(crate) fn attempts(self, method: Method) -> usize {
        1 + self.delays(method).len()
    }

    fn delays(self, method: Method) -> Vec<Duration> {
        match (self.retried, method) {
            (Retried::Always, _) | (Retried::GetAndDelete, Method::Get | Method::Delete) => [1, 2, 4].map(Duration::from_secs).into(),
            (Retried::GetAndDelete, Method::Post | Method::Stream) | (Retried::Never, _) => Vec::new(),
        }
    }
}

impl Method {
    pub(crate) const ALL: [Self; 4] = [Self::Get, Self::Delete, Self::Post, Self::Stream];
    /// The methods whose response is not a stream.
    const WHOLE: [Self; 3] = [Self::Get, Self::Delete, Self::Post];

    /// Returns the number of attempts of a call that succeeds.
    pub(crate) async fn call(self, client: &Client) -> Result<u32, Error> {
        match self {
            Self::Get => client.agents().list().send().await.map(|answer| answer.attempts()),
            Self::Delete => client.sessions().delete("assistant", "s").send().await.map(|answer| answer.attempts()),
            Self::Post => client.agents().invoke("assistant", "Hello").send().await.map(|answer| answer.attempts()),
            Self::Stream => client.agents().stream("assistant", "Hello").send().await.map(|answer| answer.attempts()),
        }
    }

    /// As [`call`](Self::call), by the blocking client.
    pub(crate) fn call_blocking(self, client: &blocking::Client) -> Result<u32, Error> {
        match self {
            Self::Get => client.agents().list().send().map(|answer| answer.attempts()),
            Self::Delete => client.sessions().delete("assistant", "s").send().map(|answer| answer.attempts()),
            Self::Post => client.agents().invoke("assistant", "Hello").send().map(|answer| answer.attempts()),
            Self::Stream => client.agents().stream("assistant", "Hello").send().map(|answer| answer.attempts()),
        }
    }
}
