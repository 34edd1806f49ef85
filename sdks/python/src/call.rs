//! The two kinds of calls: blocking, and for an asyncio loop.

use pyo3::prelude::*;

use crate::arguments::Arguments;
use crate::client::Client;
use crate::errors::Failure;
use crate::options::CallOptions;
use crate::record::Record;
use crate::reply::{Answer, Reply};
use crate::session::Session;
use crate::target::Target;
use crate::telemetry::Telemetry;
use crate::wait::{self, Task};

fn resolve_target(target: &Bound<'_, PyAny>) -> PyResult<Target> {
    let resolved = match target.cast::<Session>() {
        Ok(session) => session.get().open().map(Target::Session),
        Err(_) => target.cast::<Client>()?.get().rust().map(Target::Client),
    };
    resolved.map_err(|failure| failure.into_py_err(target.py()))
}

/// Makes a call and waits for its reply.
#[pyfunction]
pub(crate) fn call(
    target: &Bound<'_, PyAny>,
    operation: &str,
    arguments: &str,
    options: &Bound<'_, PyAny>,
    telemetry: Option<Telemetry>,
) -> PyResult<Reply> {
    let py = target.py();
    let options = CallOptions::extract(options, None).map_err(|failure| failure.into_py_err(py))?;
    let (waiting, record) = (telemetry.clone(), options.record());
    if let Some(cause) = wait::refusal() {
        return Err(Failure::from(record.error(cause, 0)).into_py_err(py));
    }
    let call = perform(resolve_target(target)?, operation.to_owned(), arguments.to_owned(), options, telemetry);
    let answer = wait::block_on(py, waiting.as_ref(), &record, call)?;
    answer.map_err(|failure| failure.into_py_err(py))?.into_reply(py)
}

/// Starts a call for an asyncio loop. At its end the loop calls `resolve(reply, error)`.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "each is an argument of the Python function")]
pub(crate) fn start(
    target: &Bound<'_, PyAny>,
    operation: String,
    arguments: String,
    options: &Bound<'_, PyAny>,
    telemetry: Option<Telemetry>,
    record: Option<Record>,
    event_loop: Py<PyAny>,
    resolve: Py<PyAny>,
) -> PyResult<Task> {
    let options = CallOptions::extract(options, Some(&event_loop)).map_err(|failure| failure.into_py_err(target.py()))?;
    let options = options.recorded_in(record.unwrap_or_default().0);
    let to_python = |py: Python<'_>, answer: Answer| Ok(Py::new(py, answer.into_reply(py)?)?.into_any());
    let py = target.py();
    let target = resolve_target(target)?;
    let is_ordered = matches!(target, Target::Session(_));
    let call = perform(target, operation, arguments, options, telemetry.clone());
    if is_ordered {
        return wait::spawn(event_loop, resolve, telemetry, wait::begin(py, call)?, to_python);
    }
    wait::spawn(event_loop, resolve, telemetry, call, to_python)
}

async fn perform(
    target: Target,
    operation: String,
    arguments: String,
    options: CallOptions,
    telemetry: Option<Telemetry>,
) -> Result<Answer, Failure> {
    let call = target.call(&operation, Arguments::parse(&arguments)?, options);
    match telemetry {
        Some(telemetry) => Ok(telemetry.instrument(call).await?.with_telemetry(telemetry)),
        None => call.await,
    }
}
