//! The handle of one session, around the async handle. Its calls are generated.

use super::call::Call;
use super::resources::Sessions;
use super::stream::EventStream;
use crate::operation::UnresolvedTurn;
use crate::operations;

/// A conversation with an agent. Made by [`Sessions::open`](super::Sessions::open).
///
/// Turns run one after the other, by the rules of the async [`SessionHandle`](crate::SessionHandle). A turn starts when the previous one is
/// answered; a streamed turn is over when its [`EventStream`] has ended or is dropped. So read or drop a stream before you start the next turn
/// on the same thread: otherwise that turn waits for at most its `timeout`, then fails with an error that names the stream.
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
    /// Returns the agent's name.
    #[must_use]
    pub fn agent(&self) -> &str {
        self.handle.agent()
    }

    /// Returns the session's id.
    #[must_use]
    pub fn session_id(&self) -> &str {
        self.handle.session_id()
    }

    /// Returns the turn that the server may have recorded, although its whole answer did not arrive, as
    /// [`SessionHandle::unresolved_turn`](crate::SessionHandle::unresolved_turn) does. While there is one, the next turn fails.
    #[must_use]
    pub fn unresolved_turn(&self) -> Option<UnresolvedTurn> {
        self.handle.unresolved_turn()
    }

    /// Sends the unresolved turn again and waits for the whole answer, as [`SessionHandle::send_again`](crate::SessionHandle::send_again) does.
    pub fn send_again(&self) -> Call<operations::ContinueSession> {
        Call::new(self.handle.send_again())
    }

    /// Sends the unresolved turn again and streams the answer as it is produced, as
    /// [`SessionHandle::send_again_stream`](crate::SessionHandle::send_again_stream) does.
    pub fn send_again_stream(&self) -> Call<operations::StreamSession, EventStream> {
        Call::mapped(self.handle.send_again_stream(), EventStream::new)
    }

    /// Forgets the unresolved turn and allows the next one, as [`SessionHandle::go_on`](crate::SessionHandle::go_on) does. Sends nothing.
    pub fn go_on(&self) {
        self.handle.go_on();
    }
}
