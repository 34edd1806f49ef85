//! The handle of one session, and the order of its turns. Its calls are generated.

#[rustfmt::skip]
#[path = "../generated/session_handle.rs"]
mod calls;

use std::sync::Arc;

use super::operations::{ContinueSession, StreamSession};
use super::{Call, Prompt, Sessions};
use crate::operation::{Claim, SessionTurn, Turns, UnresolvedTurn};

/// A conversation with an agent. Made by [`Sessions::open`].
///
/// Turns run one after the other, in the order in which they are awaited. A turn starts when the previous one is answered; a streamed turn is
/// over when its [`EventStream`](crate::EventStream) has ended or is dropped. So read or drop a stream before you await the next turn in the
/// same task. Otherwise the stream blocks the next turn for at most that turn's [`timeout`](crate::ClientBuilder::timeout): then the turn fails
/// with [`is_timeout`](crate::Error::is_timeout), the error names the stream by its correlation id, and nothing is sent. `tracing` warns after
/// a second. Clones share the order; a second handle on the same session does not.
///
/// After a turn that the server may have recorded, although its whole answer did not arrive, the next turn is refused until you decide: see
/// [`unresolved_turn`](Self::unresolved_turn). This includes a dropped stream, a dropped call, and a stream that ended with an `error` event.
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
    turns: Arc<Turns>,
}

impl Sessions {
    /// Returns a handle on an existing session, for a conversation. Sends nothing.
    #[must_use]
    pub fn open(&self, agent: impl Into<String>, session_id: impl Into<String>) -> SessionHandle {
        SessionHandle { sessions: self.clone(), agent: agent.into(), session_id: session_id.into(), turns: Arc::default() }
    }
}

impl SessionHandle {
    /// Returns the agent's name.
    #[must_use]
    pub fn agent(&self) -> &str {
        &self.agent
    }

    /// Returns the session's id.
    #[must_use]
    pub fn session_id(&self) -> &str {
        &self.session_id
    }

    /// Returns the turn that the server may have recorded, although its whole answer did not arrive. None if the last turn was answered or
    /// refused, and while a turn runs.
    ///
    /// While there is one, the next turn fails with [`is_invalid_request`](crate::Error::is_invalid_request) and the code `turn_unresolved`,
    /// because it is unknown what the agent remembers. Decide by [`send_again`](Self::send_again),
    /// [`send_again_stream`](Self::send_again_stream) or [`go_on`](Self::go_on).
    #[must_use]
    pub fn unresolved_turn(&self) -> Option<UnresolvedTurn> {
        self.turns.unresolved()
    }

    /// Sends the unresolved turn again, with its options and its `Idempotency-Key`, and waits for the whole answer. A server that knows the
    /// key runs the turn once; any other may run it twice.
    ///
    /// # Errors
    /// Fails as [`continue_`](Self::continue_) does; and with [`is_invalid_request`](crate::Error::is_invalid_request) if no turn is unresolved,
    /// or if the turn was streamed. In the [dialect](crate::Dialect) of the public runtime, which does not look at the key, it is refused:
    /// [`is_unsupported`](crate::Error::is_unsupported).
    pub fn send_again(&self) -> Call<ContinueSession> {
        let call = self.sessions.continue_(&self.agent, &self.session_id, "");
        self.again(call)
    }

    /// Sends the unresolved turn again, as [`send_again`](Self::send_again) does, and streams the answer as it is produced.
    ///
    /// # Errors
    /// Fails as [`continue_stream`](Self::continue_stream) does; and with [`is_invalid_request`](crate::Error::is_invalid_request) if no turn is
    /// unresolved, or if the turn was not streamed.
    pub fn send_again_stream(&self) -> Call<StreamSession> {
        let call = self.sessions.continue_stream(&self.agent, &self.session_id, "");
        self.again(call)
    }

    /// Forgets the unresolved turn, whether the server recorded it or not, and allows the next one. Sends nothing, and does not affect a
    /// running turn.
    pub fn go_on(&self) {
        self.turns.go_on();
    }

    fn turn(&self, claim: Claim) -> SessionTurn {
        SessionTurn { turns: Arc::clone(&self.turns), claim }
    }

    fn again<O: Prompt>(&self, mut call: Call<O>) -> Call<O> {
        let Some(turn) = self.turns.unresolved() else { return call.session_turn(self.turn(Claim::NO_UNRESOLVED)) };
        *call.operation.request_mut() = turn.request().clone();
        call.idempotency_key(turn.idempotency_key()).session_turn(self.turn(turn.claim()))
    }
}
