//! Scenarios, seen by a client that looks at each byte.

mod dispatch;
mod ends;
mod example;
mod passed_on;
mod scenarios;
mod seen;
mod steps;

use std::io;

use agentspec_mock::MockServer;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

async fn scripted(scenarios: &str) -> MockServer {
    MockServer::builder().scenarios(scenarios).unwrap().start().await.unwrap()
}

/// A raw connection.
pub(crate) struct Raw(pub(crate) TcpStream);

impl Raw {
    pub(crate) async fn connect(server: &MockServer) -> Self {
        Self(TcpStream::connect(server.address()).await.unwrap())
    }

    /// Connects, and sends a GET.
    pub(crate) async fn asked(server: &MockServer, path: &str) -> Self {
        let mut raw = Self::connect(server).await;
        raw.get(path).await;
        raw
    }

    pub(crate) async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    pub(crate) async fn get(&mut self, path: &str) {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n")).await;
    }

    async fn exactly(&mut self, bytes: usize) -> Vec<u8> {
        let mut found = vec![0; bytes];
        self.0.read_exact(&mut found).await.unwrap();
        found
    }

    /// Reads exactly this text.
    #[track_caller]
    pub(crate) fn gives(&mut self, text: &str) -> impl Future<Output = ()> {
        let caller = std::panic::Location::caller();
        async move {
            let found = self.exactly(text.len()).await;
            assert_eq!(String::from_utf8_lossy(&found), text, "at {caller}");
        }
    }

    /// Reads to the end, and returns all bytes and how the connection ended.
    pub(crate) async fn rest(&mut self) -> (Vec<u8>, io::Result<()>) {
        let mut all = Vec::new();
        let ended = self.0.read_to_end(&mut all).await;
        (all, ended.map(drop))
    }

    /// Reads up to an orderly close, and returns the text.
    pub(crate) async fn whole(&mut self) -> String {
        let (all, ended) = self.rest().await;
        ended.unwrap();
        String::from_utf8(all).unwrap()
    }

    /// Reads an answer with a length, and returns its head and its body.
    pub(crate) async fn answer(&mut self) -> (String, Value) {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.extend(self.exactly(1).await);
        }
        let head = String::from_utf8(head).unwrap();
        let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ").map(str::to_owned)).unwrap();
        let body = self.exactly(length.parse().unwrap()).await;
        (head, serde_json::from_slice(&body).unwrap())
    }
}

/// Sends a request, and returns the answer up to an orderly close.
async fn played(steps: &str) -> String {
    let server = scripted(&format!("it: [{steps}]")).await;
    Raw::asked(&server, "/_scenario/it/run").await.whole().await
}
