//! The thread that serves. It has a runtime of its own, so the server answers blocking and asynchronous clients alike,
//! outlives the caller's runtime, and is gone, with its port and its connections, when its handle is dropped.

use std::{
    convert::Infallible,
    io,
    net::SocketAddr,
    thread::{self, JoinHandle},
};

use axum::{Router, serve::ListenerExt};
use tokio::{net::TcpListener, sync::oneshot};

/// The address that is listened on, once it is.
pub(crate) type Bound = oneshot::Receiver<io::Result<SocketAddr>>;

/// The handle of the thread. Dropped, it ends the thread at once, and waits until it has ended.
#[derive(Debug)]
pub(crate) struct Background {
    graceful: Option<oneshot::Sender<()>>,
    alive: Option<oneshot::Sender<Infallible>>,
    ended: oneshot::Receiver<Infallible>,
    thread: Option<JoinHandle<()>>,
}

impl Background {
    /// Starts a thread that serves `router` on that host and port.
    pub(crate) fn start(host: String, port: u16, router: Router) -> io::Result<(Self, Bound)> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
        let (bound_sender, bound) = oneshot::channel();
        let (graceful, graceful_receiver) = oneshot::channel();
        let (alive, alive_receiver) = oneshot::channel();
        let (ended_sender, ended) = oneshot::channel();
        let thread = thread::Builder::new().name("agentspec-mock".to_owned()).spawn(move || {
            let serving = serve(host, port, router, bound_sender, graceful_receiver);
            runtime.block_on(async {
                tokio::select! {
                    () = serving => {}
                    _ = alive_receiver => {}
                }
            });
            // The connections are tasks of this runtime: they end with it.
            drop(runtime);
            drop(ended_sender);
        })?;
        let thread = Some(thread);
        Ok((Self { graceful: Some(graceful), alive: Some(alive), ended, thread }, bound))
    }

    /// Accepts no more connections, and waits for the answers that are under way.
    pub(crate) async fn finish(&mut self) {
        if let Some(graceful) = self.graceful.take() {
            // An error means that the thread has ended already.
            let _ = graceful.send(());
            let _ = (&mut self.ended).await;
        }
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

/// Listens, says where, and serves until it is asked to finish.
async fn serve(host: String, port: u16, router: Router, bound: oneshot::Sender<io::Result<SocketAddr>>, graceful: oneshot::Receiver<()>) {
    let listener = match TcpListener::bind((host.as_str(), port)).await {
        Ok(listener) => listener,
        // Where nobody listens for the error, nobody wants the server.
        Err(error) => return drop(bound.send(Err(error))),
    };
    if bound.send(listener.local_addr()).is_err() {
        return;
    }
    // Without it the events of a stream would be held back, to be sent together.
    let listener = listener.tap_io(|connection| drop(connection.set_nodelay(true)));
    let asked_to_finish = async {
        if graceful.await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    // It ends without an error: failures to accept are waited out inside.
    let _ = axum::serve(listener, router).with_graceful_shutdown(asked_to_finish).await;
}
