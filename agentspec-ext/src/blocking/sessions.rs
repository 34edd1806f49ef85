//! Conversations in which the agent remembers the previous turns.

mod handle;

use agentspec_client::types::{Metadata, Session};
use serde_json::Value;

pub use self::handle::SessionHandle;
use super::call::Call;
use super::items::Items;
use super::stream::EventStream;
use crate::operations;

/// The sessions of a server. Made by [`Client::sessions`](super::Client::sessions).
#[derive(Clone, Debug)]
pub struct Sessions {
    sessions: crate::Sessions,
}

impl Sessions {
    pub(super) fn new(sessions: crate::Sessions) -> Self {
        Self { sessions }
    }

    /// Starts a session with an agent, as [`Sessions::create`](crate::Sessions::create).
    pub fn create(&self, agent: impl Into<String>) -> Call<operations::CreateSession> {
        Call::new(self.sessions.create(agent))
    }

    /// A handle on a session that exists, for a conversation that reads naturally. Sends nothing.
    #[must_use]
    pub fn open(&self, agent: impl Into<String>, session_id: impl Into<String>) -> SessionHandle {
        SessionHandle::new(self.sessions.open(agent, session_id))
    }

    /// Takes the next turn and waits for the whole answer, as [`Sessions::continue_`](crate::Sessions::continue_).
    pub fn continue_(
        &self,
        agent: impl Into<String>,
        session_id: impl Into<String>,
        input: impl Into<String>,
    ) -> Call<operations::Continue> {
        Call::new(self.sessions.continue_(agent, session_id, input))
    }

    /// Takes the next turn and streams the answer as it is made, as [`Sessions::continue_stream`](crate::Sessions::continue_stream).
    pub fn continue_stream(
        &self,
        agent: impl Into<String>,
        session_id: impl Into<String>,
        input: impl Into<String>,
    ) -> Call<operations::ContinueStream, EventStream> {
        Call::giving(self.sessions.continue_stream(agent, session_id, input), EventStream::new)
    }

    /// Lists an agent's sessions, newest first, as [`Sessions::list`](crate::Sessions::list): one page, or [`all`](Call::all) of them.
    pub fn list(&self, agent: impl Into<String>) -> Call<operations::ListSessions> {
        Call::new(self.sessions.list(agent))
    }

    /// Deletes a session and its turns, as [`Sessions::delete`](crate::Sessions::delete).
    pub fn delete(&self, agent: impl Into<String>, session_id: impl Into<String>) -> Call<operations::DeleteSession> {
        Call::new(self.sessions.delete(agent, session_id))
    }
}

impl Call<operations::CreateSession> {
    forward! { call:
        /// Keeps a value of the caller's own with the session, under `key`.
        fn metadata(key: impl Into<String>, value: impl Into<Value>);

        /// All values to keep with the session, in place of those set before.
        fn metadata_map(metadata: Metadata);
    }
}

impl Call<operations::ListSessions> {
    forward! { call:
        /// The most sessions to return, 1 to 100. Default 20.
        fn limit(limit: u32);

        /// How many of the newest sessions to pass over. Default 0.
        fn offset(offset: u64);
    }

    /// All sessions, newest first, as [`Call::all`](crate::Call::all): asks for page after page, as they are read.
    ///
    /// # Errors
    /// As the call. The iterator ends with its first error.
    pub fn all(self) -> Items<Session> {
        Items::new(self.call.all())
    }
}
