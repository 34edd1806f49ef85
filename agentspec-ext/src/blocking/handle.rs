//! One session, around the async handle. Its calls are generated.

use super::call::Call;
use super::resources::Sessions;
use super::stream::EventStream;
use crate::operation::UnresolvedTurn;
use crate::operations;

/// A conversation with an agent. Made by [`Sessions::open`](super::Sessions::open).
///
/// Its turns are taken one after the other, by the rules of the async [`SessionHandle`](crate::SessionHandle): a turn starts when the one
/// before has been answered, a streamed one when its [`EventStream`] has ended or is dropped. So read or drop a stream before you take the
/// next turn on the same thread: the turn waits for its `timeout` at most, and is an error then that names the stream.
///
/// ```
/// # let server = agentspec_mock::MockServer::builder().start_blocking()?;
/// # let client = agentspec_ext::blocking::Client::builder().base_url(server.url()).build()?;
/// let session = client.sessions().create("assistant").call()?;
/// let chat = client.sessions().open("assistant", session.session_id);
/// chat.continue_("My name is Alice and I work on robotics.").call()?;
/// assert_eq!(chat.continue_stream("What do I work on?").call()?.text()?, "You work on robotics.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct SessionHandle {
    pub(super) handle: crate::SessionHandle,
}

impl Sessions {
    /// Returns a handle on an existing session, for a conversation. Sends nothing.
    #[must_use]
    pub fn open(&self, agent: impl Into<String>, session_id: impl Into<String>) -> SessionHandle {
        SessionHandle { handle: self.inner.open(agent, session_id) }
    }
}

impl SessionHandle {
    /// The agent's name.
    #[must_use]
    pub fn agent(&self) -> &str {
        self.handle.agent()
    }

    /// The session's id.
    #[must_use]
    pub fn session_id(&self) -> &str {
        self.handle.session_id()
    }

    /// Returns the turn that the server may have recorded, although its complete response was not received, as
    /// [`SessionHandle::unresolved_turn`](crate::SessionHandle::unresolved_turn). While there is one, the next turn is an error.
    #[must_use]
    pub fn unresolved_turn(&self) -> Option<UnresolvedTurn> {
        self.handle.unresolved_turn()
    }

    /// Resends the unresolved turn and waits for the complete answer, as [`SessionHandle::send_again`](crate::SessionHandle::send_again).
    pub fn send_again(&self) -> Call<operations::ContinueSession> {
        Call::new(self.handle.send_again())
    }

    /// Resends the unresolved turn and streams the answer, as
    /// [`SessionHandle::send_again_stream`](crate::SessionHandle::send_again_stream).
    pub fn send_again_stream(&self) -> Call<operations::StreamSession, EventStream> {
        Call::giving(self.handle.send_again_stream(), EventStream::new)
    }

    /// Leaves the unresolved turn as it is, and allows the next one. Sends nothing.
    pub fn go_on(&self) {
        self.handle.go_on();
    }
}
