//! The secrets that a call has sent, and their redaction in texts of the server. Independent of the kinds of credentials.

mod encoding;
mod pattern;
mod secrets;

pub(crate) use self::pattern::{End, SecretPattern};
pub(crate) use self::secrets::{REDACTED, Secrets};

#[cfg(test)]
mod vectors;
