//! What the contract's table says of a fault, held against both clients and every method.

use std::time::Duration;

use agentspec_ext::{Client, ClientBuilder, Error, ErrorKind, Outcome, blocking};
use agentspec_tests::TestClock;

use crate::fault::{Fault, on_a_thread};

/// The columns of the table.
#[derive(Clone, Copy)]
pub(crate) struct Due {
    pub(crate) kind: ErrorKind,
    pub(crate) outcome: Outcome,
    pub(crate) retried: Retried,
}

/// Which calls are made again.
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

impl Due {
    /// Plays a scenario that fails for as long as it is asked.
    pub(crate) async fn of(self, scenario: &str) {
        self.play(scenario, &Method::ALL, |builder| builder).await;
    }

    /// As [`of`](Self::of), for an answer that is no stream, and so is none to ask a stream of.
    pub(crate) async fn of_whole(self, scenario: &str) {
        self.play(scenario, &Method::WHOLE, |builder| builder).await;
    }

    /// As [`of`](Self::of), with the clients set up so.
    pub(crate) async fn with(self, scenario: &str, set: fn(ClientBuilder) -> ClientBuilder) {
        self.play(scenario, &Method::ALL, set).await;
    }

    async fn play(self, scenario: &str, methods: &[Method], set: fn(ClientBuilder) -> ClientBuilder) {
        for &method in methods {
            let fault = Fault::with(scenario, set).await;
            let told = format!("{scenario}, {method:?}");
            self.check(&method.call(&fault.client).await.unwrap_err(), method, &told);
            self.check(&fault.blocking(|client| method.call_blocking(client).unwrap_err()), method, &told);
            fault.asked(self.attempts(method));
            assert_eq!(fault.clock.delays(), [self.delays(method), self.delays(method)].concat(), "{told}");
        }
    }

    /// Calls a server that needs nothing of this thread, with clients that are set up so.
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

    /// An error of a call that was made as often as is due, and each time failed with the same.
    #[track_caller]
    pub(crate) fn check(self, error: &Error, method: Method, told: &str) {
        assert_eq!((error.kind(), error.outcome()), (self.kind, self.outcome), "{told}: {error:?}");
        assert_eq!(error.attempts() as usize, self.attempts(method), "{told}: {error:?}");
        let is_same = |(kind, outcome)| kind == self.kind && outcome == self.outcome;
        assert!(error.history().iter().map(|attempt| (attempt.kind(), attempt.outcome())).all(is_same), "{told}: {error:?}");
        assert_eq!(error.may_have_run(), self.outcome >= Outcome::Unknown, "{told}");
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
    /// Those whose answer comes in one piece.
    const WHOLE: [Self; 3] = [Self::Get, Self::Delete, Self::Post];

    /// The number of attempts of a call that succeeds.
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
