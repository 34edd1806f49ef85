//! Makes the same call with the async and the blocking client.

use agentspec_ext::blocking::{self, EventStream};
use agentspec_ext::{ClientBuilder, Error};
use agentspec_tests::TestClock;
use tokio::sync::oneshot;

/// Returns the error of a call that fails equally with both clients.
pub(crate) async fn both(
    set: impl Fn() -> (ClientBuilder, TestClock),
    ask: impl AsyncFn(&agentspec_ext::Client) -> Error,
    ask_blocking: impl Fn(&blocking::Client) -> Error + Send + 'static,
) -> Error {
    let error = ask(&set().0.build().unwrap()).await;
    let builder = set().0;
    let (sender, receiver) = oneshot::channel();
    // On another thread: this one belongs to an async runtime, and drives the server.
    std::thread::spawn(move || drop(sender.send(ask_blocking(&blocking::ClientBuilder::from(builder).build().unwrap()))));
    let other = receiver.await.unwrap();
    assert_eq!((error.kind(), error.code(), error.message()), (other.kind(), other.code(), other.message()));
    assert_eq!((error.outcome(), error.is_unsupported()), (other.outcome(), other.is_unsupported()));
    assert_eq!(format!("{error:?}").contains("[redacted]"), format!("{other:?}").contains("[redacted]"));
    error
}

/// As [`both`], for a list of the agents.
pub(crate) async fn both_listing(set: impl Fn() -> (ClientBuilder, TestClock)) -> Error {
    both(set, async |client| client.agents().list().await.unwrap_err(), |client| client.agents().list().call().unwrap_err()).await
}

/// As [`both`], for an invocation.
pub(crate) async fn both_invoking(set: impl Fn() -> (ClientBuilder, TestClock)) -> Error {
    both(
        set,
        async |client| client.agents().invoke("assistant", "Hello").await.unwrap_err(),
        |client| client.agents().invoke("assistant", "Hello").call().unwrap_err(),
    )
    .await
}

/// As [`both`], for a stream that is collected.
pub(crate) async fn both_collecting(set: impl Fn() -> (ClientBuilder, TestClock)) -> Error {
    both(
        set,
        async |client| match client.agents().stream("assistant", "Hello").await {
            Ok(stream) => stream.text().await.unwrap_err(),
            Err(error) => error,
        },
        |client| client.agents().stream("assistant", "Hello").call().and_then(EventStream::text).unwrap_err(),
    )
    .await
}
