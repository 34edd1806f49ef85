//! Reads the body of a successful response. Returns the whole response if its body is not as the contract defines.

use bytes::Bytes;
use futures::stream;
use progenitor_client::{Error, ResponseValue};
use reqwest::{Body, Response};
use serde::de::DeserializeOwned;

use crate::json::{self, Undecodable, Unread};

/// The largest body that is decoded inline, in bytes. Decoding a larger one would block other tasks of the runtime.
const INLINE_LIMIT: usize = 128 << 10;

/// The largest body that is decoded, in bytes, unless the response has an [`AnswerLimit`].
const LIMIT: usize = 64 << 20;

/// The largest body of a response that is decoded, in bytes. Its values may take twice as much memory.
///
/// An [`Executor`](crate::Executor) adds it to the [extensions](reqwest::Response::extensions_mut) of a response. It does not limit how much of
/// the body is read; that is the executor's task.
#[derive(Clone, Copy, Debug)]
pub struct AnswerLimit(pub usize);

/// How much of a body without content is kept for an error, in bytes.
const KEPT_LIMIT: usize = 1 << 16;

/// Replaces `ResponseValue::from_response`. If the body is cut short or does not parse, the error contains the whole response.
pub(crate) async fn read<T, E>(mut response: Response) -> Result<ResponseValue<T>, Error<E>>
where
    T: DeserializeOwned + Send + 'static,
{
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(error) => return Err(Error::UnexpectedResponse(interrupted(response, body, error))),
        }
    }
    let limit = response.extensions().get().map_or(LIMIT, |AnswerLimit(limit)| *limit);
    let (decoded, body) = decode(body, limit).await;
    match decoded {
        Ok(value) => Ok(ResponseValue::new(value, response.status(), std::mem::take(response.headers_mut()))),
        Err(why) => {
            match why {
                Unread::Undecodable(why) => drop(response.extensions_mut().insert(why)),
                Unread::TooLarge(why) => drop(response.extensions_mut().insert(why)),
            }
            Err(Error::UnexpectedResponse(with_body(response, Body::from(body))))
        }
    }
}

/// Decodes a body, and returns it too; a large one on a thread for blocking work.
async fn decode<T: DeserializeOwned + Send + 'static>(body: Vec<u8>, limit: usize) -> (Result<T, Unread>, Bytes) {
    if body.len() <= INLINE_LIMIT {
        return (json::from_slice_within(&body, limit), body.into());
    }
    let body = Bytes::from(body);
    let shared = body.clone();
    let decoded = match tokio::task::spawn_blocking(move || json::from_slice_within(&shared, limit)).await {
        Ok(decoded) => decoded,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(Undecodable { path: String::new(), reason: "the runtime shut down".to_owned() }.into()),
        },
    };
    (decoded, body)
}

/// Replaces `ResponseValue::empty`. Ignores the content of the body, but reads it to the end, so that a body that is cut short is an error.
pub(crate) async fn read_and_discard<E>(mut response: Response) -> Result<ResponseValue<()>, Error<E>> {
    let mut kept = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if kept.len() < KEPT_LIMIT => kept.extend_from_slice(&chunk),
            Ok(Some(_)) => {}
            Ok(None) => return Ok(ResponseValue::empty(response)),
            Err(error) => return Err(Error::UnexpectedResponse(interrupted(response, kept, error))),
        }
    }
}

/// Returns the response with a body that yields the received bytes, then the error.
fn interrupted(response: Response, body: Vec<u8>, error: reqwest::Error) -> Response {
    let body = stream::iter([Ok(Bytes::from(body)), Err(error)]);
    with_body(response, Body::wrap_stream(body))
}

fn with_body(response: Response, body: Body) -> Response {
    let (parts, _) = http::Response::from(response).into_parts();
    http::Response::from_parts(parts, body).into()
}
