// Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.

//! The calls on one session, which supplies its agent and id.

use super::SessionHandle;
use crate::api::{Call, operations};
use crate::operation::Claim;

impl SessionHandle {
    /// Delete a session.
    ///
    /// Works like [`Sessions::delete`](crate::Sessions::delete), after the current turn ends. Discards an unresolved turn.
    pub fn delete(&self) -> Call<operations::DeleteSession> {
        let call = self.sessions.delete(&self.agent, &self.session_id);
        call.session_turn(self.turn(Claim::WaitOnly))
    }

    /// Take the next turn of a session and wait for the whole answer.
    ///
    /// Works like [`Sessions::continue_`](crate::Sessions::continue_), after the previous turn ends.
    ///
    /// # Errors
    /// - [`is_invalid_request`](crate::Error::is_invalid_request), with the code `turn_unresolved`: the previous turn is
    ///   [unresolved](Self::unresolved_turn). Nothing is sent.
    /// - [`is_timeout`](crate::Error::is_timeout): the stream of the previous turn was neither read to its end nor dropped within the call's `timeout`.
    /// - The errors of [`Sessions::continue_`](crate::Sessions::continue_).
    pub fn continue_(
        &self,
        input: impl Into<String>,
    ) -> Call<operations::ContinueSession> {
        let call = self.sessions.continue_(&self.agent, &self.session_id, input);
        call.session_turn(self.turn(Claim::Next))
    }

    /// Take the next turn of a session and stream the answer.
    ///
    /// Works like [`Sessions::continue_stream`](crate::Sessions::continue_stream), after the previous turn ends.
    ///
    /// # Errors
    /// - [`is_invalid_request`](crate::Error::is_invalid_request), with the code `turn_unresolved`: the previous turn is
    ///   [unresolved](Self::unresolved_turn). Nothing is sent.
    /// - [`is_timeout`](crate::Error::is_timeout): the stream of the previous turn was neither read to its end nor dropped within the call's `timeout`.
    /// - The errors of [`Sessions::continue_stream`](crate::Sessions::continue_stream).
    pub fn continue_stream(
        &self,
        input: impl Into<String>,
    ) -> Call<operations::StreamSession> {
        let call = self.sessions.continue_stream(&self.agent, &self.session_id, input);
        call.session_turn(self.turn(Claim::Next))
    }
}
