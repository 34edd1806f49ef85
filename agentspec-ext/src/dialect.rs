//! The dialects of the API, and how an answer in another one is recognized. Translates nothing: that is `transport/dialect.rs`.

pub(crate) mod marks;

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// The dialect of the API that the server of a client speaks: [`ClientBuilder::dialect`](crate::ClientBuilder::dialect).
///
/// The public AgentSpec runtime speaks an older dialect than the documented API. The guide's chapter on [dialects](crate::guide::dialects) has a table of
/// what differs.
///
/// ```
/// use agentspec_ext::Dialect;
///
/// assert_eq!("auto".parse::<Dialect>()?, Dialect::Auto);
/// assert_eq!(Dialect::default().to_string(), "documented");
/// # Ok::<(), agentspec_ext::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Dialect {
    /// The documented API.
    #[default]
    Documented,
    /// The dialect of the public AgentSpec runtime. Each request is translated to it, and each response from it.
    Runtime,
    /// Found out by one `GET /healthz` before the first request of a client, sent without a credential.
    Auto,
}

impl Dialect {
    fn name(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Runtime => "runtime",
            Self::Auto => "auto",
        }
    }

    /// Reads a name. `origin` names its source for messages: the setter or the variable.
    pub(crate) fn read(name: &str, origin: &str) -> Result<Self, Error> {
        let known = [Self::Documented, Self::Runtime, Self::Auto].into_iter().find(|dialect| dialect.name() == name);
        known.ok_or_else(|| Error::configuration(format!("{origin} must be `documented`, `runtime` or `auto`")))
    }
}

/// Writes the name, as [`FromStr`] reads it.
impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Reads a name.
///
/// # Errors
/// [`is_configuration`](Error::is_configuration) if it is none of the three.
impl FromStr for Dialect {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::read(name, "dialect")
    }
}
