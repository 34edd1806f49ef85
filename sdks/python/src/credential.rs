//! The credential of a client or call: an API key, a token, none, or a Python callable that returns one for each attempt.

use std::error::Error as StdError;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use agentspec_ext::{Call, Credential as RustCredential, CredentialSource, Error, Operation};
use futures::future::{BoxFuture, FutureExt};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

use crate::errors::{CallableError, Failure};
use crate::exit;
use crate::runtime;
use crate::values::text;

type BoxError = Box<dyn StdError + Send + Sync>;

/// `api_key` or `token`. Its `repr` is Python's default, which shows no value.
#[pyclass(frozen, from_py_object, module = "agentspec._native")]
#[derive(Clone)]
pub(crate) struct Credential {
    name: &'static str,
    value: Value,
}

#[derive(Clone)]
enum Value {
    Absent,
    Fixed(RustCredential),
    Source { callable: Arc<Py<PyAny>>, is_coroutine: bool },
}

#[pymethods]
impl Credential {
    #[new]
    fn new(name: &str, value: &Bound<'_, PyAny>, is_coroutine: bool) -> PyResult<Self> {
        let name = if name == "token" { "token" } else { "api_key" };
        let read = || -> Result<_, Failure> {
            if value.is_callable() {
                return Ok(Value::Source { callable: Arc::new(value.clone().unbind()), is_coroutine });
            }
            Ok(match text(name, value)? {
                Some(text) => Value::Fixed(credential(name, text)?),
                None => Value::Absent,
            })
        };
        let value = read().map_err(|failure| failure.into_configuration_error(value.py()))?;
        Ok(Self { name, value })
    }
}

impl Credential {
    /// Returns the source for a client's configuration, without the context of a caller. Each call brings its own source.
    pub(crate) fn source(&self) -> Option<Source> {
        match &self.value {
            Value::Source { callable, is_coroutine } => {
                Some(Source { name: self.name, callable: Arc::clone(callable), is_coroutine: *is_coroutine, caller: None })
            }
            Value::Absent | Value::Fixed(_) => None,
        }
    }

    /// Returns the credential for a call. Its callable runs in the caller's context; a coroutine function runs on `event_loop`.
    pub(crate) fn for_call(&self, py: Python<'_>, event_loop: Option<&Py<PyAny>>) -> Result<CallCredential, Failure> {
        static COPY: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        Ok(match &self.value {
            Value::Absent => CallCredential::Absent,
            Value::Fixed(credential) => CallCredential::Fixed(credential.clone()),
            Value::Source { callable, is_coroutine } => {
                let context = COPY.import(py, "contextvars", "copy_context").and_then(PyAnyMethods::call0);
                let context = context.map_err(|_| Failure::Argument("the context of the call cannot be copied".to_owned()))?.unbind();
                let caller = Caller { context, event_loop: event_loop.map(|event_loop| event_loop.clone_ref(py)) };
                let (callable, is_coroutine) = (Arc::clone(callable), *is_coroutine);
                CallCredential::Source(Source { name: self.name, callable, is_coroutine, caller: Some(Arc::new(caller)) })
            }
        })
    }
}

fn credential(name: &str, text: String) -> Result<RustCredential, Error> {
    if name == "token" { RustCredential::token(text) } else { RustCredential::api_key(text) }
}

/// The credential of a call.
#[derive(Debug)]
pub(crate) enum CallCredential {
    Absent,
    Fixed(RustCredential),
    Source(Source),
}

impl CallCredential {
    pub(crate) fn apply<O: Operation>(self, call: Call<O>) -> Call<O> {
        match self {
            Self::Absent => call.credential(None),
            Self::Fixed(credential) => call.credential(credential),
            Self::Source(source) => call.credential_source(source),
        }
    }
}

/// A Python callable that returns a key or a token.
#[derive(Clone)]
pub(crate) struct Source {
    name: &'static str,
    callable: Arc<Py<PyAny>>,
    is_coroutine: bool,
    caller: Option<Arc<Caller>>,
}

/// The `contextvars` context of the caller, and its event loop if it has one.
struct Caller {
    context: Py<PyAny>,
    event_loop: Option<Py<PyAny>>,
}

impl CredentialSource for Source {
    fn credential(&self) -> BoxFuture<'_, Result<RustCredential, BoxError>> {
        async move {
            let text = if self.is_coroutine { self.run_on_loop().await } else { self.call_on_thread().await };
            credential(self.name, text?).map_err(Into::into)
        }
        .boxed()
    }

    fn name(&self) -> &str {
        self.name
    }
}

/// The error when Python can no longer run.
fn shutting_down() -> BoxError {
    "the interpreter is shutting down".into()
}

impl Source {
    /// Calls a function on a thread of its own: it may block, even on other calls of the SDK, and would hold up all calls on the runtime's thread.
    async fn call_on_thread(&self) -> Result<String, BoxError> {
        static FETCH: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let Self { callable, caller, .. } = self.clone();
        let called = spawn_blocking(move || {
            runtime::mark_waiting_thread();
            let fetch = |py: Python<'_>| -> PyResult<String> {
                let fetch = FETCH.import(py, "agentspec._credential", "fetch")?;
                match &caller {
                    Some(caller) => caller.context.bind(py).call_method0("copy")?.call_method1("run", (fetch, &*callable))?.extract(),
                    None => fetch.call1((&*callable,))?.extract(),
                }
            };
            let mut text = Err(shutting_down());
            exit::attached(|py| text = fetch(py).map_err(|error| CallableError::new(py, error).into()));
            text
        });
        called.await?
    }

    /// Runs a coroutine function as a task on the caller's event loop.
    async fn run_on_loop(&self) -> Result<String, BoxError> {
        static FETCHING: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let (sender, receiver) = oneshot::channel();
        let mut started = Err(shutting_down());
        exit::attached(|py| {
            let start = || -> PyResult<Fetching> {
                let caller = self.caller.as_deref();
                let Some((event_loop, Caller { context, .. })) = caller.and_then(|caller| Some((caller.event_loop.as_ref()?, caller)))
                else {
                    return Err(PyRuntimeError::new_err("a coroutine function needs the event loop of a call"));
                };
                let resolve = Resolve(Mutex::new(Some(sender)));
                let fetching = FETCHING.import(py, "agentspec._credential", "Fetching")?;
                Ok(Fetching(fetching.call1((&*self.callable, event_loop, context, resolve))?.unbind()))
            };
            started = start().map_err(|error| CallableError::new(py, error).into());
        });
        let task = started?;
        let text = receiver.await.map_err(|_| shutting_down())?;
        drop(task);
        text.map_err(Into::into)
    }
}

/// A task on an event loop. It is cancelled on drop.
struct Fetching(Py<PyAny>);

impl Drop for Fetching {
    fn drop(&mut self) {
        exit::attached(|py| {
            let _ = self.0.call_method0(py, "cancel");
        });
    }
}

/// The callback of the task, called when it ends.
#[pyclass(frozen)]
struct Resolve(Mutex<Option<oneshot::Sender<Result<String, CallableError>>>>);

#[pymethods]
impl Resolve {
    fn __call__(&self, py: Python<'_>, text: Option<String>, error: Option<&Bound<'_, PyAny>>) {
        if let Some(sender) = self.0.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let result = match error {
                Some(error) => Err(CallableError::new(py, PyErr::from_value(error.clone()))),
                None => Ok(text.unwrap_or_default()),
            };
            let _ = sender.send(result);
        }
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("name", &self.name).finish_non_exhaustive()
    }
}
