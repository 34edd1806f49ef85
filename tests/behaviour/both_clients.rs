//! The same call by the async and the blocking client.

use agentspec_ext::blocking::{self, EventStream};
use agentspec_ext::{ClientBuilder, Error};
use agentspec_tests::TestClock;
use tokio::sync::oneshot;

/// What both clients fail with, which say the same.
pub(crate) async fn both(
    set: impl Fn() -> (ClientBuilder, TestClock),
    ask: impl AsyncFn(&agentspec_ext::Client) -> Error,
    ask_blocking: impl Fn(&blocking::Client) -> Error + Send + 'static,
) -> Error {
    let error = ask(&set().0.build().unwrap()).await;
    let builder = set().0;
    let (tell, told) = oneshot::channel();
    // No thread of an async runtime, and none whose servers stand still meanwhile.
    std::thread::spawn(move || drop(tell.send(ask_blocking(&blocking::ClientBuilder::from(builder).build().unwrap()))));
    let other = told.await.unwrap();
    assert_eq!((error.kind(), error.code(), error.message()), (other.kind(), other.code(), other.message()));
    assert_eq!((error.outcome(), error.is_unsupported()), (other.outcome(), other.is_unsupported()));
    assert_eq!(format!("{error:?}").contains("[hidden]"), format!("{other:?}").contains("[hidden]"));
    error
}

/// As [`both`], of a list of agents.
pub(crate) async fn both_listing(set: impl Fn() -> (ClientBuilder, TestClock)) -> Error {
    both(set, async |client| client.agents().list().await.unwrap_err(), |client| client.agents().list().call().unwrap_err()).await
}

/// As [`both`], of an agent that is run.
pub(crate) async fn both_invoking(set: impl Fn() -> (ClientBuilder, TestClock)) -> Error {
    both(
        set,
        async |client| client.agents().invoke("assistant", "Hello").await.unwrap_err(),
        |client| client.agents().invoke("assistant", "Hello").call().unwrap_err(),
    )
    .await
}

/// As [`both`], of a stream that is collected.
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
