//! Makes connections with the HTTP library, with its proxies, name resolution and TLS, for use by another HTTP client.
//!
//! The library has no interface for that, but a layer of its connector sees each connection. The layer here captures the connection for the requesting
//! task, and reports to the library that connecting failed.

use std::error::Error as StdError;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use futures::future::{BoxFuture, FutureExt};
use http::Uri;
use tower_layer::Layer;
use tower_service::Service;

use super::connection::{Connection, Io};
use super::lost::Connections;
use crate::error::ConnectFailed;

type BoxError = Box<dyn StdError + Send + Sync>;
type Slot = Arc<Mutex<Option<Box<dyn Io>>>>;

tokio::task_local! {
    /// The slot for the connection that the task is waiting for.
    static SLOT: Slot;
}

/// The capturing layer. Requests that do not come from a [`Connector`] get their connection as usual.
#[derive(Clone)]
pub(in super::super) struct CaptureLayer;

impl<S> Layer<S> for CaptureLayer {
    type Service = Capture<S>;

    fn layer(&self, connector: S) -> Capture<S> {
        Capture(connector)
    }
}

#[derive(Clone)]
pub(in super::super) struct Capture<S>(S);

impl<S, R> Service<R> for Capture<S>
where
    S: Service<R, Error = BoxError>,
    S::Response: Io + 'static,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<S::Response, BoxError>>;

    fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0.poll_ready(task)
    }

    fn call(&mut self, to: R) -> Self::Future {
        let connecting = self.0.call(to);
        let capturing = async move {
            let connection = connecting.await?;
            let Ok(slot) = SLOT.try_with(Arc::clone) else { return Ok(connection) };
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(connection));
            Err("the connection has been captured".into())
        };
        capturing.boxed()
    }
}

/// Connects by means of the HTTP library.
#[derive(Clone)]
pub(super) struct Connector {
    pub(super) library: reqwest::Client,
    pub(super) connections: Connections,
}

impl Service<Uri> for Connector {
    type Response = Connection;
    type Error = ConnectFailed;
    type Future = BoxFuture<'static, Result<Connection, ConnectFailed>>;

    fn poll_ready(&mut self, _task: &mut Context<'_>) -> Poll<Result<(), ConnectFailed>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let slot = Slot::default();
        // This request is never sent, since it gets no connection.
        let request = SLOT.scope(Arc::clone(&slot), self.library.get(to.to_string()).send());
        let connections = self.connections.clone();
        let connecting = async move {
            let _connecting = connections.connecting();
            let result = request.await;
            let captured = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
            captured.map(|io| Connection::new(io, connections.clone())).ok_or_else(|| ConnectFailed(result.err()))
        };
        connecting.boxed()
    }
}
