//! The HTTP client of each runtime. A connection is served by the runtime that opened it, and waits while that one rests.

use std::convert::Infallible;
use std::fmt;
use std::sync::{Mutex, PoisonError, RwLock};

use tokio::runtime::{Handle, Id};
use tokio::sync::oneshot;

use super::http::{Http, HttpConfig, Network};
use super::lenient::SendError;
use crate::error::{Error, NO_RUNTIME};

/// As many HTTP clients as there are runtimes that use them. That of a runtime which is gone goes with it: what reaps its idle connections did.
pub(crate) struct Pools {
    config: HttpConfig,
    /// To build requests with.
    library: reqwest::Client,
    /// What was built to see that it can be, until a runtime has it.
    first: Mutex<Option<Http>>,
    by_runtime: RwLock<Vec<Pool>>,
}

struct Pool {
    http: Http,
    runtime: Id,
    /// Its receiver is on the runtime, and gone with it.
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
            Network { customise: Some(_), .. } => "look at what http(…) changes",
            Network { client_cert: Some(_), .. } => "look at what client_cert and ca_file hold",
            Network { ca_file: Some(_), .. } => "look at what ca_file holds",
            _ => "look at user_agent, proxy and the certificates of the system",
        };
        let config = HttpConfig::new(network, is_loopback)?;
        let first = config.build();
        let first = first.map_err(|error| Error::configuration(format!("the HTTP client cannot be built: {advice}")).with_source(error))?;
        Ok(Self { config, library: first.library().clone(), first: Mutex::new(Some(first)), by_runtime: RwLock::default() })
    }

    /// An HTTP client to build requests with.
    pub(crate) fn library(&self) -> reqwest::Client {
        self.library.clone()
    }

    /// The connections of this runtime are used no more: any of them may be out of step with its server. Those that are idle close; a stream
    /// under way keeps its own.
    pub(super) fn discard_current(&self) {
        if let Ok(handle) = Handle::try_current() {
            self.by_runtime.write().unwrap_or_else(PoisonError::into_inner).retain(|pool| pool.runtime != handle.id());
        }
    }

    /// The HTTP client of the runtime on which this is called.
    ///
    /// # Errors
    /// There is none, without which the HTTP library would panic: only the raw client comes so far.
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

/// Says nothing of the HTTP client, whose default headers may hold secrets.
impl fmt::Debug for Pools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pools").finish_non_exhaustive()
    }
}
