//! The HTTP clients of a client, one per runtime. A connection is served by the runtime that opened it, and stalls while that runtime is idle.

use std::convert::Infallible;
use std::fmt;
use std::sync::{Mutex, PoisonError, RwLock};

use tokio::runtime::{Handle, Id};
use tokio::sync::oneshot;

use super::http::{Http, HttpConfig, Network};
use super::lenient::SendError;
use crate::error::{Error, NO_RUNTIME};

/// The HTTP clients, one per runtime that uses them. The HTTP client of a runtime that has shut down is removed, since nothing closes its idle connections.
pub(crate) struct Pools {
    config: HttpConfig,
    /// The client that builds requests.
    library: reqwest::Client,
    /// The client that was built to validate the configuration, until a runtime takes it.
    first: Mutex<Option<Http>>,
    by_runtime: RwLock<Vec<Pool>>,
}

struct Pool {
    http: Http,
    runtime: Id,
    /// The receiver runs on the runtime and is dropped with it.
    end: oneshot::Sender<Infallible>,
}

impl Pool {
    fn serves(&self, runtime: Id) -> bool {
        self.runtime == runtime && !self.end.is_closed()
    }
}

impl Pools {
    pub(crate) fn new(network: Network, is_loopback: bool) -> Result<Self, Error> {
        let advice = match &network {
            Network { customise: Some(_), .. } => "check the changes made in http(…)",
            Network { client_cert: Some(_), .. } => "check the files of client_cert and ca_file",
            Network { ca_file: Some(_), .. } => "check the file of ca_file",
            _ => "check user_agent, proxy and the certificates of the system",
        };
        let config = HttpConfig::new(network, is_loopback)?;
        let first = config.build();
        let first = first.map_err(|error| Error::configuration(format!("the HTTP client cannot be built: {advice}")).with_source(error))?;
        Ok(Self { config, library: first.library().clone(), first: Mutex::new(Some(first)), by_runtime: RwLock::default() })
    }

    /// Returns an HTTP client that builds requests.
    pub(crate) fn library(&self) -> reqwest::Client {
        self.library.clone()
    }

    /// Discards the connections of this runtime, because any of them may be out of step with its server. Idle connections are closed; a stream keeps
    /// its own connection.
    pub(super) fn discard_current(&self) {
        if let Ok(handle) = Handle::try_current() {
            self.by_runtime.write().unwrap_or_else(PoisonError::into_inner).retain(|pool| pool.runtime != handle.id());
        }
    }

    /// Returns the HTTP client of the current runtime.
    ///
    /// # Errors
    /// If there is no runtime, in which case the HTTP library would panic. Only the raw client can reach this.
    pub(super) fn current(&self) -> Result<Http, SendError> {
        let Ok(handle) = Handle::try_current() else { return Err(SendError::NotSent(Error::configuration(NO_RUNTIME))) };
        let runtime = handle.id();
        let find = |pools: &[Pool]| pools.iter().find(|pool| pool.serves(runtime)).map(|pool| pool.http.clone());
        if let Some(http) = find(&self.by_runtime.read().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(http);
        }
        let mut pools = self.by_runtime.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(http) = find(&pools) {
            return Ok(http);
        }
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner).take();
        let http = first.map_or_else(|| self.config.build(), Ok)?;
        pools.retain(|pool| !pool.end.is_closed());
        let (end, ended) = oneshot::channel();
        handle.spawn(ended);
        pools.push(Pool { http: http.clone(), runtime, end });
        Ok(http)
    }
}

/// Omits the HTTP client, whose default headers may hold secrets.
impl fmt::Debug for Pools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pools").finish_non_exhaustive()
    }
}
