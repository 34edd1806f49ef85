// Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.

//! The calls on one session, which supplies its agent and id.

use super::SessionHandle;
use crate::api::{Call, operations};
use crate::operation::Claim;

impl SessionHandle {
    /// Read a session.
    ///
    /// Works like [`Sessions::get`](crate::Sessions::get). Does not wait for the current turn.
    pub fn get(&self) -> Call<operations::GetSession> {
        let call = self.sessions.get(&self.agent, &self.session_id);
        call
    }

    /// Forget a session.
    ///
    /// Works like [`Sessions::delete`](crate::Sessions::delete), after the current turn ends. Discards an unresolved turn.
    pub fn delete(&self) -> Call<operations::DeleteSession> {
        let call = self.sessions.delete(&self.agent, &self.session_id);
        call.session_turn(self.turn(Claim::WaitOnly))
    }

    /// Ask for a loan.
    ///
    /// Works like [`Sessions::ask`](crate::Sessions::ask), after the previous turn ends.
    ///
    /// # Errors
    /// - [`is_invalid_request`](crate::Error::is_invalid_request), with the code `turn_unresolved`: the previous turn is
    ///   [unresolved](Self::unresolved_turn). Nothing is sent.
    /// - [`is_timeout`](crate::Error::is_timeout): the stream of the previous turn was neither read to its end nor dropped within the call's `timeout`.
    /// - The errors of [`Sessions::ask`](crate::Sessions::ask).
    pub fn ask(&self, input: impl Into<String>) -> Call<operations::AskSession> {
        let call = self.sessions.ask(&self.agent, &self.session_id, input);
        call.session_turn(self.turn(Claim::Next))
    }

    /// Ask for a loan, and hear the words.
    ///
    /// Works like [`Sessions::ask_stream`](crate::Sessions::ask_stream), after the previous turn ends.
    ///
    /// # Errors
    /// - [`is_invalid_request`](crate::Error::is_invalid_request), with the code `turn_unresolved`: the previous turn is
    ///   [unresolved](Self::unresolved_turn). Nothing is sent.
    /// - [`is_timeout`](crate::Error::is_timeout): the stream of the previous turn was neither read to its end nor dropped within the call's `timeout`.
    /// - The errors of [`Sessions::ask_stream`](crate::Sessions::ask_stream).
    pub fn ask_stream(
        &self,
        input: impl Into<String>,
    ) -> Call<operations::AskSessionStream> {
        let call = self.sessions.ask_stream(&self.agent, &self.session_id, input);
        call.session_turn(self.turn(Claim::Next))
    }
}
