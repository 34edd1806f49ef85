//! Converts JSON to Python values, as `json.loads` does, and to text for it. Integers may have any size.

use agentspec_client::json::number;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyInt, PyList, PyString};
use serde::Serialize;
use serde_json::{Map, Value};

/// Returns a value as JSON text.
pub(crate) fn text<T: Serialize>(value: &T) -> String {
    let json = serde_json::to_string(value).unwrap_or_default();
    match number::digits(json.as_bytes()) {
        Some(json) => String::from_utf8_lossy(&json).into_owned(),
        None => json,
    }
}

pub(crate) fn object<'py>(py: Python<'py>, object: &Map<String, Value>) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (key, item) in object {
        dict.set_item(key, value(py, item)?)?;
    }
    Ok(dict)
}

pub(crate) fn value<'py>(py: Python<'py>, json: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match json {
        Value::Null => py.None().into_bound(py),
        Value::Bool(value) => value.into_pyobject(py)?.to_owned().into_any(),
        Value::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(whole), _) => whole.into_pyobject(py)?.into_any(),
            (None, Some(whole)) => whole.into_pyobject(py)?.into_any(),
            (None, None) => number.as_f64().into_pyobject(py)?.into_any(),
        },
        Value::String(text) => match number::integer(text) {
            // A program may have lowered Python's limit on the digits of an integer.
            Some(digits) => py.get_type::<PyInt>().call1((digits,)).unwrap_or_else(|_| PyString::new(py, digits).into_any()),
            None => PyString::new(py, text).into_any(),
        },
        Value::Array(items) => {
            let list = PyList::empty(py);
            for item in items {
                list.append(value(py, item)?)?;
            }
            list.into_any()
        }
        Value::Object(fields) => object(py, fields)?.into_any(),
    })
}
