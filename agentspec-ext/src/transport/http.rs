//! Builds the HTTP client.

use std::time::Duration;

use reqwest::{Client, ClientBuilder, redirect};

use crate::config::Customise;
use crate::error::Error;

const USER_AGENT: &str = concat!("agentspec-rust/", env!("CARGO_PKG_VERSION"));
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// An HTTP client by the user's wishes, with what is this crate's to decide set after them.
///
/// A machine without certificates gets one that trusts none, so that plain http works there.
pub(crate) fn http_client(customise: Option<&Customise>) -> Result<Client, Error> {
    let configured = || {
        let defaults = ClientBuilder::new().user_agent(USER_AGENT).connect_timeout(CONNECT_TIMEOUT);
        let wished = customise
            .map_or_else(|| defaults, |customise| customise(ClientBuilder::new().user_agent(USER_AGENT).connect_timeout(CONNECT_TIMEOUT)));
        wished.redirect(redirect::Policy::none()).retry(reqwest::retry::never()).timeout(Duration::MAX)
    };
    configured().build().or_else(|error| {
        configured()
            .tls_certs_only([])
            .build()
            .map_err(|_| Error::configuration("the HTTP client cannot be built: look at what http(…) changes").with_source(error))
    })
}
