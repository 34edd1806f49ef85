//! Refuses names that cannot be one path segment, even percent-encoded as the raw client does it.

use crate::error::Error;

/// Refuses a name that would not reach the server as this one segment. `field` names the argument.
pub(crate) fn check(field: &str, name: &str) -> Result<(), Error> {
    let why = if name.is_empty() {
        "is empty"
    } else if matches!(name, "." | "..") {
        "is a step in a path"
    } else if name.contains('\\') {
        "contains a backslash"
    } else if name.chars().any(char::is_control) {
        "contains a control character"
    } else {
        return Ok(());
    };
    let expected = if field.ends_with("_id") { "the id that the server returned" } else { "the name as the server lists it" };
    Err(Error::invalid_request(format!("{field} {why}: give {expected}")))
}

/// Refuses an empty text where the contract allows none. `field` names the argument.
pub(crate) fn check_optional(field: &str, value: Option<&str>) -> Result<(), Error> {
    match value {
        Some("") => Err(Error::invalid_request(format!("{field} is empty: give a value, or leave {field} out"))),
        _ => Ok(()),
    }
}
