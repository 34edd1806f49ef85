//! Connections that end while requests wait for a response: at the moment at which another thread hands a request to them, or beside it.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{self, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use agentspec_ext::{ErrorKind, blocking};
use agentspec_tests::impatient;

/// More than the processors of a usual machine, so that threads are interrupted anywhere.
const THREADS: u64 = 16;
/// The calls of each thread, by default. Without what is tested, about one of 20,000 calls waits for ever.
const CALLS: u64 = 250;
/// Only a call that waits for ever takes so long.
const STUCK: Duration = Duration::from_secs(60);

/// Starts a server that sends what is no response some microseconds after a connection was established, which ends it.
fn start() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for (number, mut socket) in (0..).zip(listener.incoming().flatten()) {
            thread::spawn(move || {
                let until = Instant::now() + Duration::from_micros(number % 50);
                while Instant::now() < until {}
                drop(socket.write_all(b"no response\r\n"));
            });
        }
    });
    url
}

#[test]
fn a_call_ends_whenever_its_connection_does() {
    let calls = std::env::var("AGENTSPEC_LOST_CALLS").map_or(CALLS, |calls| calls.parse().unwrap());
    let url = start();
    let (ended, kinds) = mpsc::channel();
    for _ in 0..THREADS {
        let (url, ended) = (url.clone(), ended.clone());
        thread::spawn(move || {
            let client = blocking::ClientBuilder::from(impatient(&url).0.max_retries(0)).build().unwrap();
            for _ in 0..calls {
                ended.send(client.agents().list().call().unwrap_err().kind()).unwrap();
            }
        });
    }
    for call in 0..THREADS * calls {
        let kind = kinds.recv_timeout(STUCK).unwrap_or_else(|_| panic!("after {call} calls, one waits for ever"));
        assert_eq!(kind, ErrorKind::Transport);
    }
}

/// Reads a request and answers it with an empty list, in a response that ends the connection.
fn answer(mut socket: &TcpStream) {
    assert_ne!(socket.read(&mut [0; 4096]).unwrap(), 0);
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 13\r\n\r\n";
    socket.write_all(format!("{head}{{\"agents\":[]}}").as_bytes()).unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_request_that_was_sent_is_not_lost_when_another_connection_ends() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (go, told) = sync_channel::<()>(1);
    let server = thread::spawn(move || {
        let (slow, _) = listener.accept().unwrap();
        let (other, _) = listener.accept().unwrap();
        answer(&other);
        drop(other);
        told.recv().unwrap();
        answer(&slow);
    });
    let client = impatient(&url).0.max_retries(0).build().unwrap();
    let slow = tokio::spawn(client.agents().list().into_future());
    tokio::task::yield_now().await;
    client.agents().list().await.unwrap();
    // The time of the runtime, in which each other timer has elapsed before.
    tokio::time::sleep(STUCK).await;
    go.send(()).unwrap();
    slow.await.unwrap().unwrap();
    server.join().unwrap();
}
