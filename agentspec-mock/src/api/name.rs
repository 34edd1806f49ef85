//! The limits of names and ids in paths. Pure.

use percent_encoding::percent_decode_str;

use super::error::ApiError;

/// Decodes the name or id in a path segment and checks it; `field` is its name in messages.
pub(crate) fn decode(segment: &str, field: &str) -> Result<String, ApiError> {
    let name = percent_decode_str(segment).decode_utf8().map_err(|_| "percent-encode it as UTF-8");
    name.and_then(|name| check(&name).map(|()| name.into_owned())).map_err(|rule| ApiError::invalid(field, rule))
}

/// Checks a name or id against the contract's limits.
///
/// # Errors
///
/// The rule that it breaks.
pub(crate) fn check(name: &str) -> Result<(), &'static str> {
    if name.is_empty() || name.chars().count() > 256 {
        return Err("must have 1 to 256 characters");
    }
    if matches!(name, "." | "..") || name.contains(|c: char| c == '\\' || c.is_control()) {
        return Err("must not be '.' or '..', or contain a backslash or a control character");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_decoded_and_checked() {
        assert_eq!(decode("caf%C3%A9%2F%3F", "name").ok().as_deref(), Some("café/?"));
        for segment in ["", ".", "%2e%2E", "a%5Cb", "a%00", "%ff"] {
            assert!(decode(segment, "name").is_err(), "{segment}");
        }
        assert!(decode(&"é".repeat(256), "name").is_ok());
        assert!(decode(&"é".repeat(257), "name").is_err());
    }
}
