//! What a server does to an idle connection is no response to the request that is handed to it at the same time.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use agentspec_tests::impatient;
use tokio::runtime::Builder;
use tokio::task::yield_now;

const ANSWER: &str = r#"{"output":"x","session_id":"s","agent":"a","usage":{"input_tokens":1,"output_tokens":1,"total_tokens":2},"turns":1,"duration_ms":1}"#;

fn response(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

/// Reads the requests of a connection, and answers the first. Returns their number.
fn serve(mut socket: TcpStream, then: impl FnOnce(&mut TcpStream)) -> usize {
    let mut bytes = [0; 4096];
    let mut requests = 0;
    let mut then = Some(then);
    while let Ok(1..) = socket.read(&mut bytes) {
        requests += 1;
        if let Some(then) = then.take() {
            socket.write_all(response("200 OK", ANSWER).as_bytes()).unwrap();
            then(&mut socket);
        }
    }
    requests
}

/// Starts a server with two connections, which returns the number of requests on each. When it is told to, it sends `last` on the idle first one; nothing
/// shuts down its half of it.
fn start(last: String) -> (String, SyncSender<()>, Receiver<()>, JoinHandle<[usize; 2]>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (go, told) = sync_channel(0);
    let (sent, is_sent) = sync_channel(1);
    let server = thread::spawn(move || {
        let mut connections = listener.incoming().map(Result::unwrap);
        let first = connections.next().unwrap();
        let first = thread::spawn(move || {
            serve(first, |socket| {
                told.recv().unwrap();
                if last.is_empty() {
                    socket.shutdown(Shutdown::Write).unwrap();
                } else {
                    socket.write_all(last.as_bytes()).unwrap();
                }
                sent.send(()).unwrap();
            })
        });
        let second = serve(connections.next().unwrap(), |_| {});
        [first.join().unwrap(), second]
    });
    (url, go, is_sent, server)
}

#[test]
fn a_request_gets_neither_the_end_of_an_idle_connection_nor_what_arrives_on_it() {
    for last in [String::new(), response("408 Request Timeout", ""), response("200 OK", &ANSWER.replace("\"x\"", "\"foreign\""))] {
        let (url, go, is_sent, server) = start(last);
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let client = impatient(&url).0.max_retries(0).build().unwrap();
            assert_eq!(client.agents().invoke("a", "hello").await.unwrap().output, "x");
            // The connection becomes idle.
            yield_now().await;
            go.send(()).unwrap();
            is_sent.recv().unwrap();
            // The runtime learns of it in the same turn in which it learns of the request.
            yield_now().await;
            assert_eq!(client.agents().invoke("a", "hello").await.unwrap().output, "x");
        });
        drop(runtime);
        assert_eq!(server.join().unwrap(), [1, 1]);
    }
}
