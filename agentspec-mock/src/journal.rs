//! Keeps what was received and what was answered, while the server records.

use std::sync::{Mutex, MutexGuard};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

use crate::{
    Exchange, Received, auth,
    call::Call,
    reply::{Content, Reply},
    shared::lock,
};

/// What has happened, in the order of the requests.
#[derive(Debug)]
pub(crate) struct Journal(Option<Mutex<Vec<Entry>>>);

/// Where in the journal a request is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place(usize);

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
    pub(crate) fn new(recording: bool) -> Self {
        Self(recording.then(Mutex::default))
    }

    /// Enters a request; gives the place for its answer.
    pub(crate) fn received(&self, call: &Call) -> Place {
        let Some(mut entries) = self.entries() else { return Place(0) };
        let mut headers = call.headers.clone();
        auth::hide_credentials(&mut headers);
        let request = Received {
            method: call.method.clone(),
            path: call.path().to_owned(),
            query: call.query().to_owned(),
            headers,
            body: call.body.bytes.clone(),
            operation: call.route().operation_id(),
        };
        entries.push(Entry { request, answer: None });
        Place(entries.len() - 1)
    }

    /// Enters the answer, before any of it is sent. The body of one that is sent by frames is entered by [`sent`](Self::sent).
    pub(crate) fn answered(&self, place: Place, reply: &Reply, scripted: bool) {
        self.change(place, |entry| {
            let (body, ended) = match &reply.content {
                // HTTP sends it no body.
                _ if entry.request.method == Method::HEAD => (Vec::new(), true),
                Content::Whole(bytes) => (vec![bytes.clone()], true),
                Content::Frames(_) => (Vec::new(), false),
            };
            entry.answer = Some(Answered { status: reply.status, headers: reply.headers.clone(), body, ended, scripted });
        });
    }

    /// Enters a frame that is sent now.
    pub(crate) fn sent(&self, place: Place, frame: &Bytes) {
        self.change(place, |entry| {
            if let Some(answer) = &mut entry.answer {
                answer.body.push(frame.clone());
            }
        });
    }

    /// Enters that all frames have been sent.
    pub(crate) fn ended(&self, place: Place) {
        self.change(place, |entry| {
            if let Some(answer) = &mut entry.answer {
                answer.ended = true;
            }
        });
    }

    pub(crate) fn requests(&self) -> Vec<Received> {
        self.entries().map(|entries| entries.iter().map(|entry| entry.request.clone()).collect()).unwrap_or_default()
    }

    pub(crate) fn count(&self) -> usize {
        self.entries().map_or(0, |entries| entries.len())
    }

    /// The requests that have been answered, with their answers.
    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        self.entries().map(|entries| entries.iter().filter_map(Entry::exchange).collect()).unwrap_or_default()
    }

    fn change(&self, place: Place, change: impl FnOnce(&mut Entry)) {
        if let Some(entry) = self.entries().as_mut().and_then(|entries| entries.get_mut(place.0)) {
            change(entry);
        }
    }

    fn entries(&self) -> Option<MutexGuard<'_, Vec<Entry>>> {
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
