//! The source of a stream's items, read in batches.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::Arc;

use agentspec_ext::{CallRecord, Error, EventStream, StreamEvent};
use futures::StreamExt;
use futures::future::{Either, select};
use futures::stream::BoxStream;
use pyo3::prelude::*;
use tokio::task::yield_now;

use crate::errors::Failure;
use crate::events;

/// The maximum number of events in a batch.
const BATCH: usize = 512;

/// The source of the items.
pub(crate) enum Source {
    Events(Box<EventStream>),
    /// JSON values of several calls. The record is that of the last call.
    Items(BoxStream<'static, Result<String, Failure>>, CallRecord),
}

pub(super) enum Item {
    Event(StreamEvent),
    /// An `error` event, and the error that `text_stream` raises for it.
    Failed(StreamEvent, Arc<Error>),
    Json(String),
}

impl Item {
    /// Whether it is the last item.
    pub(super) fn is_end(&self) -> bool {
        matches!(self, Self::Event(event) | Self::Failed(event, _) if event.is_end())
    }

    pub(super) fn into_python(self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        match self {
            Self::Event(event) | Self::Failed(event, _) => events::to_python(py, &event),
            Self::Json(json) => Ok(json.into_pyobject(py)?.into_any().unbind()),
        }
    }
}

/// Items that arrived together; empty at the end.
pub(super) type Batch = VecDeque<Result<Item, Failure>>;

impl Source {
    pub(super) fn record(&self) -> CallRecord {
        match self {
            Self::Events(events) => events.record().clone(),
            Self::Items(_, record) => record.clone(),
        }
    }

    async fn next(&mut self) -> Option<Result<Item, Failure>> {
        Some(match self {
            Self::Events(events) => match events.next().await? {
                Ok(StreamEvent::Error(event)) => {
                    let error = events.error_from_event((*event).clone());
                    Ok(Item::Failed(StreamEvent::Error(event), Arc::new(error)))
                }
                item => item.map(Item::Event).map_err(Failure::from),
            },
            Self::Items(items, _) => items.next().await?.map(Item::Json),
        })
    }

    /// Returns the next item, and all events that follow without a wait for the server. JSON values come singly, as the next one may take a request.
    pub(super) async fn batch(&mut self) -> Batch {
        let mut batch: Batch = self.next().await.into_iter().collect();
        while matches!(self, Self::Events(_))
            && (1..BATCH).contains(&batch.len())
            && let Some(item) = self.next_ready().await
        {
            batch.push_back(item);
        }
        batch
    }

    /// Returns the next item if it is available without a wait for the server.
    ///
    /// A single poll does not show that: the connection delivers one chunk, and has to be polled before the next. `yield_now` resumes when the
    /// runtime has no other work, or by chance earlier; so it is awaited twice.
    async fn next_ready(&mut self) -> Option<Result<Item, Failure>> {
        for _ in 0..2 {
            if let Either::Left((item, _)) = select(pin!(self.next()), pin!(yield_now())).await {
                return item;
            }
        }
        None
    }
}
