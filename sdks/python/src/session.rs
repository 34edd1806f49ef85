//! The session object of Python: a handle, opened in each process by its first call.

use std::sync::{Mutex, PoisonError};

use agentspec_ext::SessionHandle;
use pyo3::prelude::*;

use crate::client::Client;
use crate::errors::Failure;
use crate::process::Own;
use crate::values::extract;

/// A handle on one session, which runs its turns one after the other.
#[pyclass(frozen, module = "agentspec._native")]
pub(crate) struct Session {
    client: Py<Client>,
    agent: String,
    id: String,
    /// None before the first call in this process.
    handle: Mutex<Option<Own<SessionHandle>>>,
}

#[pymethods]
impl Session {
    #[new]
    fn new(client: Py<Client>, agent: &Bound<'_, PyAny>, session_id: &Bound<'_, PyAny>) -> PyResult<Self> {
        let names = || Ok((extract("agent", "a str", agent)?, extract("session_id", "a str", session_id)?));
        let (agent, id) = names().map_err(|failure: Failure| failure.into_py_err(agent.py()))?;
        Ok(Self { client, agent, id, handle: Mutex::default() })
    }

    /// The message of the unresolved turn, its idempotency key, and whether it was streamed.
    #[getter]
    fn unresolved_turn(&self) -> Option<(String, String, bool)> {
        let turn = self.opened()?.unresolved_turn()?;
        Some((turn.input().to_owned(), turn.idempotency_key().to_owned(), turn.is_streamed()))
    }

    fn go_on(&self) {
        if let Some(handle) = self.opened() {
            handle.go_on();
        }
    }
}

impl Session {
    /// Returns the handle; None before its first call in this process.
    fn opened(&self) -> Option<SessionHandle> {
        self.handle.lock().unwrap_or_else(PoisonError::into_inner).as_ref().and_then(Own::get).cloned()
    }

    pub(crate) fn open(&self) -> Result<SessionHandle, Failure> {
        let client = self.client.get().rust()?;
        let mut current = self.handle.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(handle) = current.as_ref().and_then(Own::get) {
            return Ok(handle.clone());
        }
        let handle = client.sessions().open(&self.agent, &self.id);
        *current = Some(Own::new(handle.clone()));
        Ok(handle)
    }
}
