//! The client process: makes calls of all kinds, async and blocking, until the time is over.

use std::backtrace::Backtrace;
use std::fmt::Debug;
use std::time::{Duration, Instant};

use agentspec_ext::{Client, ClientBuilder, Error, StreamEvent, blocking};
use fastrand::Rng;
use futures::StreamExt;
use futures::future::join_all;

use crate::plan::mixed;
use crate::report::{Line, Report, ReportedError};
use crate::settings::{self, Servers};
use crate::shown;

const TASKS: usize = 4;
const THREADS: usize = 2;

/// One in so many calls has a tiny timeout.
const HASTY: usize = 12;

/// A kind of call.
#[derive(Clone, Copy, Debug)]
enum Ask {
    List,
    Invoke,
    InvokeAtLength,
    Text,
    Events,
    FinalResponse,
    Create,
    Sessions,
    Continue,
    ContinueStream,
    Handle,
    Delete,
    Run,
    Status,
    Health,
    Metrics,
}

const ASKS: [Ask; 16] = [
    Ask::List,
    Ask::Invoke,
    Ask::InvokeAtLength,
    Ask::Text,
    Ask::Events,
    Ask::FinalResponse,
    Ask::Create,
    Ask::Sessions,
    Ask::Continue,
    Ask::ContinueStream,
    Ask::Handle,
    Ask::Delete,
    Ask::Run,
    Ask::Status,
    Ask::Health,
    Ask::Metrics,
];

/// The kind and the options of a call, drawn by its id.
#[derive(Clone, Copy)]
struct Drawn {
    ask: Ask,
    retries: u32,
    timeout: Duration,
}

impl Drawn {
    fn of(seed: u64, id: &str) -> Self {
        let mut chance = Rng::with_seed(mixed(seed, id));
        let ask = chance.choice(&ASKS).copied().unwrap_or(Ask::List);
        let retries = chance.u32(1..3);
        // Some timeouts may end before anything is sent.
        let timeout = if chance.usize(..HASTY) == 0 { Duration::from_micros(chance.u64(1..5_000)) } else { settings::TIMEOUT };
        Self { ask, retries, timeout }
    }
}

/// The result of a call.
struct CallResult {
    bears_id: bool,
    end: Option<String>,
    error: Option<Error>,
}

impl CallResult {
    fn of<T: Debug>(result: Result<T, Error>, id: &str) -> Self {
        let bears_id = result.as_ref().is_ok_and(|value| size_of::<T>() == 0 || format!("{value:?}").contains(id));
        Self { bears_id, end: None, error: result.err() }
    }

    /// Evaluates the items of a stream.
    fn of_events(items: Vec<Result<StreamEvent, Error>>, id: &str) -> Self {
        let (mut text, mut end) = (String::new(), None);
        for item in items {
            match item {
                Ok(event) => {
                    end = event.is_end().then(|| event.type_name().to_owned());
                    if let StreamEvent::Token(token) = event {
                        text.push_str(&token.content);
                    }
                }
                Err(error) => return Self { bears_id: false, end, error: Some(error) },
            }
        }
        Self { bears_id: text.starts_with(id), end, error: None }
    }
}

/// Makes a call, and waits for it with the given tokens.
macro_rules! made {
    ($client:expr, $drawn:expr, $id:expr, [$($call:tt)*], [$($read:tt)*], $all:expr) => {{
        let (client, id, Drawn { ask, retries, timeout }) = ($client, $id, $drawn);
        macro_rules! whole {
            ($described:expr) => {
                CallResult::of($described.correlation_id(id).idempotency_key(id).max_retries(retries).timeout(timeout) $($call)*, id)
            };
        }
        macro_rules! stream {
            ($described:expr) => {
                $described.correlation_id(id).idempotency_key(id).max_retries(retries).timeout(timeout) $($call)*
            };
        }
        match ask {
            Ask::List => whole!(client.agents().list()),
            Ask::Invoke => whole!(client.agents().invoke("a", "Hello")),
            Ask::InvokeAtLength => whole!(client.agents().invoke("a", "at length ".repeat(40_000))),
            Ask::Text => match stream!(client.agents().stream("a", "Hello")) {
                Ok(stream) => CallResult::of(stream.text() $($read)*, id),
                Err(error) => CallResult::of(Err::<(), _>(error), id),
            },
            Ask::FinalResponse => match stream!(client.agents().stream("a", "Hello")) {
                Ok(stream) => CallResult::of(stream.final_response() $($read)*, id),
                Err(error) => CallResult::of(Err::<(), _>(error), id),
            },
            Ask::Events => match stream!(client.agents().stream("a", "Hello")) {
                Ok(stream) => CallResult::of_events($all(stream) $($read)*, id),
                Err(error) => CallResult::of(Err::<(), _>(error), id),
            },
            Ask::Create => whole!(client.sessions().create("a").metadata("key", 1)),
            Ask::Sessions => whole!(client.sessions().list("a").limit(10)),
            Ask::Continue => whole!(client.sessions().continue_("a", "s", "Hello")),
            Ask::ContinueStream => match stream!(client.sessions().continue_stream("a", "s", "Hello")) {
                Ok(stream) => CallResult::of_events($all(stream) $($read)*, id),
                Err(error) => CallResult::of(Err::<(), _>(error), id),
            },
            Ask::Handle => whole!(client.sessions().open("a", "s").continue_("Hello")),
            Ask::Delete => whole!(client.sessions().delete("a", "s")),
            Ask::Run => whole!(client.pipelines().run("p", "Hello")),
            Ask::Status => whole!(client.pipelines().status("p")),
            Ask::Health => whole!(client.health()),
            Ask::Metrics => whole!(client.metrics()),
        }
    }};
}

