//! Sources of the credential of an attempt.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::sync::Arc;

use futures::future::{BoxFuture, FutureExt};

use super::Credential;
use crate::error::Error;
use crate::secret::Secrets;

type BoxError = Box<dyn StdError + Send + Sync>;

/// Provides the credential of each attempt, so that a client can use credentials that expire.
///
/// The client calls the source once for each attempt, after the [middleware](crate::Middleware) and within the `timeout` of the attempt, and
/// possibly for several calls at once. The client does not cache the credential; a source may.
///
/// A function or closure that returns a future is a source:
///
/// ```
/// use agentspec_ext::{Client, Credential};
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let server = agentspec_mock::MockServer::start().await;
/// async fn from_file() -> Result<Credential, Box<dyn std::error::Error + Send + Sync>> {
///     # #[cfg(any())]
///     let token = tokio::fs::read_to_string("/var/run/secrets/token").await?;
///     # let token = "your-token\n";
///     Ok(Credential::token(token.trim())?)
/// }
///
/// let client = Client::builder().base_url(server.url()).credential_source(from_file).build()?;
/// client.agents().list().await?;
/// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
/// ```
///
/// # Errors
/// If the source fails, nothing is sent, and the attempt fails with the code `credential_unavailable`, a configuration error
/// ([`Error::is_configuration`]); the source's error is its [`source`](std::error::Error::source). The
/// [policy](crate::retry::RetryPolicy) decides whether to call the source again; the default policy does not. A source that takes too long is a timeout
/// of the phase [`Credential`](crate::Phase::Credential), which is retried like any request that was not sent.
pub trait CredentialSource: Send + Sync {
    /// Returns the credential of one attempt.
    fn credential(&self) -> BoxFuture<'_, Result<Credential, BoxError>>;

    /// Returns the name of the source in errors. Default `credential_source`.
    #[expect(clippy::unnecessary_literal_bound, reason = "a source may return a name that it stores")]
    fn name(&self) -> &str {
        "credential_source"
    }
}

impl<F, C, E> CredentialSource for F
where
    F: Fn() -> C + Send + Sync,
    C: Future<Output = Result<Credential, E>> + Send + 'static,
    E: Into<BoxError>,
{
    fn credential(&self) -> BoxFuture<'_, Result<Credential, BoxError>> {
        let credential = self();
        async move { credential.await.map_err(Into::into) }.boxed()
    }
}

impl<S: CredentialSource + ?Sized> CredentialSource for Arc<S> {
    fn credential(&self) -> BoxFuture<'_, Result<Credential, BoxError>> {
        (**self).credential()
    }

    fn name(&self) -> &str {
        (**self).name()
    }
}

impl CredentialSource for Box<dyn CredentialSource> {
    fn credential(&self) -> BoxFuture<'_, Result<Credential, BoxError>> {
        (**self).credential()
    }

    fn name(&self) -> &str {
        (**self).name()
    }
}

/// The credentials of a client or of a call.
#[derive(Clone, Default)]
pub(crate) enum Credentials {
    #[default]
    None,
    Fixed(Credential),
    Source(Arc<dyn CredentialSource>),
}

impl Credentials {
    /// Returns the secrets that a call may send.
    pub(crate) fn secrets(&self) -> Secrets {
        match self {
            Self::None => Secrets::NONE,
            Self::Fixed(credential) => Secrets::from_pattern(credential.pattern()),
            Self::Source(_) => Secrets::for_source(),
        }
    }

    /// Returns the secrets that a call with these credentials may send, and its client's, which a server may know from another call and echo.
    pub(crate) fn secrets_with_client(&self, client: &Self) -> Secrets {
        match (self, client) {
            (Self::None, _) => client.secrets(),
            (_, Self::Fixed(credential)) => self.secrets().with_client(credential.pattern()),
            (_, Self::None | Self::Source(_)) => self.secrets(),
        }
    }

    /// Returns the name of the credentials for messages; None if there are none.
    pub(crate) fn name(&self) -> Option<String> {
        match self {
            Self::None => None,
            Self::Fixed(credential) => Some(credential.name().to_owned()),
            Self::Source(source) => Some(format!("the credential of {}", source.name())),
        }
    }
}

/// Calls a source for a credential.
pub(crate) async fn fetch(source: &dyn CredentialSource) -> Result<Credential, Error> {
    source.credential().await.map_err(|why| {
        let message = format!("{} returned no credential, and nothing was sent: see the cause of this error", source.name());
        Error::configuration(message).with_code(Error::NO_CREDENTIAL.to_owned()).with_source(why)
    })
}

/// Shows the name of a source, which may hold secrets.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Fixed(credential) => credential.fmt(f),
            Self::Source(source) => f.debug_tuple("Source").field(&source.name()).finish(),
        }
    }
}
