//! Events as Python's dataclasses.

use agentspec_ext::StreamEvent;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyTuple};
use pyo3::{PyTypeInfo, intern};

/// A token is made here, since most events are one; any other by `agentspec._streams.read_event(json)`.
pub(crate) fn to_python(py: Python<'_>, event: &StreamEvent) -> PyResult<Py<PyAny>> {
    static READ: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    match event {
        StreamEvent::Token(token) if token.extra.is_empty() => plain_token(py, &token.content),
        event => {
            let json = serde_json::to_string(event).unwrap_or_default();
            Ok(READ.import(py, "agentspec._streams", "read_event")?.call1((json,))?.unbind())
        }
    }
}

/// As `Token(content)`, at half its cost: the `__init__` of a frozen dataclass goes around its own `__setattr__`.
fn plain_token(py: Python<'_>, content: &str) -> PyResult<Py<PyAny>> {
    static NEW: PyOnceLock<(Py<PyAny>, Py<PyTuple>)> = PyOnceLock::new();
    let (new, class) = NEW.get_or_try_init(py, || -> PyResult<_> {
        let class = py.import("agentspec.types")?.getattr("Token")?;
        Ok((PyAny::type_object(py).getattr("__new__")?.unbind(), PyTuple::new(py, [class])?.unbind()))
    })?;
    let token = new.bind(py).call1(class.bind(py))?;
    let attributes = token.getattr(intern!(py, "__dict__"))?.cast_into::<PyDict>()?;
    attributes.set_item(intern!(py, "content"), content)?;
    attributes.set_item(intern!(py, "extra"), PyDict::new(py))?;
    Ok(token.unbind())
}
