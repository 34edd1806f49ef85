//! Keeps what was received and what was answered, while the server records.

pub(crate) mod exchange;
pub(crate) mod received;

use std::sync::{Mutex, MutexGuard};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

use crate::{
    api::{
        request::Request,
        response::{Content, Response},
    },
    kept::{At, Bound, Kept},
    lock::lock,
    policy::credentials,
};
use exchange::Exchange;
use received::Received;

/// What has happened, in the order of the requests; the oldest go where there is too much of it.
#[derive(Debug)]
pub(crate) struct Journal(Option<Mutex<Kept<Entry>>>);

/// Which entry of the journal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EntryId(Option<At>);

#[derive(Debug)]
struct Entry {
    request: Received,
    answer: Option<Answered>,
}

#[derive(Debug)]
struct Answered {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<Bytes>,
    ended: bool,
    scripted: bool,
}

impl Journal {
    pub(crate) fn new(recording: bool, bound: Bound) -> Self {
        Self(recording.then(|| Mutex::new(Kept::new("exchanges", bound))))
    }

    /// Enters a request; gives the id of its entry.
    pub(crate) fn received(&self, request: &Request) -> EntryId {
        let Some(mut entries) = self.entries() else { return EntryId(None) };
        let mut headers = request.headers.clone();
        credentials::hide_credentials(&mut headers);
        let request = Received {
            method: request.method.clone(),
            path: request.path().to_owned(),
            query: request.query().to_owned(),
            headers,
            body: request.body.bytes.clone(),
            operation: request.operation,
        };
        let bytes = request.size();
        let at = entries.push(Entry { request, answer: None }, bytes);
        drop(entries.trim(|_| true));
        EntryId(Some(at))
    }

    /// Enters the response, before any of it is sent. The body of one that is sent by frames is entered by [`sent`](Self::sent).
    pub(crate) fn answered(&self, id: EntryId, response: &Response, scripted: bool) {
        self.change(id, response.whole_size(), |entry| {
            let (body, ended) = match &response.content {
                // HTTP sends it no body.
                _ if entry.request.method == Method::HEAD => (Vec::new(), true),
                Content::Whole(bytes) => (vec![bytes.clone()], true),
                Content::Frames(_) => (Vec::new(), false),
            };
            entry.answer = Some(Answered { status: response.status, headers: response.headers.clone(), body, ended, scripted });
        });
    }

    /// Enters a frame that is sent now.
    pub(crate) fn sent(&self, id: EntryId, frame: &Bytes) {
        self.change(id, frame.len(), |entry| {
            if let Some(answer) = &mut entry.answer {
                answer.body.push(frame.clone());
            }
        });
    }

    /// Enters that all frames have been sent.
    pub(crate) fn ended(&self, id: EntryId) {
        self.change(id, 0, |entry| {
            if let Some(answer) = &mut entry.answer {
                answer.ended = true;
            }
        });
    }

    pub(crate) fn requests(&self) -> Vec<Received> {
        self.entries().map(|entries| entries.iter().map(|entry| entry.request.clone()).collect()).unwrap_or_default()
    }

    /// How many requests there have been, those that are not kept any more too.
    pub(crate) fn count(&self) -> usize {
        self.entries().map_or(0, |entries| usize::try_from(entries.added()).unwrap_or(usize::MAX))
    }

    pub(crate) fn dropped(&self) -> u64 {
        self.entries().map_or(0, |entries| entries.dropped())
    }

    /// The requests that have been answered, with their answers.
    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        self.entries().map(|entries| entries.iter().filter_map(Entry::exchange).collect()).unwrap_or_default()
    }

    /// Changes an entry, which becomes so many bytes larger; not one that is not kept any more.
    fn change(&self, EntryId(at): EntryId, bytes: usize, change: impl FnOnce(&mut Entry)) {
        let (Some(at), Some(mut entries)) = (at, self.entries()) else { return };
        if let Some(entry) = entries.get_mut(at) {
            change(entry);
            entries.grow(at, bytes);
            drop(entries.trim(|_| true));
        }
    }

    fn entries(&self) -> Option<MutexGuard<'_, Kept<Entry>>> {
        self.0.as_ref().map(lock)
    }
}

impl Entry {
    fn exchange(&self) -> Option<Exchange> {
        let answer = self.answer.as_ref()?;
        let body = match &answer.body[..] {
            [whole] => whole.clone(),
            frames => frames.concat().into(),
        };
        Some(Exchange {
            request: self.request.clone(),
            status: answer.status,
            headers: answer.headers.clone(),
            body,
            ended: answer.ended,
            scripted: answer.scripted,
        })
    }
}
