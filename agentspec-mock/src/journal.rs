//! Records requests and responses.

pub(crate) mod exchange;
pub(crate) mod received;
pub(crate) mod wire;

use std::sync::{Mutex, MutexGuard};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

use crate::{
    api::{
        request::Request,
        response::{Content, Response},
    },
    bounded::{Bound, BoundedLog, EntryKey},
    lock::lock,
    policy::credentials,
};
use exchange::Exchange;
use received::Received;

/// The recorded requests, in order, with their responses. Above the bound, the oldest are dropped.
#[derive(Debug)]
pub(crate) struct Journal(Option<Mutex<BoundedLog<Entry>>>);

/// The id of an entry; `None` if the server does not record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EntryId(Option<EntryKey>);

#[derive(Debug)]
struct Entry {
    request: Received,
    response: Option<RecordedResponse>,
}

#[derive(Debug)]
struct RecordedResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<Bytes>,
    ended: bool,
    scripted: bool,
}

impl EntryId {
    /// Of a response that is not recorded.
    pub(crate) const NONE: Self = Self(None);
}

impl Journal {
    pub(crate) fn new(recording: bool, bound: Bound) -> Self {
        Self(recording.then(|| Mutex::new(BoundedLog::new("exchanges", bound))))
    }

    /// Records a request, and returns the id of its entry.
    pub(crate) fn received(&self, request: &Request) -> EntryId {
        let Some(mut entries) = self.entries() else { return EntryId(None) };
        let mut headers = request.headers.clone();
        credentials::mark_sensitive(&mut headers);
        let request = Received {
            method: request.method.clone(),
            path: request.path().to_owned(),
            query: request.query().to_owned(),
            headers,
            body: request.body.bytes.clone(),
            operation: request.operation,
        };
        let bytes = request.size();
        let at = entries.push(Entry { request, response: None }, bytes);
        drop(entries.trim(|_| true));
        EntryId(Some(at))
    }

    /// Records a response, before any of it is sent. [`sent`](Self::sent) records the frames of its body.
    pub(crate) fn answered(&self, id: EntryId, response: &Response, scripted: bool) {
        self.change(id, response.whole_size(), |entry| {
            let (body, ended) = match &response.content {
                // A response to HEAD has no body.
                _ if entry.request.method == Method::HEAD => (Vec::new(), true),
                Content::Whole(bytes) => (vec![bytes.clone()], true),
                Content::Frames(_) => (Vec::new(), false),
            };
            entry.response = Some(RecordedResponse { status: response.status, headers: response.headers.clone(), body, ended, scripted });
        });
    }

    /// Records a frame that is sent now.
    pub(crate) fn sent(&self, id: EntryId, frame: &Bytes) {
        self.change(id, frame.len(), |entry| {
            if let Some(response) = &mut entry.response {
                response.body.push(frame.clone());
            }
        });
    }

    /// Records that all frames have been sent.
    pub(crate) fn ended(&self, id: EntryId) {
        self.change(id, 0, |entry| {
            if let Some(response) = &mut entry.response {
                response.ended = true;
            }
        });
    }

    pub(crate) fn requests(&self) -> Vec<Received> {
        self.entries().map(|entries| entries.iter().map(|entry| entry.request.clone()).collect()).unwrap_or_default()
    }

    /// Returns the number of all requests so far, including dropped ones.
    pub(crate) fn count(&self) -> usize {
        self.entries().map_or(0, |entries| usize::try_from(entries.added()).unwrap_or(usize::MAX))
    }

    pub(crate) fn dropped(&self) -> u64 {
        self.entries().map_or(0, |entries| entries.dropped())
    }

    /// Returns the answered requests with their responses.
    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        self.entries().map(|entries| entries.iter().filter_map(Entry::exchange).collect()).unwrap_or_default()
    }

    /// Changes an entry, which grows by `bytes`. Does nothing if it has been dropped.
    fn change(&self, EntryId(at): EntryId, bytes: usize, change: impl FnOnce(&mut Entry)) {
        let (Some(at), Some(mut entries)) = (at, self.entries()) else { return };
        if let Some(entry) = entries.get_mut(at) {
            change(entry);
            entries.grow(at, bytes);
            drop(entries.trim(|_| true));
        }
    }

    fn entries(&self) -> Option<MutexGuard<'_, BoundedLog<Entry>>> {
        self.0.as_ref().map(lock)
    }
}

impl Entry {
    fn exchange(&self) -> Option<Exchange> {
        let response = self.response.as_ref()?;
        let body = match &response.body[..] {
            [whole] => whole.clone(),
            frames => frames.concat().into(),
        };
        Some(Exchange {
            request: self.request.clone(),
            status: response.status,
            headers: response.headers.clone(),
            body,
            ended: response.ended,
            scripted: response.scripted,
        })
    }
}
