//! Names that become one path segment. The raw client percent-encodes them; here is refused what no encoding saves.

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
    Err(Error::invalid_request(format!("{field} {why}: give the name as the server lists it")))
}

/// Refuses an empty text where the contract allows none. `field` names the argument.
pub(crate) fn check_optional(field: &str, value: Option<&str>) -> Result<(), Error> {
    match value {
        Some("") => Err(Error::invalid_request(format!("{field} is empty: give a value, or leave {field} out"))),
        _ => Ok(()),
    }
}
