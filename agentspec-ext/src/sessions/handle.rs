//! One session, held by its agent and id, so that a conversation reads naturally.

use std::sync::Arc;

use tokio::sync::Mutex;

use super::{Continue, ContinueStream, DeleteSession, Sessions};
use crate::call::Call;

/// A conversation with an agent. Made by [`Sessions::open`].
///
/// Its turns are taken one after the other, in the order in which they were awaited: a turn starts when the one before has been answered, a
/// streamed one when its [`EventStream`](crate::EventStream) has ended or is dropped. So read or drop a stream before you await the next turn
/// in the same task: no timeout bounds that wait. Clones share the order; a second handle on the same session does not. A turn that was given
/// up may still run on the server.
///
/// ```
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let server = agentspec_mock::MockServer::start().await;
/// # let client = agentspec_ext::Client::builder().base_url(server.url()).build()?;
/// let session = client.sessions().create("assistant").await?;
/// let chat = client.sessions().open("assistant", session.session_id);
/// chat.continue_("My name is Alice and I work on robotics.").await?;
/// assert_eq!(chat.continue_stream("What do I work on?").await?.text().await?, "You work on robotics.");
/// # Ok::<(), agentspec_ext::Error>(()) }).unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct SessionHandle {
    sessions: Sessions,
    agent: String,
    session_id: String,
    turns: Arc<Mutex<()>>,
}

impl SessionHandle {
    pub(super) fn new(sessions: Sessions, agent: String, session_id: String) -> Self {
        Self { sessions, agent, session_id, turns: Arc::default() }
    }

    /// The agent's name.
    #[must_use]
    pub fn agent(&self) -> &str {
        &self.agent
    }

    /// The session's id.
    #[must_use]
    pub fn session_id(&self) -> &str {
        &self.session_id
    }

    /// Takes the next turn and waits for the whole answer, as [`Sessions::continue_`].
    pub fn continue_(&self, input: impl Into<String>) -> Call<Continue> {
        self.sessions.continue_(&self.agent, &self.session_id, input).in_turn(&self.turns)
    }

    /// Takes the next turn and streams the answer as it is made, as [`Sessions::continue_stream`].
    pub fn continue_stream(&self, input: impl Into<String>) -> Call<ContinueStream> {
        self.sessions.continue_stream(&self.agent, &self.session_id, input).in_turn(&self.turns)
    }

    /// Deletes the session and its turns, as [`Sessions::delete`]; after the turn that is being taken.
    pub fn delete(&self) -> Call<DeleteSession> {
        self.sessions.delete(&self.agent, &self.session_id).in_turn(&self.turns)
    }
}
