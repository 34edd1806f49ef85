//! The thread that serves. It has a runtime of its own, so the server answers blocking and asynchronous clients alike,
//! outlives the caller's runtime, and is gone, with its port and its connections, when its handle is dropped.

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
    playback::front::Front,
    service::{self, timed::Activity},
    state::shared::Shared,
};

/// The address that is listened on, once it is.
pub(crate) type Bound = oneshot::Receiver<io::Result<SocketAddr>>;

/// The time that the answers under way get when the server is asked to finish; as much as they need where it is `None`.
type Grace = Option<Duration>;

/// The handle of the thread. Dropped, it ends the thread at once, and waits until it has ended.
#[derive(Debug)]
pub(crate) struct Background {
    finish: Option<oneshot::Sender<Grace>>,
    alive: Option<oneshot::Sender<Infallible>>,
    /// Whether all answers were whole when the thread ended.
    ended: oneshot::Receiver<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Background {
    /// Starts a thread that serves on that host and port.
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
            // The connections are tasks of this runtime: they end with it.
            drop(runtime);
            // Where nobody waits for it, nobody wants to know.
            let _ = ended_sender.send(whole);
        })?;
        let thread = Some(thread);
        Ok((Self { finish: Some(finish), alive: Some(alive), ended, thread }, bound))
    }

    /// Accepts no more connections, and waits for the answers that are under way; gives whether all of them were whole.
    pub(crate) async fn finish(&mut self, grace: Grace) -> bool {
        if let Some(finish) = self.finish.take() {
            // An error means that the thread has ended already.
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

/// Waits until the server is asked to finish, and passes on how long that may take.
async fn finished(finish: oneshot::Receiver<Grace>, asked: oneshot::Sender<Grace>) {
    match finish.await {
        Ok(grace) => drop(asked.send(grace)),
        Err(_) => future::pending().await,
    }
}

/// Waits until the server has been asked to finish and its time for that is over.
async fn grace_over(asked: oneshot::Receiver<Grace>, server: &Shared) {
    match asked.await {
        Ok(Some(grace)) => server.clock.sleep_until(server.clock.now().plus(grace)).await,
        _ => future::pending().await,
    }
}

/// Listens, says where, and serves until it is asked to finish.
async fn serve(
    host: String,
    port: u16,
    server: Arc<Shared>,
    bound: oneshot::Sender<io::Result<SocketAddr>>,
    finished: impl Future<Output = ()> + Send + 'static,
) {
    let listener = match TcpListener::bind((host.as_str(), port)).await {
        Ok(listener) => listener,
        // Where nobody listens for the error, nobody wants the server.
        Err(error) => return drop(bound.send(Err(error))),
    };
    let address = listener.local_addr();
    if let Ok(address) = address {
        // It is set here alone.
        let _ = server.bound.set(address);
    }
    if bound.send(address).is_err() {
        return;
    }
    let front = Front::new(listener, Arc::clone(&server));
    let router = Router::new().fallback(service::serve).with_state(server);
    let router = router.into_make_service_with_connect_info::<Activity>();
    // It ends without an error: failures to accept are waited out inside.
    let _ = axum::serve(front, router).with_graceful_shutdown(finished).await;
}
