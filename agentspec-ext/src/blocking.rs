//! The same client without async: the same calls, values and errors, with `.call()` for `.await`. Needs the feature `blocking`.
//!
//! ```
//! use std::io::{Write, stdout};
//!
//! use agentspec_ext::blocking::Client;
//!
//! # let server = agentspec_mock::MockServer::builder().start_blocking()?;
//! # let base_url = server.url();
//! let client = Client::builder().base_url(base_url).build()?;
//!
//! let answer = client.agents().invoke("assistant", "What is the capital of France?").temperature(0.2).call()?;
//! assert_eq!(answer.output, "The capital of France is Paris.");
//!
//! for piece in client.agents().stream("assistant", "Tell me a story.").call()?.text_stream() {
//!     print!("{}", piece?);
//!     stdout().flush()?; // print! alone shows whole lines
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | | async | blocking |
//! |---|---|---|
//! | make a call | `.await` | [`.call()`](Call::call) |
//! | get the status, headers, correlation id and attempts too | `.send().await` | [`.send()`](Call::send) |
//! | a streamed answer, [`EventStream`] | a `Stream` of events | an `Iterator` of events |
//! | its text, the changes of a run, all sessions | a `Stream` | [`Items`], an `Iterator` |
//! | collect a stream | `.text().await`, `.final_response().await` | `.text()`, `.final_response()` |
//! | wait for a run | `wait(name).await` | `wait(name).call()` |
//!
//! Options, retries, timeouts and errors are those of the async client, which makes the calls. There is no `raw()`.
//!
//! # Where it works
//! On any thread, and on several at once, but not in a task of a tokio runtime, whose other tasks it would block. There, every call and the next item of
//! every iterator is a configuration error ([`Error::is_configuration`](crate::Error::is_configuration)), and nothing is sent. Use the async client there, or a
//! thread that may block, as by tokio's `spawn_blocking` or [`std::thread::spawn`]. In a task that is
//! [`unconstrained`](https://docs.rs/tokio/latest/tokio/task/fn.unconstrained.html) the call cannot detect this: it waits and blocks the runtime. The types
//! here can be created, cloned and dropped anywhere.
//!
//! # How it works
//! The first client starts a runtime with one thread, `agentspec-io`, which serves the connections of all blocking clients until the program ends. The
//! calling thread does the rest of the work. A connection belongs to the runtime that opened it, so a blocking client has connections of its own, and cannot
//! be created from an async client. A forked process has no such thread: if a program forks, create the first client after the fork.

mod client;
mod config;

mod handle;
mod paging;
mod watch;

#[rustfmt::skip]
#[path = "generated/blocking.rs"]
mod resources;

mod call;
mod items;
mod stream;

mod runtime;

pub use self::call::Call;
pub use self::client::Client;
pub use self::config::ClientBuilder;
pub use self::handle::SessionHandle;
pub use self::items::Items;
pub use self::resources::*;
pub use self::stream::EventStream;
pub use self::watch::{RunWait, RunWatch};
