//! A TLS server that records every byte that its sockets received.
#![allow(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a test may fail")]

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{ALL_VERSIONS, RootCertStore, ServerConfig, SupportedProtocolVersion};

use crate::Identity;

/// A server with the same response to each request.
#[derive(Debug)]
pub struct TlsServer {
    /// The port on which it listens.
    pub port: u16,
    connections: Connections,
    task: JoinHandle<()>,
}

/// The TLS versions that a server supports.
pub type Versions = &'static [&'static SupportedProtocolVersion];

/// The bytes that each connection has received.
type Connections = Arc<Mutex<Vec<Vec<u8>>>>;

impl TlsServer {
    /// Starts a server on a free port. `json` is the body of each response.
    pub async fn start(identity: &Identity, json: &str) -> Self {
        Self::with(identity, json, ALL_VERSIONS, None).await
    }

    /// As [`start`](Self::start), but requires a client certificate of this authority.
    pub async fn demanding(identity: &Identity, json: &str, versions: Versions, authority: &Identity) -> Self {
        Self::with(identity, json, versions, Some(authority)).await
    }

    async fn with(identity: &Identity, json: &str, versions: Versions, authority: Option<&Identity>) -> Self {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length:";
        let response: Arc<str> = format!("{head} {}\r\n\r\n{json}", json.len()).into();
        let chain = CertificateDer::pem_slice_iter(identity.certificate.as_bytes()).collect::<Result<_, _>>().unwrap();
        let key = PrivateKeyDer::from_pem_slice(identity.key.as_bytes()).unwrap();
        let provider = Arc::new(aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(Arc::clone(&provider)).with_protocol_versions(versions).unwrap();
        let config = match authority {
            None => config.with_no_client_auth(),
            Some(authority) => {
                let mut roots = RootCertStore::empty();
                roots.add(CertificateDer::from_pem_slice(authority.certificate.as_bytes()).unwrap()).unwrap();
                config.with_client_cert_verifier(WebPkiClientVerifier::builder_with_provider(roots.into(), provider).build().unwrap())
            }
        };
        let acceptor = TlsAcceptor::from(Arc::new(config.with_single_cert(chain, key).unwrap()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let connections = Connections::default();
        let received = Arc::clone(&connections);
        let task = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let number = received.lock().unwrap().len();
                received.lock().unwrap().push(Vec::new());
                tokio::spawn(answer(acceptor.clone(), Arc::clone(&response), Recorded { socket, number, received: Arc::clone(&received) }));
            }
        });
        Self { port, connections, task }
    }

    /// Returns the bytes that each connection has received.
    #[must_use]
    pub fn received(&self) -> Vec<Vec<u8>> {
        self.connections.lock().unwrap().clone()
    }
}

impl Drop for TlsServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(acceptor: TlsAcceptor, response: Arc<str>, mut socket: Recorded) -> io::Result<()> {
    let Ok(mut tls) = acceptor.accept(&mut socket).await else {
        // Anything else that the client sends is recorded too.
        return socket.read_to_end(&mut Vec::new()).await.map(drop);
    };
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") && tls.read_buf(&mut request).await? > 0 {}
    tls.write_all(response.as_bytes()).await?;
    tls.shutdown().await
}

struct Recorded {
    socket: TcpStream,
    number: usize,
    received: Connections,
}

impl AsyncRead for Recorded {
    fn poll_read(mut self: Pin<&mut Self>, task: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.socket).poll_read(task, buffer))?;
        self.received.lock().unwrap()[self.number].extend_from_slice(&buffer.filled()[before..]);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Recorded {
    fn poll_write(mut self: Pin<&mut Self>, task: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write(task, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(task)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(task)
    }
}
