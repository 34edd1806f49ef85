//! Connections as the HTTP library makes them, by its proxies, names and TLS, but used by another HTTP client.
//!
//! The library hands a connection to nobody. But a layer of its connector sees each: this one keeps the connection for who asked, and tells the
//! library that there is none.

use std::error::Error as StdError;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use futures::future::{BoxFuture, FutureExt};
use http::Uri;
use tower_layer::Layer;
use tower_service::Service;

use super::connection::{Connection, Io};
use crate::error::NoConnection;

type BoxError = Box<dyn StdError + Send + Sync>;
type Place = Arc<Mutex<Option<Box<dyn Io>>>>;

tokio::task_local! {
    /// Where the connection goes that the task is waiting for.
    static PLACE: Place;
}

/// The layer. A request that does not come from a [`Connector`] has its connection as ever.
#[derive(Clone)]
pub(in super::super) struct Take;

impl<S> Layer<S> for Take {
    type Service = Taking<S>;

    fn layer(&self, connector: S) -> Taking<S> {
        Taking(connector)
    }
}

#[derive(Clone)]
pub(in super::super) struct Taking<S>(S);

impl<S, R> Service<R> for Taking<S>
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
        let taking = async move {
            let connection = connecting.await?;
            let Ok(place) = PLACE.try_with(Arc::clone) else { return Ok(connection) };
            *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(connection));
            Err("the connection has been taken".into())
        };
        taking.boxed()
    }
}

/// Connects by the HTTP library.
#[derive(Clone)]
pub(super) struct Connector(pub(super) reqwest::Client);

impl Service<Uri> for Connector {
    type Response = Connection;
    type Error = NoConnection;
    type Future = BoxFuture<'static, Result<Connection, NoConnection>>;

    fn poll_ready(&mut self, _task: &mut Context<'_>) -> Poll<Result<(), NoConnection>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let place = Place::default();
        // Nothing of this request is sent: it has no connection.
        let asked = PLACE.scope(Arc::clone(&place), self.0.get(to.to_string()).send());
        let connecting = async move {
            let asked = asked.await;
            let taken = place.lock().unwrap_or_else(PoisonError::into_inner).take();
            taken.map(Connection::new).ok_or_else(|| NoConnection(asked.err()))
        };
        connecting.boxed()
    }
}
