//! The HTTP client with its connections, which are given up together where an answer came that another call was to get: any of them may be
//! out of step with its server.

use std::sync::{PoisonError, RwLock};

use agentspec_client::Client as RawClient;
use url::Url;

use crate::error::Error;

type Make = dyn Fn() -> Result<reqwest::Client, Error> + Send + Sync;

pub(crate) struct Connections {
    base_url: String,
    make: Box<Make>,
    made: RwLock<Made>,
}

#[derive(Clone)]
pub(super) struct Made {
    pub(super) raw: RawClient,
    pub(super) http: reqwest::Client,
}

impl Made {
    fn new(base_url: &str, http: reqwest::Client) -> Self {
        Self { raw: RawClient::new(base_url, http.clone()), http }
    }
}

impl Connections {
    pub(crate) fn new(base_url: &Url, make: impl Fn() -> Result<reqwest::Client, Error> + Send + Sync + 'static) -> Result<Self, Error> {
        let base_url = base_url.as_str().trim_end_matches('/').to_owned();
        let first = Made::new(&base_url, make()?);
        Ok(Self { base_url, make: Box::new(make), made: RwLock::new(first) })
    }

    pub(crate) fn http(&self) -> reqwest::Client {
        self.get().http
    }

    pub(super) fn get(&self) -> Made {
        self.made.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// No call is made over them any more. Those that are idle close; a stream under way keeps its own.
    pub(super) fn give_up(&self) {
        if let Ok(http) = (self.make)() {
            *self.made.write().unwrap_or_else(PoisonError::into_inner) = Made::new(&self.base_url, http);
        }
    }
}
