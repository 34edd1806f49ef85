//! The one place that knows of the YAML library.

use serde_json::Value;

/// The JSON value of a YAML text. JSON is YAML too.
///
/// # Errors
///
/// What is wrong with the text, and in which line.
pub(super) fn read(text: &str) -> Result<Value, String> {
    // By way of the library's own value, which refuses a key that is there twice.
    let value: serde_yaml_ng::Value = serde_yaml_ng::from_str(text).map_err(|error| error.to_string())?;
    serde_json::to_value(value).map_err(|error| error.to_string())
}
