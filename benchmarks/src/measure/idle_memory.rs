//! The memory of streams that wait for their next event: what is allocated and not freed by the client's thread, with all of a connection.

use futures::{FutureExt, Stream, StreamExt};

use super::runtime;
use crate::allocation;
use crate::clients::Clients;
use crate::data::{Cut, Events, grouped};
use crate::report::{Asked, Target, table};
use crate::server::{self, Answer};
use crate::{Error, Result, Settings};

const AGENT: &str = "thinker";
/// Why the target is missed.
const WHY_MISSED: &str = "a stream of ours has a decoder, an idle timer, and what an error of it would tell.";

pub(super) fn run(settings: Settings) -> Result<Vec<Target>> {
    let count = 1000 / settings.smaller;
    println!("### Memory of {} idle streams\n", grouped(count));
    let pieces = Cut::PerEvent.cut(&Events::tokens(1));
    // Its first event alone, and no end.
    let url = server::start([(AGENT, Answer::open_stream(&pieces[..1]))].into())?;
    let clients = Clients::new(&url)?;
    let ours = held(count, async || waiting(clients.ours.stream(AGENT).await?).await)?;
    let bare = held(count, async || waiting(clients.bare.ask(AGENT, "stream").await?.bytes_stream()).await)?;
    let row = |(name, bytes): (&str, usize)| vec![name.to_owned(), grouped(bytes), format!("{:.2}", bytes as f64 / ours as f64)];
    table(&["", "bytes a stream", "× ours"], [("agentspec", ours), ("reqwest, bytes alone", bare)].map(row));
    let what = "an idle stream: our memory ÷ that of reqwest's bytes alone".to_owned();
    Ok(vec![Target { what, asked: Asked::AtMost(1.1), found: vec![("", ours as f64 / bare as f64)], why_missed: WHY_MISSED }])
}

/// The bytes that each of `count` streams holds. One more is opened before, and with it what all share.
fn held<S>(count: usize, open: impl AsyncFn() -> Result<S>) -> Result<usize> {
    // Of its own, so that it frees nothing of other streams in between.
    let runtime = runtime()?;
    let _first = runtime.block_on(open())?;
    let mut streams = Ok(Vec::new());
    let allocated = allocation::counted(|| streams = runtime.block_on(open_all(count, &open)));
    let streams = streams?;
    Ok(usize::try_from(allocated.held)? / streams.len())
}

/// The stream after its first item, asked for the next one, which does not come.
async fn waiting<T, E, S>(mut stream: S) -> Result<S>
where
    S: Stream<Item = Result<T, E>> + Unpin,
    Error: From<E>,
{
    stream.next().await.ok_or("no first item")??;
    if stream.next().now_or_never().is_some() { Err("a second item".into()) } else { Ok(stream) }
}

async fn open_all<S>(count: usize, open: impl AsyncFn() -> Result<S>) -> Result<Vec<S>> {
    let mut streams = Vec::with_capacity(count);
    for _ in 0..count {
        streams.push(open().await?);
    }
    Ok(streams)
}
