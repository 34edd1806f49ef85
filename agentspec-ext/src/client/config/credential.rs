//! The credential settings of a client: one key, token or source, set explicitly or by the environment.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::ClientBuilder;
use crate::credential::{Credential, CredentialSource, Credentials};
use crate::error::Error;

/// The credentials that were set.
#[derive(Clone, Default)]
pub(super) struct CredentialSettings {
    api_key: Option<Zeroizing<String>>,
    token: Option<Zeroizing<String>>,
    source: Option<Arc<dyn CredentialSource>>,
}

impl ClientBuilder {
    /// Sets the key, sent as `X-API-Key`.
    ///
    /// A key of four bytes or more is redacted if the server echoes it. The client's copy is wiped from memory when the last of its clones and requests is
    /// dropped; copies in the buffers of the HTTP library are not.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.credentials.api_key = Some(Zeroizing::new(key.into()));
        self
    }

    /// Sets the token, sent as `Authorization: Bearer`. It is redacted and wiped like a [key](Self::api_key).
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.credentials.token = Some(Zeroizing::new(token.into()));
        self
    }

    /// Sets the source of each attempt's credential, in place of a constant key or token: see [`CredentialSource`].
    ///
    /// Its credentials are redacted like a [key](Self::api_key) in everything about the call that sent them.
    pub fn credential_source(mut self, source: impl CredentialSource + 'static) -> Self {
        self.credentials.source = Some(Arc::new(source));
        self
    }
}

impl CredentialSettings {
    /// Returns the credentials that are set, otherwise those of the environment. At most one may be set, since it would be unclear which to use.
    pub(super) fn resolve(&self, variable: impl Fn(&str) -> Result<Option<String>, Error>) -> Result<Credentials, Error> {
        let given = [("api_key", self.api_key.is_some()), ("token", self.token.is_some()), ("credential_source", self.source.is_some())];
        let mut given = given.into_iter().filter(|(_, is_given)| *is_given).map(|(name, _)| name);
        if let (Some(one), Some(other)) = (given.next(), given.next()) {
            return Err(Error::configuration(format!("{one} and {other} are both set: a client uses one; leave the other out")));
        }
        if let Some(source) = &self.source {
            return Ok(Credentials::Source(Arc::clone(source)));
        }
        if let Some(key) = &self.api_key {
            return Credential::api_key_of(key, "api_key").map(Credentials::Fixed);
        }
        if let Some(token) = &self.token {
            return Credential::token_of(token, "token").map(Credentials::Fixed);
        }
        if let Some(key) = variable("AGENTSPEC_API_KEY")?.map(Zeroizing::new) {
            return Credential::api_key_of(&key, "AGENTSPEC_API_KEY").map(Credentials::Fixed);
        }
        match variable("AGENTSPEC_TOKEN")?.map(Zeroizing::new) {
            Some(token) => Credential::token_of(&token, "AGENTSPEC_TOKEN").map(Credentials::Fixed),
            None => Ok(Credentials::None),
        }
    }
}

impl fmt::Debug for CredentialSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CredentialSettings")
            .field("api_key", &self.api_key.as_deref().map(|_| "…"))
            .field("token", &self.token.as_deref().map(|_| "…"))
            .field("source", &self.source.as_deref().map(CredentialSource::name))
            .finish()
    }
}
