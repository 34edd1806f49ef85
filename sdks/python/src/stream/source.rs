//! Where the items of a stream come from, and those that come together.

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

/// How many events are handed over at once, at the most.
const BATCH: usize = 512;

/// Where the items come from.
pub(crate) enum Source {
    Events(Box<EventStream>),
    /// JSON, of several calls, the last of which the record is of.
    Items(BoxStream<'static, Result<String, Failure>>, CallRecord),
}

pub(super) enum Item {
    Event(StreamEvent),
    /// An `error` event, and the error that it is to those who take the text alone.
    Failed(StreamEvent, Arc<Error>),
    Json(String),
}

impl Item {
    /// Whether nothing follows it.
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

/// Items that arrived together; none at the end.
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
                    let error = events.raised((*event).clone());
                    Ok(Item::Failed(StreamEvent::Error(event), Arc::new(error)))
                }
                item => item.map(Item::Event).map_err(Failure::from),
            },
            Self::Items(items, _) => items.next().await?.map(Item::Json),
        })
    }

    /// The next item, and of events those that follow without a wait for the server. To look for more JSON might be to ask the server for it.
    pub(super) async fn batch(&mut self) -> Batch {
        let mut batch: Batch = self.next().await.into_iter().collect();
        while matches!(self, Self::Events(_))
            && (1..BATCH).contains(&batch.len())
            && let Some(item) = self.next_at_hand().await
        {
            batch.push_back(item);
        }
        batch
    }

    /// The next item, unless the runtime has nothing else to do before it is there.
    ///
    /// A poll alone does not tell: the connection hands over one chunk, and has its turn before the next. A turn that is yielded comes back when
    /// there is no other work, or by chance earlier; so two are.
    async fn next_at_hand(&mut self) -> Option<Result<Item, Failure>> {
        for _ in 0..2 {
            if let Either::Left((item, _)) = select(pin!(self.next()), pin!(yield_now())).await {
                return item;
            }
        }
        None
    }
}
