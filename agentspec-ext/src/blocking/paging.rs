//! All sessions of an agent, around the async stream.

use agentspec_client::types::Session;

use super::call::Call;
use super::items::Items;
use crate::operations;

impl Call<operations::ListSessions> {
    /// All sessions, newest first, as [`Call::all`](crate::Call::all): a page is requested when its sessions are read.
    ///
    /// # Errors
    /// Those of the call. The iterator ends with its first error.
    pub fn all(self) -> Items<Session> {
        Items::new(self.call.all())
    }
}
