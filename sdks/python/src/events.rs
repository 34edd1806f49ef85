//! Converts events to Python's dataclasses.

use agentspec_ext::StreamEvent;
use pyo3::PyTypeInfo;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString, PyTuple};
use serde_json::{Map, Value};

use crate::json;

static TOKEN: Class<1> = Class::new("Token", ["content"]);
static TOOL_CALL: Class<2> = Class::new("ToolCall", ["name", "arguments"]);
static TOOL_RESULT: Class<2> = Class::new("ToolResult", ["name", "output"]);

/// Makes the dataclass of an event. The most frequent classes are made here, the others by `agentspec._streams.read_event(json)`.
pub(crate) fn to_python(py: Python<'_>, event: &StreamEvent) -> PyResult<Py<PyAny>> {
    let made = match event {
        StreamEvent::Token(token) => TOKEN.make(py, || Ok([text(py, &token.content)]), &token.extra)?,
        StreamEvent::ToolCall(call) => {
            TOOL_CALL.make(py, || Ok([text(py, &call.name), json::object(py, &call.arguments)?.into_any()]), &call.extra)?
        }
        StreamEvent::ToolResult(result) => {
            TOOL_RESULT.make(py, || Ok([text(py, &result.name), json::value(py, &result.output)?]), &result.extra)?
        }
        _ => None,
    };
    made.map_or_else(|| read(py, event), |made| Ok(made.unbind()))
}

fn text<'py>(py: Python<'py>, text: &str) -> Bound<'py, PyAny> {
    PyString::new(py, text).into_any()
}

fn read(py: Python<'_>, event: &StreamEvent) -> PyResult<Py<PyAny>> {
    static READ: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let json = json::text(event);
    Ok(READ.import(py, "agentspec._streams", "read_event")?.call1((json,))?.unbind())
}

/// A dataclass of `agentspec.types` whose instances are made without its `__init__`, at half the cost: that of a frozen dataclass is slow, since it
/// works around its own `__setattr__`.
struct Class<const N: usize> {
    name: &'static str,
    fields: [&'static str; N],
    /// None if the class has other fields than these: the contract has changed, and this file not yet.
    resolved: PyOnceLock<Option<Resolved<N>>>,
}

struct Resolved<const N: usize> {
    /// `object.__new__`, and the class as its only argument.
    new: (Py<PyAny>, Py<PyTuple>),
    attributes: Py<PyString>,
    fields: [Py<PyString>; N],
    extra: Py<PyString>,
}

impl<const N: usize> Class<N> {
    const fn new(name: &'static str, fields: [&'static str; N]) -> Self {
        Self { name, fields, resolved: PyOnceLock::new() }
    }

    fn make<'py>(
        &self,
        py: Python<'py>,
        values: impl FnOnce() -> PyResult<[Bound<'py, PyAny>; N]>,
        extra: &Map<String, Value>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Some(resolved) = self.resolved.get_or_try_init(py, || self.resolve(py))? else { return Ok(None) };
        let event = resolved.new.0.bind(py).call1(resolved.new.1.bind(py))?;
        let attributes = event.getattr(resolved.attributes.bind(py))?.cast_into::<PyDict>()?;
        for (field, value) in resolved.fields.iter().zip(values()?) {
            attributes.set_item(field, value)?;
        }
        attributes.set_item(&resolved.extra, json::object(py, extra)?)?;
        Ok(Some(event))
    }

    fn resolve(&self, py: Python<'_>) -> PyResult<Option<Resolved<N>>> {
        let class = py.import("agentspec.types")?.getattr(self.name)?;
        let fields: Vec<String> =
            class.getattr("__dataclass_fields__")?.try_iter()?.map(|name| name?.extract()).collect::<PyResult<_>>()?;
        if !fields.iter().eq(self.fields.iter().chain(&["extra", "type"])) {
            return Ok(None);
        }
        let name = |name| PyString::intern(py, name).unbind();
        Ok(Some(Resolved {
            new: (PyAny::type_object(py).getattr("__new__")?.unbind(), (class,).into_pyobject(py)?.unbind()),
            attributes: name("__dict__"),
            fields: self.fields.map(name),
            extra: name("extra"),
        }))
    }
}
