//! What no text may show: the secrets that a call has sent, found and hidden where a server says them back. Knows no kind of credential.

mod echo;
mod secrets;
mod spelling;

pub(crate) use self::echo::{Echo, End};
pub(crate) use self::secrets::{HIDDEN, Secrets};