/// Makes calls until the time is over, and prints a report of each.
pub(crate) fn make(servers: &Servers) {
    shown::watch(&servers.key);
    std::panic::set_hook(Box::new(|panic| emit(&Line::Breach { breach: format!("a panic: {panic}\n{}", Backtrace::force_capture()) })));
    let end = Instant::now() + servers.time;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    std::thread::scope(|scope| {
        let client = blocking::ClientBuilder::from(builder(&servers.hostile, &servers.key)).build().expect("a client");
        for thread in 0..THREADS {
            let client = client.clone();
            scope.spawn(move || {
                for id in ids("blocking", thread, THREADS).take_while(|_| Instant::now() < end) {
                    let drawn = Drawn::of(servers.seed, &id);
                    let began = Instant::now();
                    let result = made!(&client, drawn, &*id, [.call()], [], |stream: blocking::EventStream| stream.collect());
                    emit(&report(&id, drawn.ask, drawn.retries, began, result, &servers.key));
                }
            });
        }
        runtime.block_on(async {
            let client = builder(&servers.hostile, &servers.key).build().expect("a client");
            let tasks = (0..TASKS).map(|task| tokio::spawn(hostile(client.clone(), task, end, servers.clone())));
            let beside = tokio::spawn(beside(servers.clone(), end));
            for task in join_all(tasks.chain([beside])).await {
                task.expect("no panic");
            }
        });
    });
    for breach in shown::logged() {
        emit(&Line::Breach { breach });
    }
}

async fn hostile(client: Client, task: usize, end: Instant, servers: Servers) {
    for id in ids("async", task, TASKS).take_while(|_| Instant::now() < end) {
        let drawn = Drawn::of(servers.seed, &id);
        let began = Instant::now();
        let result = made!(&client, drawn, &*id, [.await], [.await], |stream: agentspec_ext::EventStream| stream.collect::<Vec<_>>());
        emit(&report(&id, drawn.ask, drawn.retries, began, result, &servers.key));
    }
}

/// Makes calls to the healthy server, one after the other, during the others.
async fn beside(servers: Servers, end: Instant) {
    let client = builder(&servers.healthy, &servers.key).build().expect("a client");
    for id in ids("beside", 0, 1).take_while(|_| Instant::now() < end) {
        let began = Instant::now();
        let result = CallResult::of(client.agents().list().correlation_id(&id).max_retries(0).await, &id);
        emit(&report(&id, Ask::List, 0, began, result, &servers.key));
        let mut pause = tokio::time::interval(Duration::from_millis(20));
        pause.tick().await;
        pause.tick().await;
    }
}

fn ids(client: &'static str, first: usize, step: usize) -> impl Iterator<Item = String> {
    (first..).step_by(step).map(move |number| format!("{client}-{number}"))
}

fn builder(url: &str, key: &str) -> ClientBuilder {
    Client::builder()
        .without_environment()
        .base_url(url)
        .api_key(key)
        .timeout(settings::TIMEOUT)
        .byte_idle_timeout(settings::IDLE)
        .event_idle_timeout(settings::IDLE)
        .retry_delay(Duration::from_millis(10))
        .max_retry_delay(Duration::from_millis(50))
        .retry_budget(None)
        .answer_limit(settings::ANSWER_LIMIT)
        .event_limit(settings::EVENT_LIMIT)
}

fn report(id: &str, ask: Ask, retries: u32, began: Instant, result: CallResult, key: &str) -> Line {
    let error = result.error.map(|error| ReportedError {
        outcome: error.outcome().to_string(),
        attempts: error.attempts(),
        events: error.events(),
        text: format!("{:?} {error}", error.kind()),
        shows: shown::by(&error, key),
    });
    let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    Line::Call(Report { id: id.to_owned(), ask: format!("{ask:?}"), ms, retries, bears_id: result.bears_id, end: result.end, error })
}

fn emit(line: &Line) {
    println!("{}", serde_json::to_string(line).expect("a report is JSON"));
}
