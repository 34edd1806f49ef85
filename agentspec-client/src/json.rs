//! Parses the server's JSON by the contract's rules for clients.
//!
//! Of duplicate keys, the last one wins. Where an integer is expected, an integral float is accepted. An optional field that is null is absent.
//! A byte order mark is skipped. Invalid UTF-8 and lone surrogates become U+FFFD. Nesting deeper than 127 is rejected.
//!
//! Free-form values keep the order of their keys and the exact value of their numbers: integers beyond 64 bits, floats beyond `f64`, `NaN`
//! and `Infinity`, which `serde_json` cannot represent, become strings of their original text, as in `"2000000000000000000001"`.

#[doc(hidden)]
pub mod memory;
#[doc(hidden)]
pub mod number;
mod text;
mod tolerant;

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde_json::Value;

use self::tolerant::Tolerant;

/// The reason why JSON does not match the contract.
///
/// Found in the [extensions](reqwest::Response::extensions) of the [`Error::UnexpectedResponse`](crate::Error::UnexpectedResponse)
/// that contains the response.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Undecodable {
    /// The location, as in `usage.total_tokens`; empty for the whole value.
    pub path: String,
    /// The problem at this location.
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

/// JSON whose values would exceed the memory limit.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct TooLarge {
    /// The limit in bytes.
    pub limit: usize,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the values of the JSON take more than {} bytes of memory", self.limit)
    }
}

impl std::error::Error for TooLarge {}

/// The reason why JSON cannot be read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Unread {
    /// The JSON does not match the contract.
    Undecodable(Undecodable),
    /// The values exceed the memory limit.
    TooLarge(TooLarge),
}

impl From<Undecodable> for Unread {
    fn from(why: Undecodable) -> Self {
        Self::Undecodable(why)
    }
}

impl From<Unread> for Undecodable {
    fn from(why: Unread) -> Self {
        match why {
            Unread::Undecodable(why) => why,
            Unread::TooLarge(why) => Self { path: String::new(), reason: why.to_string() },
        }
    }
}

/// Parses JSON into a `T`.
///
/// # Errors
/// If the bytes are not JSON, or do not represent a `T`.
pub fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Undecodable> {
    Ok(from_slice_within(bytes, usize::MAX)?)
}

/// Parses JSON as [`from_slice`] does, if its values take at most twice `limit` bytes of memory.
///
/// Text that `serde_json` reads by these rules is read at once: then a `T` must refuse a list in place of an object by itself, as the types of the
/// contract that are received do, because they keep unknown fields.
///
/// # Errors
/// Those of [`from_slice`], or if the values take more memory.
pub fn from_slice_within<T: DeserializeOwned>(bytes: &[u8], limit: usize) -> Result<T, Unread> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = text::lossy(bytes, limit).ok_or(Unread::TooLarge(too_large(limit)))?;
    let readable = readable_within(&text, limit)?;
    if let Cow::Borrowed(json) = readable
        && let Ok(read) = serde_json::from_str(json)
    {
        return Ok(read);
    }
    Ok(from_value(value(&readable)?)?)
}

/// Parses JSON whose type is not known yet. Pass the result to [`from_value`], which resolves its marked numbers.
///
/// # Errors
/// If the text is not JSON.
#[doc(hidden)]
pub fn parse(text: &str) -> Result<Value, Undecodable> {
    Ok(parse_within(text, usize::MAX)?)
}

/// Parses JSON as [`parse`] does, if its values take at most twice `limit` bytes of memory.
///
/// # Errors
/// Those of [`parse`], or if the values take more memory.
#[doc(hidden)]
pub fn parse_within(text: &str, limit: usize) -> Result<Value, Unread> {
    Ok(value(&readable_within(text, limit)?)?)
}

fn readable_within(text: &str, limit: usize) -> Result<Cow<'_, str>, Unread> {
    let too_large = too_large(limit);
    text::readable(text, too_large.limit).ok_or(Unread::TooLarge(too_large))
}

fn value(readable: &str) -> Result<Value, Undecodable> {
    serde_json::from_str(readable).map_err(|error| Undecodable { path: String::new(), reason: error.to_string() })
}

fn too_large(limit: usize) -> TooLarge {
    TooLarge { limit: limit.saturating_mul(memory::FACTOR) }
}

/// Converts a JSON value to a `T`.
///
/// # Errors
/// If the value does not represent a `T`.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Undecodable> {
    serde_path_to_error::deserialize(Tolerant(value)).map_err(|error| {
        let path = error.path().to_string();
        Undecodable { path: if path == "." { String::new() } else { path }, reason: error.inner().to_string() }
    })
}

/// Deserializes a nullable list: null is the empty list. For `#[serde(deserialize_with = "…")]`.
///
/// # Errors
/// If the value is neither null nor a list of `T`.
pub fn null_as_empty<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Option::<Vec<T>>::deserialize(deserializer).map(Option::unwrap_or_default)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests;
