//! Lists all sessions of an agent, page after page.

use std::collections::{HashSet, VecDeque};

use agentspec_client::types::Session;
use futures::stream::{self, BoxStream, StreamExt};

use super::operations::ListSessions;
use super::{Call, Sessions};
use crate::error::Error;
use crate::operation::CallOptions;

/// The largest page that the contract allows.
const LARGEST_PAGE: u32 = 100;

impl Call<ListSessions> {
    /// Returns all sessions, newest first, as a [`Stream`](futures::Stream). Requests page after page of [`limit`](Self::limit) sessions (default
    /// here: 100), from [`offset`](Self::offset) on. The call's other options apply to each page.
    ///
    /// A session that starts meanwhile moves the others down: a session that the next page repeats is skipped. A session that is deleted
    /// meanwhile moves the others up, so one of them may be missing.
    ///
    /// # Errors
    /// Fails as [`Sessions::list`] does. The stream ends with its first error.
    #[must_use]
    pub fn all(self) -> BoxStream<'static, Result<Session, Error>> {
        let (transport, list, options) = self.into_parts();
        let pages =
            Pages { sessions: Sessions::new(transport), list, options, fetched: VecDeque::new(), seen: HashSet::new(), is_last: false };
        stream::try_unfold(pages, |mut pages| async { Ok(pages.next().await?.map(|session| (session, pages))) }).boxed()
    }
}

struct Pages {
    sessions: Sessions,
    list: ListSessions,
    options: CallOptions,
    fetched: VecDeque<Session>,
    seen: HashSet<String>,
    is_last: bool,
}

impl Pages {
    async fn next(&mut self) -> Result<Option<Session>, Error> {
        loop {
            if let Some(session) = self.fetched.pop_front() {
                return Ok(Some(session));
            }
            if self.is_last {
                return Ok(None);
            }
            self.fetch().await?;
        }
    }

    async fn fetch(&mut self) -> Result<(), Error> {
        let limit = self.list.limit.unwrap_or(LARGEST_PAGE);
        let offset = self.list.offset.unwrap_or(0);
        let mut call = self.sessions.list(&self.list.agent).limit(limit).offset(offset);
        call.options = self.options.for_new_request();
        let page = call.await?;
        let next = offset.saturating_add(page.len() as u64);
        self.list.offset = Some(next);
        self.is_last = page.is_empty() || next >= page.total;
        self.fetched.extend(page.sessions.into_iter().filter(|session| self.seen.insert(session.session_id.clone())));
        Ok(())
    }
}
