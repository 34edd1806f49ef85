//! Translates responses. What cannot be translated stays as it is, so that its error has the body that was received.

use std::error::Error as StdError;
use std::sync::Arc;

use agentspec_client::AnswerLimit;
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use http::response::Parts;
use http_body_util::BodyExt;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, TRANSFER_ENCODING};
use reqwest::{Body, Response, StatusCode};
use serde_json::Value;

use super::answer::{self, Object};
use super::events::{self, Events, Limits};
use super::request::Asked;
use super::{Give, Translator};
use crate::dialect::marks;
use crate::headers;

/// The largest body that is translated inline, in bytes. A larger one would block other tasks of the runtime.
const INLINE_LIMIT: usize = 128 << 10;

type BoxError = Box<dyn StdError + Send + Sync>;

/// The translation of the response to one request.
pub(in crate::transport) struct Translation {
    pub(super) translator: Arc<Translator>,
    pub(super) give: Give,
    pub(super) asked: Asked,
}

/// A translated body.
struct Translated {
    body: Vec<u8>,
    is_stream: bool,
}

impl Translation {
    /// Returns whether the response is read as a whole.
    pub(in crate::transport) fn reads_whole(&self, response: &Response) -> bool {
        let status = response.status();
        let is_error = status.is_client_error() || status.is_server_error();
        is_error || status.is_success() && !matches!(self.give, Give::Unchanged | Give::Events)
    }

    /// Translates a response that is not read as a whole.
    pub(in crate::transport) fn streamed(&self, response: Response) -> Response {
        if self.give != Give::Events || response.status() != StatusCode::OK || !headers::is_event_stream(response.headers()) {
            return response;
        }
        let (mut parts, body) = http::Response::from(response).into_parts();
        parts.headers.remove(CONTENT_LENGTH);
        let reading = &self.translator.reading;
        let events = Events::new(Limits { event: reading.event_limit, turn: reading.answer_limit });
        let events = EventBody { body: body.into_data_stream().boxed(), events, end: None };
        with_body(parts, Body::wrap_stream(stream::unfold(events, EventBody::next)))
    }

    /// Reads a response as a whole, and translates it.
    pub(in crate::transport) async fn whole(self, response: Response) -> Response {
        let (mut parts, body) = http::Response::from(response).into_parts();
        let (mut body, mut received) = (body.into_data_stream(), Vec::new());
        while let Some(chunk) = body.next().await {
            match chunk {
                Ok(chunk) => received.extend_from_slice(&chunk),
                Err(error) => return with_body(parts, Body::wrap_stream(stream::iter([Ok(Bytes::from(received)), Err(error)]))),
            }
        }
        let (status, received) = (parts.status, Bytes::from(received));
        let limit = parts.extensions.get().map_or(usize::MAX, |AnswerLimit(limit)| *limit);
        let translated = if received.len() <= INLINE_LIMIT {
            self.translate(status, &received, limit)
        } else {
            let body = received.clone();
            match tokio::task::spawn_blocking(move || self.translate(status, &body, limit)).await {
                Ok(translated) => translated,
                Err(error) => match error.try_into_panic() {
                    Ok(panic) => std::panic::resume_unwind(panic),
                    // The runtime shuts down.
                    Err(_) => None,
                },
            }
        };
        let Some(Translated { body, is_stream }) = translated else { return with_body(parts, received.into()) };
        parts.headers.remove(TRANSFER_ENCODING);
        parts.headers.insert(CONTENT_LENGTH, body.len().into());
        if is_stream {
            parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
        }
        with_body(parts, body.into())
    }

    fn translate(&self, status: StatusCode, body: &[u8], limit: usize) -> Option<Translated> {
        let object = marks::object_within(body, limit)?;
        let whole = |object: Object| Translated { body: answer::write(&object), is_stream: false };
        if !status.is_success() {
            return answer::error(object).map(whole);
        }
        match self.give {
            Give::Unchanged | Give::Events => None,
            Give::Answer => answer::answer(object).map(whole),
            Give::Session => answer::session(object, self.asked.metadata.as_ref()).map(whole),
            Give::Run => answer::run(object).map(whole),
            Give::Health => answer::health(object).map(whole),
            Give::Turn => {
                let mut answer = answer::answer(object)?;
                answer.insert("turn".to_owned(), self.next_turn().into());
                Some(whole(answer))
            }
            Give::TurnAsEvents => {
                let body = events_of(answer::answer(object)?)?;
                self.next_turn();
                Some(Translated { body, is_stream: true })
            }
        }
    }

    fn next_turn(&self) -> u64 {
        self.asked.session.as_deref().map_or(1, |session| self.translator.turns.next(session))
    }
}

/// Converts a whole answer to the events of a stream: its tool calls with their results, its text in one piece, and `done` with the other fields.
fn events_of(mut answer: Object) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let calls = match answer.shift_remove("tool_calls") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(calls)) => calls,
        Some(_) => return None,
    };
    for call in calls {
        let Value::Object(mut call) = call else { return None };
        let name = call.shift_remove("tool_name")?;
        let mut result: Object = [("name".to_owned(), name.clone())].into_iter().collect();
        let output = call.shift_remove("output").unwrap_or_default();
        result.insert("output".to_owned(), output);
        let mut asked: Object = [("name".to_owned(), name)].into_iter().collect();
        for field in ["id", "input"] {
            asked.extend(call.get(field).map(|value| (field.to_owned(), value.clone())));
        }
        call.shift_remove("input");
        result.extend(call);
        events::append(&events::tool_call(asked), &mut out);
        events::append(&events::tagged("tool_result", result), &mut out);
    }
    let text = answer.shift_remove("output").filter(|text| text != "");
    if let Some(text) = text {
        let token: Object = [("content".to_owned(), text)].into_iter().collect();
        events::append(&events::tagged("token", token), &mut out);
    }
    events::append(&events::tagged("done", answer), &mut out);
    Some(out)
}

fn with_body(parts: Parts, body: Body) -> Response {
    http::Response::from_parts(parts, body).into()
}

/// The body of a stream whose events are translated.
struct EventBody {
    body: BoxStream<'static, reqwest::Result<Bytes>>,
    events: Events,
    /// How the body ended, returned after all translated events.
    end: Option<Result<(), BoxError>>,
}

impl EventBody {
    /// Returns a piece for each piece that is received: a comment if it completes no event, so that the silence of the server is measured as it is.
    async fn next(mut self) -> Option<(Result<Vec<u8>, BoxError>, Self)> {
        match self.end.take() {
            Some(Err(error)) => {
                self.end = Some(Ok(()));
                return Some((Err(error), self));
            }
            Some(Ok(())) => return None,
            None => {}
        }
        let mut out = Vec::new();
        match self.body.next().await {
            Some(Ok(piece)) => {
                self.end = self.events.push(piece, &mut out).err().map(|error| Err(error.into()));
                if out.is_empty() {
                    out.extend_from_slice(b":\n");
                }
            }
            Some(Err(error)) => {
                self.events.fail(&mut out);
                self.end = Some(Err(error.into()));
            }
            None => {
                self.events.finish(&mut out);
                self.end = Some(Ok(()));
            }
        }
        Some((Ok(out), self))
    }
}
