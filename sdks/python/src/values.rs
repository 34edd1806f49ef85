//! Extracts arguments from Python values. A value of another type is refused by the name of its argument.

use std::path::PathBuf;
use std::time::Duration;

use pyo3::conversion::FromPyObjectOwned;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyInt, PyString};

use crate::errors::Failure;

/// Extracts a value of the expected type. The error does not show the value, which may be a secret.
pub(crate) fn extract<'py, T: FromPyObjectOwned<'py>>(name: &str, expected: &str, value: &Bound<'py, PyAny>) -> Result<T, Failure> {
    value.extract().map_err(|_| {
        if value.cast::<PyString>().is_ok_and(|text| text.to_cow().is_err()) {
            return Failure::Argument(format!("{name} is not valid Unicode: it has half of a surrogate pair"));
        }
        mistyped(name, expected, value)
    })
}

/// As [`extract`], but refuses a bool, which Python converts to 0 or 1.
fn number<'py, T: FromPyObjectOwned<'py>>(name: &str, expected: &str, value: &Bound<'py, PyAny>) -> Result<T, Failure> {
    if value.is_instance_of::<PyBool>() {
        return Err(mistyped(name, expected, value));
    }
    extract(name, expected, value)
}

fn mistyped(name: &str, expected: &str, value: &Bound<'_, PyAny>) -> Failure {
    let kind = value.get_type().name().map_or_else(|_| "another type".to_owned(), |name| name.to_string());
    Failure::Argument(format!("{name}: expected {expected}, got {kind}"))
}

/// Refuses None, for an argument that may only be left out.
pub(crate) fn not_none<'a, 'py>(name: &str, expected: &str, value: &'a Bound<'py, PyAny>) -> Result<&'a Bound<'py, PyAny>, Failure> {
    present(value).ok_or_else(|| Failure::Argument(format!("{name}: expected {expected}, got None: leave it out for the default")))
}

/// `None` for the Python value None.
pub(crate) fn present<'a, 'py>(value: &'a Bound<'py, PyAny>) -> Option<&'a Bound<'py, PyAny>> {
    Some(value).filter(|value| !value.is_none())
}

/// Extracts a str, or None.
pub(crate) fn text(name: &str, value: &Bound<'_, PyAny>) -> Result<Option<String>, Failure> {
    extract(name, "a str", value)
}

/// Extracts a path, or None: a str, bytes or `os.PathLike`, as `open` takes it.
pub(crate) fn path(name: &str, value: &Bound<'_, PyAny>) -> Result<Option<PathBuf>, Failure> {
    static DECODE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let Some(value) = present(value) else { return Ok(None) };
    let decode = DECODE.import(value.py(), "os", "fsdecode");
    let path = decode.and_then(|decode| decode.call1((value,))).and_then(|path| path.extract());
    path.map(Some).map_err(|_| mistyped(name, "a path, as a str, bytes or os.PathLike", value))
}

/// Extracts a number of seconds, or None for no limit.
pub(crate) fn limit(name: &str, value: &Bound<'_, PyAny>) -> Result<Option<Duration>, Failure> {
    let Some(value) = present(value) else { return Ok(None) };
    let refuse =
        |seconds| Failure::Argument(format!("{name}: expected a number of seconds, 0 or more, or None for no limit, got {seconds}"));
    let seconds = number(name, "a number of seconds, or None for no limit", value)?;
    Duration::try_from_secs_f64(seconds).map(Some).map_err(|_| refuse(seconds))
}

/// Extracts a number of seconds.
pub(crate) fn seconds(name: &str, value: &Bound<'_, PyAny>) -> Result<Duration, Failure> {
    let expected = "a number of seconds";
    duration(name, number(name, expected, not_none(name, expected, value)?)?)
}

/// Converts a number of seconds, which must not be negative.
pub(crate) fn duration(name: &str, seconds: f64) -> Result<Duration, Failure> {
    Duration::try_from_secs_f64(seconds)
        .map_err(|_| Failure::Argument(format!("{name}: expected a number of seconds, 0 or more, got {seconds}")))
}

/// Extracts a whole number, or None for no limit.
pub(crate) fn optional_count(name: &str, value: &Bound<'_, PyAny>) -> Result<Option<u32>, Failure> {
    present(value).map(|value| whole(name, "a whole number, or None for no limit", value)).transpose()
}

/// Extracts a whole number.
pub(crate) fn count(name: &str, value: &Bound<'_, PyAny>) -> Result<u32, Failure> {
    let expected = "a whole number";
    whole(name, expected, not_none(name, expected, value)?)
}

fn whole(name: &str, expected: &str, value: &Bound<'_, PyAny>) -> Result<u32, Failure> {
    number(name, expected, value).map_err(|failure| {
        let is_out_of_range = value.is_instance_of::<PyInt>() && !value.is_instance_of::<PyBool>();
        if !is_out_of_range {
            return failure;
        }
        Failure::Argument(format!("{name}: expected a whole number, 0 or more, below 2**32, got {value}"))
    })
}

/// Extracts a number of bytes, capped at the address space.
pub(crate) fn bytes(name: &str, value: &Bound<'_, PyAny>) -> Result<usize, Failure> {
    Ok(usize::try_from(count(name, value)?).unwrap_or(usize::MAX))
}
