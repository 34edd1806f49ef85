//! Translates responses. What cannot be translated stays as it is, so that its error has the body that was received. A body that cannot be read is an
//! error here, since the rest of the attempt cannot tell it from another contract.

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

use super::super::{ERROR_LIMIT, lenient};
use super::answer::{self, Object};
use super::events::{self, Events, Limits};
use super::request::Asked;
use super::{Give, Translator};
use crate::dialect::marks;
use crate::error::{Error, ErrorKind, Outcome};
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

impl From<Object> for Translated {
    fn from(object: Object) -> Self {
        Self { body: answer::write(&object), is_stream: false }
    }
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
        let (mut parts, body) = into_parts(response);
        parts.headers.remove(CONTENT_LENGTH);
        let reading = &self.translator.reading;
        let events = Events::new(Limits { event: reading.event_limit, turn: reading.answer_limit });
        let events = EventBody { body: body.into_data_stream().boxed(), events, end: None };
        with_body(parts, Body::wrap_stream(stream::unfold(events, EventBody::next)))
    }

    /// Reads a response as a whole, and translates it. An error response that is broken, or larger than any error of the contract, stays as it is.
    ///
    /// # Errors
    /// If a success response is cut short or too large, or is the answer of another session.
    pub(in crate::transport) async fn whole(self, response: Response) -> Result<Response, Error> {
        let (mut parts, body) = into_parts(response);
        let (status, mut body, mut received) = (parts.status, body.into_data_stream(), Vec::new());
        loop {
            match body.next().await {
                None => break,
                Some(Ok(chunk)) => received.extend_from_slice(&chunk),
                Some(Err(error)) if status.is_success() => {
                    return Err(Error::from_reqwest(error).with_response(status, parts.headers, &received));
                }
                Some(Err(error)) => return Ok(with_body(parts, Body::wrap_stream(stream::iter([Ok(Bytes::from(received)), Err(error)])))),
            }
            if received.len() >= ERROR_LIMIT && !status.is_success() {
                let received = stream::iter([Ok(Bytes::from(received))]);
                return Ok(with_body(parts, Body::wrap_stream(received.chain(body))));
            }
        }
        let received = Bytes::from(received);
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
                    Err(_) => Ok(None),
                },
            }
        };
        let translated = match translated {
            Ok(translated) => translated,
            Err(error) => return Err(error.with_response(status, parts.headers, &received)),
        };
        let Some(Translated { body, is_stream }) = translated else { return Ok(with_body(parts, received.into())) };
        parts.headers.remove(TRANSFER_ENCODING);
        parts.headers.insert(CONTENT_LENGTH, body.len().into());
        if is_stream {
            parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
        }
        Ok(with_body(parts, body.into()))
    }

    fn translate(&self, status: StatusCode, body: &[u8], limit: usize) -> Result<Option<Translated>, Error> {
        if !status.is_success() {
            let error = marks::object_within(body, limit).and_then(answer::error);
            return Ok(error.map(Into::into));
        }
        let object = marks::try_object_within(body, limit).map_err(Error::too_many_values)?;
        let Some(object) = object else { return Ok(None) };
        if matches!(self.give, Give::Turn | Give::TurnAsEvents) {
            self.check_session(&object)?;
        }
        Ok(self.convert(object))
    }

    fn convert(&self, object: Object) -> Option<Translated> {
        match self.give {
            Give::Unchanged | Give::Events => None,
            Give::Answer => answer::answer(object).map(Into::into),
            Give::Session => answer::session(object, self.asked.metadata.as_ref()).map(Into::into),
            Give::Run => answer::run(object).map(Into::into),
            Give::Health => answer::health(object).map(Into::into),
            Give::Turn => {
                let mut answer = answer::answer(object)?;
                answer.insert("turn".to_owned(), self.next_turn().into());
                Some(answer.into())
            }
            Give::TurnAsEvents => {
                let body = events_of(answer::answer(object)?, self.translator.reading.event_limit)?;
                self.next_turn();
                Some(Translated { body, is_stream: true })
            }
        }
    }

    /// Rejects an answer that names another session than the one that was asked, or none: the agent does not remember the conversation.
    fn check_session(&self, answer: &Object) -> Result<(), Error> {
        let (Some(asked), Some(answered)) = (&self.asked.session, answer.get("session_id").and_then(Value::as_str)) else { return Ok(()) };
        if asked == answered {
            return Ok(());
        }
        let answered = if answered.is_empty() { "without a session".to_owned() } else { format!("in the session {answered:?}") };
        let message = format!("the server took the turn {answered}, not in the session {asked:?}: it may have ended, so create a new one");
        Err(Error::new(ErrorKind::Decode, Outcome::Unknown, message))
    }

    fn next_turn(&self) -> u64 {
        self.asked.session.as_deref().map_or(1, |session| self.translator.turns.next(session))
    }
}

/// Converts a whole answer to the events of a stream: its tool calls with their results, its text in tokens within the limit of an event, and `done` with
/// the other fields.
fn events_of(mut answer: Object, limit: usize) -> Option<Vec<u8>> {
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
    let text = answer.shift_remove("output");
    events::tokens(text.as_ref()?.as_str()?, limit).for_each(|token| events::append(&token, &mut out));
    events::append(&events::tagged("done", answer), &mut out);
    Some(out)
}

/// Takes a response apart, and keeps its URL among the extensions.
fn into_parts(response: Response) -> (Parts, Body) {
    let url = response.url().clone();
    lenient::with_url(response.into(), url).into_parts()
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
