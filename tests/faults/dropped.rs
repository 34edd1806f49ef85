//! Streams and calls that are dropped before their end: rows 33 and 34. Their connection closes within a second.

use agentspec_ext::Client;
use tokio::task::{JoinHandle, yield_now};

use crate::run::{Run, label};

#[tokio::test]
async fn fault_33_a_stream_that_is_dropped_closes_its_connection() {
    for scenario in ["33-silent-stream-to-drop", "33-busy-stream-to-drop"] {
        let run = Run::of(scenario).await;
        let stream = run.stream_after(["Neural"]).await;
        assert_eq!(run.seen().connections[0].closed, None, "{scenario}");
        drop(stream);
        run.closed().await;
        assert_eq!(run.connections().len(), 1, "{scenario}: nothing is retried");
    }
}

#[tokio::test]
async fn fault_33_a_stream_of_text_that_is_dropped_closes_its_connection() {
    let run = Run::of("33-silent-stream-to-drop").await;
    drop(run.stream().await.text_stream());
    run.closed().await;
}

#[tokio::test]
async fn fault_33_a_blocking_stream_that_is_dropped_closes_its_connection() {
    let run = Run::of("33-busy-stream-to-drop").await;
    run.blocking(|client| {
        let mut stream = client.agents().stream("assistant", "Hello").call().unwrap();
        assert_eq!(label(&stream.next().unwrap().unwrap()), "Neural");
    });
    run.closed_blocking().await;
}

#[tokio::test]
async fn fault_34_a_call_that_is_dropped_closes_its_connection() {
    let calls: [fn(&Client) -> JoinHandle<()>; 3] = [
        |client| tokio::spawn(drop_result(client.agents().invoke("assistant", "Hello").into_future())),
        |client| tokio::spawn(drop_result(client.agents().list().into_future())),
        |client| tokio::spawn(drop_result(client.agents().stream("assistant", "Hello").into_future())),
    ];
    for scenario in ["34-call-to-drop", "34-call-to-drop-in-its-headers", "34-call-to-drop-in-its-body"] {
        for call in calls {
            let run = Run::of(scenario).await;
            let call = call(&run.client);
            while run.seen().requests.is_empty() {
                yield_now().await;
            }
            assert_eq!(run.seen().connections[0].closed, None, "{scenario}");
            call.abort();
            assert!(call.await.unwrap_err().is_cancelled(), "{scenario}");
            run.closed().await;
            assert_eq!(run.connections().len(), 1, "{scenario}: nothing is retried");
        }
    }
}

async fn drop_result<T>(call: impl Future<Output = T>) {
    call.await;
}
