//! What no text may show: the secrets that a call has sent, found and hidden where a server says them back. Knows no kind of credential.

mod encoding;
mod pattern;
mod secrets;

pub(crate) use self::pattern::{End, SecretPattern};
pub(crate) use self::secrets::{REDACTED, Secrets};
