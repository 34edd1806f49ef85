//! The thread of the server. It has its own runtime, so that the server answers blocking and asynchronous clients alike, and outlives the
//! caller's runtime. The drop of its handle ends it, and frees its port and its connections.

use std::{
    convert::Infallible,
    future::{self, Future},
    io,
    net::SocketAddr,
    sync::Arc,
    thread::{self, JoinHandle},
    time::Duration,
};

use axum::Router;
use tokio::{net::TcpListener, sync::oneshot};

use crate::{
    playback::dispatch::Dispatcher,
    service::{self, timed::Activity},
    state::shared::Shared,
};

/// Receives the address when the server listens.
pub(crate) type Bound = oneshot::Receiver<io::Result<SocketAddr>>;

/// The time for the responses in progress when the server shuts down; `None` is without limit.
type Grace = Option<Duration>;

/// The handle of the thread. Its drop ends the thread at once, and waits for its end.
#[derive(Debug)]
pub(crate) struct Background {
    finish: Option<oneshot::Sender<Grace>>,
    alive: Option<oneshot::Sender<Infallible>>,
    /// Receives whether all responses were complete when the thread ended.
    ended: oneshot::Receiver<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Background {
    /// Starts the thread.
    pub(crate) fn start(host: String, port: u16, server: Arc<Shared>) -> io::Result<(Self, Bound)> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
        let (bound_sender, bound) = oneshot::channel();
        let (finish, finish_receiver) = oneshot::channel();
        let (alive, alive_receiver) = oneshot::channel();
        let (ended_sender, ended) = oneshot::channel();
        let thread = thread::Builder::new().name("agentspec-mock".to_owned()).spawn(move || {
            let whole = runtime.block_on(async {
                let (asked, asked_receiver) = oneshot::channel();
                let finished = finished(finish_receiver, asked);
                tokio::select! {
                    biased;
                    () = serve(host, port, Arc::clone(&server), bound_sender, finished) => true,
                    () = grace_over(asked_receiver, &server) => false,
                    _ = alive_receiver => false,
                }
            });
            // This ends the connections, which are tasks of the runtime.
            drop(runtime);
            // The receiver is gone if the handle was dropped.
            let _ = ended_sender.send(whole);
        })?;
        let thread = Some(thread);
        Ok((Self { finish: Some(finish), alive: Some(alive), ended, thread }, bound))
    }

    /// Accepts no more connections, and waits for the responses in progress. Returns whether all of them were complete.
    pub(crate) async fn finish(&mut self, grace: Grace) -> bool {
        if let Some(finish) = self.finish.take() {
            // It fails only if the thread has ended already.
            let _ = finish.send(grace);
        }
        (&mut self.ended).await.unwrap_or(false)
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.alive = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Waits until the server is asked to finish, and passes the grace period on.
async fn finished(finish: oneshot::Receiver<Grace>, asked: oneshot::Sender<Grace>) {
    match finish.await {
        Ok(grace) => drop(asked.send(grace)),
        Err(_) => future::pending().await,
    }
}

/// Waits until the grace period is over.
async fn grace_over(asked: oneshot::Receiver<Grace>, server: &Shared) {
    match asked.await {
        Ok(Some(grace)) => server.clock.sleep_until(server.clock.now().plus(grace)).await,
        _ => future::pending().await,
    }
}

/// Listens, reports the address, and serves until it is asked to finish.
async fn serve(
    host: String,
    port: u16,
    server: Arc<Shared>,
    bound: oneshot::Sender<io::Result<SocketAddr>>,
    finished: impl Future<Output = ()> + Send + 'static,
) {
    let listener = match TcpListener::bind((host.as_str(), port)).await {
        Ok(listener) => listener,
        // The receiver is gone if the start was cancelled.
        Err(error) => return drop(bound.send(Err(error))),
    };
    let address = listener.local_addr();
    if let Ok(address) = address {
        // It is set only here.
        let _ = server.bound.set(address);
    }
    if bound.send(address).is_err() {
        return;
    }
    let dispatcher = Dispatcher::new(listener, Arc::clone(&server));
    let cors = server.setup.cors.layer();
    let mut router = Router::new().fallback(service::serve).with_state(server);
    if let Some(cors) = cors {
        router = router.layer(cors);
    }
    let router = router.into_make_service_with_connect_info::<Activity>();
    // It returns no error: it retries after failures to accept.
    let _ = axum::serve(dispatcher, router).with_graceful_shutdown(finished).await;
}
