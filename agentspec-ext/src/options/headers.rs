//! Headers as they were given, in any form; they are read when they are to be sent.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use crate::error::Error;

/// Headers in the order in which they were given. Of several with one name, the last counts.
#[derive(Clone, Default)]
pub(crate) struct GivenHeaders(Vec<Given>);

#[derive(Clone)]
struct Given {
    name: String,
    /// None where no header can hold it.
    value: Option<HeaderValue>,
}

impl GivenHeaders {
    pub(crate) fn push(&mut self, name: impl AsRef<str>, value: impl TryInto<HeaderValue>) {
        self.0.push(Given { name: name.as_ref().to_owned(), value: value.try_into().ok() });
    }

    /// # Errors
    /// A name or a value that no header can have. The value is not shown: it may be a secret.
    pub(crate) fn read(&self) -> Result<HeaderMap, Error> {
        let mut headers = HeaderMap::with_capacity(self.0.len());
        for Given { name, value } in &self.0 {
            let Ok(read) = HeaderName::from_bytes(name.as_bytes()) else {
                let message = format!("header {name:?}: invalid name: expected letters, digits and hyphens, as in \"x-team\"");
                return Err(Error::invalid_request(message));
            };
            let Some(value) = value else {
                let message = format!("header {read}: invalid value: expected text without line breaks or other control characters");
                return Err(Error::invalid_request(message));
            };
            headers.insert(read, value.clone());
        }
        Ok(headers)
    }
}
