//! Reads Python values of the expected types, and refuses others by the name of the argument.

use std::path::PathBuf;
use std::time::Duration;

use pyo3::conversion::FromPyObjectOwned;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyInt, PyString};

use crate::errors::Failure;

/// A value of the expected type. Any other is refused without being shown: it may be a secret.
pub(crate) fn given<'py, T: FromPyObjectOwned<'py>>(name: &str, due: &str, value: &Bound<'py, PyAny>) -> Result<T, Failure> {
    value.extract().map_err(|_| {
        if value.cast::<PyString>().is_ok_and(|text| text.to_cow().is_err()) {
            return Failure::Argument(format!("{name} is not valid Unicode: it has half of a surrogate pair"));
        }
        mistyped(name, due, value)
    })
}

/// As [`given`]. A bool is no number, though Python reads it as 0 or 1.
fn number<'py, T: FromPyObjectOwned<'py>>(name: &str, due: &str, value: &Bound<'py, PyAny>) -> Result<T, Failure> {
    if value.is_instance_of::<PyBool>() {
        return Err(mistyped(name, due, value));
    }
    given(name, due, value)
}

fn mistyped(name: &str, due: &str, value: &Bound<'_, PyAny>) -> Failure {
    let kind = value.get_type().name().map_or_else(|_| "another type".to_owned(), |name| name.to_string());
    Failure::Argument(format!("{name} must be {due}, not {kind}"))
}

/// A value that may be left out, but not be None.
pub(crate) fn not_none<'a, 'py>(name: &str, due: &str, value: &'a Bound<'py, PyAny>) -> Result<&'a Bound<'py, PyAny>, Failure> {
    present(value).ok_or_else(|| Failure::Argument(format!("{name} must be {due}, not None: leave it out for the default")))
}

/// None where it is None.
pub(crate) fn present<'a, 'py>(value: &'a Bound<'py, PyAny>) -> Option<&'a Bound<'py, PyAny>> {
    Some(value).filter(|value| !value.is_none())
}

/// A text, or None.
pub(crate) fn text(name: &str, value: &Bound<'_, PyAny>) -> Result<Option<String>, Failure> {
    given(name, "a str", value)
}

/// A path, or None: of a str, bytes or `os.PathLike`, as `open` takes them.
pub(crate) fn path(name: &str, value: &Bound<'_, PyAny>) -> Result<Option<PathBuf>, Failure> {
    static DECODE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let Some(value) = present(value) else { return Ok(None) };
    let decode = DECODE.import(value.py(), "os", "fsdecode");
    let path = decode.and_then(|decode| decode.call1((value,))).and_then(|path| path.extract());
    path.map(Some).map_err(|_| mistyped(name, "a path, as a str, bytes or os.PathLike", value))
}

/// Seconds, or None for no limit.
pub(crate) fn limit(name: &str, value: &Bound<'_, PyAny>) -> Result<Option<Duration>, Failure> {
    let Some(value) = present(value) else { return Ok(None) };
    let refuse = |seconds| Failure::Argument(format!("{name} is {seconds}: give a number of seconds, 0 or more, or None for no limit"));
    let seconds = number(name, "a number of seconds, or None for no limit", value)?;
    Duration::try_from_secs_f64(seconds).map(Some).map_err(|_| refuse(seconds))
}

/// Seconds.
pub(crate) fn seconds(name: &str, value: &Bound<'_, PyAny>) -> Result<Duration, Failure> {
    let due = "a number of seconds";
    duration(name, number(name, due, not_none(name, due, value)?)?)
}

/// Seconds, which may not be negative.
pub(crate) fn duration(name: &str, seconds: f64) -> Result<Duration, Failure> {
    Duration::try_from_secs_f64(seconds).map_err(|_| Failure::Argument(format!("{name} is {seconds}: give a number of seconds, 0 or more")))
}

/// A whole number, or None for no limit.
pub(crate) fn most(name: &str, value: &Bound<'_, PyAny>) -> Result<Option<u32>, Failure> {
    present(value).map(|value| whole(name, "a whole number, or None for no limit", value)).transpose()
}

pub(crate) fn count(name: &str, value: &Bound<'_, PyAny>) -> Result<u32, Failure> {
    let due = "a whole number";
    whole(name, due, not_none(name, due, value)?)
}

fn whole(name: &str, due: &str, value: &Bound<'_, PyAny>) -> Result<u32, Failure> {
    number(name, due, value).map_err(|failure| {
        let is_out_of_range = value.is_instance_of::<PyInt>() && !value.is_instance_of::<PyBool>();
        if !is_out_of_range {
            return failure;
        }
        Failure::Argument(format!("{name} is {value}: give a whole number, 0 or more, below 2**32"))
    })
}

/// Bytes. Of more than there are addresses, as many as there are.
pub(crate) fn bytes(name: &str, value: &Bound<'_, PyAny>) -> Result<usize, Failure> {
    Ok(usize::try_from(count(name, value)?).unwrap_or(usize::MAX))
}
