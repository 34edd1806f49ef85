//! One session, held by its agent and id, and the order of its turns. Its calls are generated.

#[rustfmt::skip]
#[path = "../generated/session_handle.rs"]
mod calls;

use std::sync::Arc;

use super::operations::{ContinueSession, StreamSession};
use super::{Call, Prompt, Sessions};
use crate::operation::{Claim, SessionTurn, Turns, UnresolvedTurn};

/// A conversation with an agent. Made by [`Sessions::open`].
///
/// Its turns are taken one after the other, in the order in which they were awaited: a turn starts when the one before has been answered, a
/// streamed one when its [`EventStream`](crate::EventStream) has ended or is dropped. So read or drop a stream before you await the next turn
/// in the same task. One that is neither holds the next turn up for its [`timeout`](crate::ClientBuilder::timeout) at most: then the turn is
/// an error, [`is_timeout`](crate::Error::is_timeout), which names the stream by its correlation id, and nothing is sent. `tracing` warns of
/// it after a second. Clones share the order; a second handle on the same session does not.
///
/// After a turn that the server may have recorded, though its whole answer did not arrive, the next one is refused until you decide what
/// becomes of it: see [`unresolved_turn`](Self::unresolved_turn). A stream that was dropped, a call that was given up, and an `error` event
/// count too.
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

    /// The turn that the server may have recorded, though its whole answer did not arrive; None where the last turn was answered or refused,
    /// and while one is being taken.
    ///
    /// While there is one, the next turn is an error: [`is_invalid_request`](crate::Error::is_invalid_request), with the code
    /// `turn_unresolved`, for what the agent remembers is not known. Decide by [`send_again`](Self::send_again),
    /// [`send_again_stream`](Self::send_again_stream) or [`go_on`](Self::go_on).
    #[must_use]
    pub fn unresolved_turn(&self) -> Option<UnresolvedTurn> {
        self.turns.unresolved()
    }

    /// Sends the unresolved turn again, with its options and under its `Idempotency-Key`, and waits for the whole answer. A server that
    /// knows the key takes the turn once; another may take it twice.
    ///
    /// # Errors
    /// As [`continue_`](Self::continue_); and [`is_invalid_request`](crate::Error::is_invalid_request) where no turn is unresolved, or one that
    /// was streamed.
    pub fn send_again(&self) -> Call<ContinueSession> {
        let call = self.sessions.continue_(&self.agent, &self.session_id, "");
        self.again(call)
    }

    /// As [`send_again`](Self::send_again), with the answer streamed as it is made.
    ///
    /// # Errors
    /// As [`continue_stream`](Self::continue_stream); and [`is_invalid_request`](crate::Error::is_invalid_request) where no turn is unresolved,
    /// or one that was not streamed.
    pub fn send_again_stream(&self) -> Call<StreamSession> {
        let call = self.sessions.continue_stream(&self.agent, &self.session_id, "");
        self.again(call)
    }

    /// Leaves the unresolved turn as it is, recorded or not: the next one may be taken. Nothing is sent, and a turn that is being taken is not
    /// touched.
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
