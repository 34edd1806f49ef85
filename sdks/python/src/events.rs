//! Events as Python's dataclasses.

use agentspec_ext::StreamEvent;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// A token is made here, since most events are one; any other by `agentspec._streams.read_event(json)`.
pub(crate) fn to_python(py: Python<'_>, event: &StreamEvent) -> PyResult<Py<PyAny>> {
    static TOKEN: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    static READ: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    match event {
        StreamEvent::Token(token) if token.extra.is_empty() => {
            Ok(TOKEN.import(py, "agentspec.types", "Token")?.call1((&token.content,))?.unbind())
        }
        event => {
            let json = serde_json::to_string(event).unwrap_or_default();
            Ok(READ.import(py, "agentspec._streams", "read_event")?.call1((json,))?.unbind())
        }
    }
}
