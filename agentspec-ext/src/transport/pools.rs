//! The HTTP client of each runtime. A connection is served by the runtime that opened it, and waits while that one rests.

use std::convert::Infallible;
use std::fmt;
use std::sync::{PoisonError, RwLock};

use tokio::runtime::{Handle, Id};
use tokio::sync::oneshot;

use super::http::{Http, Network, Recipe};
use crate::error::Error;

/// As many HTTP clients as there are runtimes that use them. That of a runtime which is gone goes with it: what reaps its idle connections did.
pub(crate) struct Pools {
    recipe: Recipe,
    first: Http,
    made: RwLock<Vec<Pool>>,
}

struct Pool {
    http: Http,
    runtime: Id,
    /// Its receiver is on the runtime, and gone with it.
    end: oneshot::Sender<Infallible>,
}

impl Pool {
    fn is_of(&self, runtime: Id) -> bool {
        self.runtime == runtime && !self.end.is_closed()
    }
}

impl Pools {
    pub(crate) fn new(network: Network, is_loopback: bool) -> Result<Self, Error> {
        let advice = match (&network.customise, &network.ca_file) {
            (Some(_), _) => "look at what http(…) changes",
            (None, Some(_)) => "look at what ca_file holds",
            (None, None) => "look at user_agent, proxy and the certificates of the system",
        };
        let recipe = Recipe::new(network, is_loopback)?;
        let first = recipe.build();
        let first = first.map_err(|error| Error::configuration(format!("the HTTP client cannot be built: {advice}")).with_source(error))?;
        Ok(Self { recipe, first, made: RwLock::default() })
    }

    /// An HTTP client to build requests with.
    pub(super) fn library(&self) -> reqwest::Client {
        self.first.library().clone()
    }

    /// The HTTP client of the runtime on which this is called.
    pub(super) fn here(&self) -> reqwest::Result<Http> {
        // Without one, the HTTP library has its say.
        let Ok(handle) = Handle::try_current() else { return Ok(self.first.clone()) };
        let runtime = handle.id();
        let find = |made: &[Pool]| made.iter().find(|pool| pool.is_of(runtime)).map(|pool| pool.http.clone());
        if let Some(http) = find(&self.made.read().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(http);
        }
        let mut made = self.made.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(http) = find(&made) {
            return Ok(http);
        }
        let http = if made.is_empty() { self.first.clone() } else { self.recipe.build()? };
        made.retain(|pool| !pool.end.is_closed());
        let (end, ended) = oneshot::channel();
        handle.spawn(ended);
        made.push(Pool { http: http.clone(), runtime, end });
        Ok(http)
    }
}

/// Says nothing of the HTTP client, whose default headers may hold secrets.
impl fmt::Debug for Pools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pools").finish_non_exhaustive()
    }
}
