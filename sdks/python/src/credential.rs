//! What proves who the client is, as Python gave it: a key or token, none, or what gives one for each attempt.

use std::error::Error as StdError;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use agentspec_ext::{Call, Credential as Rust, CredentialSource, Error, Operation};
use futures::future::{BoxFuture, FutureExt};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

use crate::errors::{Failure, Raised};
use crate::exit;
use crate::runtime;
use crate::values::text;

type BoxError = Box<dyn StdError + Send + Sync>;

/// `api_key` or `token`. Its `repr` is Python's own, and shows nothing.
#[pyclass(frozen, from_py_object, module = "agentspec._native")]
#[derive(Clone)]
pub(crate) struct Credential {
    name: &'static str,
    value: Value,
}

#[derive(Clone)]
enum Value {
    Nothing,
    Fixed(Rust),
    Source { callable: Arc<Py<PyAny>>, is_coroutine: bool },
}

#[pymethods]
impl Credential {
    #[new]
    fn new(name: &str, value: &Bound<'_, PyAny>, is_coroutine: bool) -> PyResult<Self> {
        let name = if name == "token" { "token" } else { "api_key" };
        let made = || -> Result<_, Failure> {
            if value.is_callable() {
                return Ok(Value::Source { callable: Arc::new(value.clone().unbind()), is_coroutine });
            }
            Ok(match text(name, value)? {
                Some(text) => Value::Fixed(credential(name, text)?),
                None => Value::Nothing,
            })
        };
        let value = made().map_err(|failure| failure.of_configuration(value.py()))?;
        Ok(Self { name, value })
    }
}

impl Credential {
    /// What a client asks of which no call is made: it has its own.
    pub(crate) fn source(&self) -> Option<Source> {
        match &self.value {
            Value::Source { callable, is_coroutine } => {
                Some(Source { name: self.name, callable: Arc::clone(callable), is_coroutine: *is_coroutine, caller: None })
            }
            Value::Nothing | Value::Fixed(_) => None,
        }
    }

    /// The credential of a call, whose source is asked in the caller's context: on the loop, where there is one.
    pub(crate) fn of_call(&self, py: Python<'_>, event_loop: Option<&Py<PyAny>>) -> Result<OfCall, Failure> {
        static COPY: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        Ok(match &self.value {
            Value::Nothing => OfCall::Nothing,
            Value::Fixed(credential) => OfCall::Fixed(credential.clone()),
            Value::Source { callable, is_coroutine } => {
                let context = COPY.import(py, "contextvars", "copy_context").and_then(PyAnyMethods::call0);
                let context = context.map_err(|_| Failure::Argument("the context of the call cannot be copied".to_owned()))?.unbind();
                let caller = Caller { context, event_loop: event_loop.map(|event_loop| event_loop.clone_ref(py)) };
                let (callable, is_coroutine) = (Arc::clone(callable), *is_coroutine);
                OfCall::Source(Source { name: self.name, callable, is_coroutine, caller: Some(Arc::new(caller)) })
            }
        })
    }
}

fn credential(name: &str, text: String) -> Result<Rust, Error> {
    if name == "token" { Rust::token(text) } else { Rust::api_key(text) }
}

/// The credential of a call.
#[derive(Debug)]
pub(crate) enum OfCall {
    Nothing,
    Fixed(Rust),
    Source(Source),
}

impl OfCall {
    pub(crate) fn apply<O: Operation>(self, call: Call<O>) -> Call<O> {
        match self {
            Self::Nothing => call.credential(None),
            Self::Fixed(credential) => call.credential(credential),
            Self::Source(source) => call.credential_source(source),
        }
    }
}

/// A callable of Python's that gives a key or a token.
#[derive(Clone)]
pub(crate) struct Source {
    name: &'static str,
    callable: Arc<Py<PyAny>>,
    is_coroutine: bool,
    caller: Option<Arc<Caller>>,
}

/// Who makes the call that the credential is for.
struct Caller {
    context: Py<PyAny>,
    event_loop: Option<Py<PyAny>>,
}

impl CredentialSource for Source {
    fn credential(&self) -> BoxFuture<'_, Result<Rust, BoxError>> {
        async move {
            let given = if self.is_coroutine { self.ask_on_loop().await } else { self.ask_on_thread().await };
            credential(self.name, given?).map_err(Into::into)
        }
        .boxed()
    }

    fn name(&self) -> &str {
        self.name
    }
}

/// Nobody runs Python any more.
fn at_the_end() -> BoxError {
    "the interpreter is shutting down".into()
}

impl Source {
    /// A function may wait for others, the SDK's calls among them, so it has a thread: on that of the runtime, all calls would wait.
    async fn ask_on_thread(&self) -> Result<String, BoxError> {
        static ASK: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let Self { callable, caller, .. } = self.clone();
        let asked = spawn_blocking(move || {
            runtime::mark_waiting_thread();
            let ask = |py: Python<'_>| -> PyResult<String> {
                let ask = ASK.import(py, "agentspec._credential", "ask")?;
                match &caller {
                    Some(caller) => caller.context.bind(py).call_method0("copy")?.call_method1("run", (ask, &*callable))?.extract(),
                    None => ask.call1((&*callable,))?.extract(),
                }
            };
            let mut given = Err(at_the_end());
            exit::attached(|py| given = ask(py).map_err(|raised| Raised::new(py, raised).into()));
            given
        });
        asked.await?
    }

    async fn ask_on_loop(&self) -> Result<String, BoxError> {
        static ASKING: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let (tell, told) = oneshot::channel();
        let mut begun = Err(at_the_end());
        exit::attached(|py| {
            let ask = || -> PyResult<Asking> {
                let caller = self.caller.as_deref();
                let Some((event_loop, Caller { context, .. })) = caller.and_then(|caller| Some((caller.event_loop.as_ref()?, caller)))
                else {
                    return Err(PyRuntimeError::new_err("a coroutine function needs the event loop of a call"));
                };
                let tell = Tell(Mutex::new(Some(tell)));
                let asking = ASKING.import(py, "agentspec._credential", "Asking")?;
                Ok(Asking(asking.call1((&*self.callable, event_loop, context, tell))?.unbind()))
            };
            begun = ask().map_err(|raised| Raised::new(py, raised).into());
        });
        let asking = begun?;
        let given = told.await.map_err(|_| at_the_end())?;
        drop(asking);
        given.map_err(Into::into)
    }
}

/// A task under way on a loop, which is cancelled where nobody waits for it any more.
struct Asking(Py<PyAny>);

impl Drop for Asking {
    fn drop(&mut self) {
        exit::attached(|py| {
            let _ = self.0.call_method0(py, "cancel");
        });
    }
}

/// What the task calls at its end.
#[pyclass(frozen)]
struct Tell(Mutex<Option<oneshot::Sender<Result<String, Raised>>>>);

#[pymethods]
impl Tell {
    fn __call__(&self, py: Python<'_>, given: Option<String>, error: Option<&Bound<'_, PyAny>>) {
        if let Some(tell) = self.0.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let given = match error {
                Some(error) => Err(Raised::new(py, PyErr::from_value(error.clone()))),
                None => Ok(given.unwrap_or_default()),
            };
            let _ = tell.send(given);
        }
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("name", &self.name).finish_non_exhaustive()
    }
}
