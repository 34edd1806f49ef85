//! Reads JSON of the server's as the contract asks of clients.
//!
//! The last of equal keys wins; an integral float is an integer where an integer is expected; an optional field that is null is absent. A byte
//! order mark is passed over; a byte that is no UTF-8, and half of a surrogate pair, is U+FFFD. Nesting deeper than 128 is refused.
//!
//! Free-form values keep the order of their keys, and each number: an integer beyond 64 bits, a float beyond `f64`, `NaN` and `Infinity`
//! are the text that was written, as in `"2000000000000000000001"`, since no number of `serde_json` is theirs.

#[doc(hidden)]
pub mod memory;
#[doc(hidden)]
pub mod number;
mod text;
mod tolerant;

use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde_json::Value;

use self::tolerant::Tolerant;

/// Why JSON is not what the contract promises.
///
/// Stands among the [extensions](reqwest::Response::extensions) of the [`Error::UnexpectedResponse`](crate::Error::UnexpectedResponse)
/// that holds the answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Undecodable {
    /// Where, as in `usage.total_tokens`; empty for the whole.
    pub path: String,
    /// What is wrong there.
    pub reason: String,
}

impl fmt::Display for Undecodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str(&self.reason),
            path => write!(f, "{path}: {}", self.reason),
        }
    }
}

impl std::error::Error for Undecodable {}

/// JSON whose values would take more memory than is allowed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct TooLarge {
    /// How much is allowed, in bytes.
    pub limit: usize,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the values of the JSON take more than {} bytes of memory", self.limit)
    }
}

impl std::error::Error for TooLarge {}

/// Why JSON is not read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Unread {
    /// It is not what the contract promises.
    Undecodable(Undecodable),
    /// Its values are too large.
    TooLarge(TooLarge),
}

impl From<Undecodable> for Unread {
    fn from(why: Undecodable) -> Self {
        Self::Undecodable(why)
    }
}

/// Reads a `T` from the bytes of JSON.
///
/// # Errors
/// The bytes are not JSON, or not a `T`.
pub fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Undecodable> {
    from_slice_within(bytes, usize::MAX).map_err(undecodable)
}

/// As [`from_slice`], of JSON whose values take at most twice `limit` bytes of memory.
///
/// # Errors
/// As [`from_slice`]; or the values take more.
pub fn from_slice_within<T: DeserializeOwned>(bytes: &[u8], limit: usize) -> Result<T, Unread> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let most = limit.saturating_mul(memory::FACTOR);
    let text = text::lossy(bytes, limit).ok_or(Unread::TooLarge(TooLarge { limit: most }))?;
    Ok(from_value(parse_within(&text, limit)?)?)
}

/// Reads JSON whose type is not known yet. What it returns is for [`from_value`] alone, which makes the numbers that it marks what they are.
///
/// # Errors
/// The text is not JSON.
#[doc(hidden)]
pub fn parse(text: &str) -> Result<Value, Undecodable> {
    parse_within(text, usize::MAX).map_err(undecodable)
}

/// As [`parse`], of JSON whose values take at most twice `limit` bytes of memory.
///
/// # Errors
/// As [`parse`]; or the values take more.
#[doc(hidden)]
pub fn parse_within(text: &str, limit: usize) -> Result<Value, Unread> {
    let limit = limit.saturating_mul(memory::FACTOR);
    let readable = text::readable(text, limit).ok_or(TooLarge { limit }).map_err(Unread::TooLarge)?;
    serde_json::from_str(&readable).map_err(|error| Undecodable { path: String::new(), reason: error.to_string() }.into())
}

fn undecodable(why: Unread) -> Undecodable {
    match why {
        Unread::Undecodable(why) => why,
        Unread::TooLarge(why) => Undecodable { path: String::new(), reason: why.to_string() },
    }
}

/// Reads a `T` from a JSON value.
///
/// # Errors
/// The value is not a `T`.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Undecodable> {
    serde_path_to_error::deserialize(Tolerant(value)).map_err(|error| {
        let path = error.path().to_string();
        Undecodable { path: if path == "." { String::new() } else { path }, reason: error.inner().to_string() }
    })
}

/// Reads a list that the contract lets be null: null is the empty list. For `#[serde(deserialize_with = "…")]`.
///
/// # Errors
/// The value is neither null nor such a list.
pub fn null_as_empty<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Option::<Vec<T>>::deserialize(deserializer).map(Option::unwrap_or_default)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests;
