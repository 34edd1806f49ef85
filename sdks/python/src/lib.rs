//! The native module of the Python SDK: a thin binding to `agentspec-ext`. What can be written in Python is in `python/agentspec`.

mod arguments;
mod call;
mod client;
#[cfg(feature = "test-util")]
mod clock;
mod config;
mod credential;
mod doctor;
#[rustfmt::skip]
#[path = "generated/error_kind.rs"]
mod error_kind;
mod errors;
mod events;
mod exit;
mod json;
#[rustfmt::skip]
#[path = "generated/operations.rs"]
#[expect(clippy::too_many_lines, reason = "one arm an operation")]
mod operations;
mod options;
mod policy;
mod process;
mod record;
mod reply;
mod runtime;
mod session;
mod stream;
mod target;
mod telemetry;
mod values;
mod wait;

use pyo3::prelude::*;

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    agentspec_client::json::number::keep_integers();
    exit::register(module)?;
    #[cfg(feature = "test-util")]
    clock::register(module)?;
    module.add_class::<client::Client>()?;
    module.add_class::<session::Session>()?;
    module.add_class::<credential::Credential>()?;
    module.add_class::<reply::Reply>()?;
    module.add_class::<record::Record>()?;
    module.add_class::<stream::Reader>()?;
    module.add_class::<stream::Stream>()?;
    module.add_class::<telemetry::Telemetry>()?;
    module.add_class::<wait::Task>()?;
    module.add_function(wrap_pyfunction!(call::call, module)?)?;
    module.add_function(wrap_pyfunction!(options::check_options, module)?)?;
    module.add_function(wrap_pyfunction!(call::start, module)?)?;
    module.add_function(wrap_pyfunction!(doctor::doctor, module)?)?;
    module.add_function(wrap_pyfunction!(errors::escaped, module)?)?;
    module.add_function(wrap_pyfunction!(reply::stream_of, module)?)
}
