//! Work whose instructions callgrind counts: `cargo xtask instructions`. It is the same in each run: client and server are tasks of one thread, and
//! the server, whose instructions do not count, writes when the client has read what was written before.

use std::collections::HashMap;
use std::future::Future;
use std::hint::black_box;
use std::pin::pin;
use std::task::Poll;

use agentspec_ext::StreamEvent;
use futures::FutureExt;
use futures::future::poll_fn;

use crate::Result;
use crate::clients::{Clients, StreamClient};
use crate::data::{Cut, Events};
use crate::measure::runtime;
use crate::peers::{body, each_event};
use crate::server::{self, Answer};

/// A piece of work, of equal operations.
pub(crate) struct Work {
    pub(crate) name: &'static str,
    operations: usize,
    run: fn(usize) -> Result<()>,
}

pub(crate) const ALL: [Work; 10] = [
    Work { name: "decode a token, an event a chunk", operations: 10_000, run: |count| decode(Cut::PerEvent, &Events::tokens(count)) },
    Work { name: "decode a token, chunks of 1,400 bytes", operations: 10_000, run: |count| decode(PACKETS, &Events::tokens(count)) },
    Work {
        name: "decode a tool result, chunks of 1,400 bytes",
        operations: 400,
        run: |count| decode(PACKETS, &Events::tool_results(count)),
    },
    Work { name: "call by POST", operations: 200, run: |count| calls(count, &async |clients| clients.ours.invoke(INVOKED).await) },
    Work { name: "call by GET", operations: 200, run: |count| calls(count, &async |clients| clients.ours.list_sessions(LISTED).await) },
    Work {
        name: "call by POST, reqwest and serde",
        operations: 200,
        run: |count| calls(count, &async |clients| clients.bare.invoke(INVOKED).await),
    },
    Work {
        name: "stream a token, a write an event",
        operations: 2_000,
        run: |count| stream(Cut::PerEvent, count, |clients| &clients.ours),
    },
    Work { name: "stream a token, writes of 16 KiB", operations: 10_000, run: |count| stream(WRITES, count, |clients| &clients.ours) },
    Work {
        name: "stream a token, a write an event, reqwest's bytes",
        operations: 2_000,
        run: |count| stream(Cut::PerEvent, count, |clients| &clients.bare),
    },
    Work {
        name: "stream a token, writes of 16 KiB, reqwest's bytes",
        operations: 10_000,
        run: |count| stream(WRITES, count, |clients| &clients.bare),
    },
];

const PACKETS: Cut = Cut::Every { name: "1,400 B", bytes: 1400 };
const WRITES: Cut = Cut::Every { name: "16 KiB", bytes: 16 << 10 };

/// The agents, by what they answer.
const INVOKED: &str = "invoked";
const LISTED: &str = "listed";
const STREAMED: &str = "streamed";

const RESPONSE: &str =
    r#"{"output": "The capital of France is Paris.", "usage": {"input_tokens": 8, "output_tokens": 7, "total_tokens": 15}}"#;
const SESSIONS: &str = r#"{"sessions": [], "total": 0}"#;

impl Work {
    /// Does the work, and returns the number of its operations.
    pub(crate) fn run(&self) -> Result<usize> {
        (self.run)(self.operations)?;
        Ok(self.operations)
    }
}

/// Callgrind counts what runs in here, by this function's name.
#[inline(never)]
fn counted(run: &mut dyn FnMut() -> Result<()>) -> Result<()> {
    black_box(run())
}

/// Callgrind does not count what runs in here, by this function's name.
#[inline(never)]
fn not_counted(run: &mut dyn FnMut()) {
    run();
    black_box(());
}

fn decode(cut: Cut, events: &Events) -> Result<()> {
    let mut pieces = cut.cut(events);
    let look = |event: StreamEvent| {
        black_box(&event);
        Ok(())
    };
    counted(&mut || each_event(body(std::mem::take(&mut pieces)), look).now_or_never().ok_or("waits")?)
}

/// Calls that follow each other on one connection.
fn calls<T>(count: usize, call: &impl AsyncFn(&Clients) -> Result<T>) -> Result<()> {
    let answers = [(INVOKED, Answer::json(RESPONSE)), (LISTED, Answer::json(SESSIONS))];
    repeated(count, answers.into(), &async |clients| {
        black_box(call(clients).await?);
        Ok(())
    })
}

/// A stream of `count` tokens.
fn stream<C: StreamClient>(cut: Cut, count: usize, client: impl Fn(&Clients) -> &C) -> Result<()> {
    let answer = Answer::stream(&cut.cut(&Events::tokens(count))).pausing();
    repeated(1, [(STREAMED, answer)].into(), &async |clients| {
        let look = |item| {
            black_box(&item);
            Ok(())
        };
        client(clients).each(STREAMED, look).await
    })
}

/// Counts `run`, this many times, on a connection that is open already.
fn repeated(times: usize, answers: HashMap<&'static str, Answer>, run: &impl AsyncFn(&Clients) -> Result<()>) -> Result<()> {
    let runtime = runtime()?;
    let (serving, url) = server::within(answers)?;
    let clients = Clients::new(&url)?;
    runtime.spawn(uncounted(serving));
    runtime.block_on(run(&clients))?;
    counted(&mut || {
        runtime.block_on(async {
            for _ in 0..times {
                run(&clients).await?;
            }
            Ok(())
        })
    })
}

async fn uncounted(task: impl Future<Output = Result<()>>) -> Result<()> {
    let mut task = pin!(task);
    poll_fn(move |context| {
        let mut polled = Poll::Pending;
        not_counted(&mut || polled = task.as_mut().poll(context));
        polled
    })
    .await
}
