//! Connections that the server ends at the moment at which another thread hands a request to them.

use std::io::Write;
use std::net::TcpListener;
use std::sync::mpsc;
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
