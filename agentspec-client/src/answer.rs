//! Reads the body of an answer that the contract promises as JSON, and loses nothing where it is something else.

use bytes::Bytes;
use futures::stream;
use progenitor_client::{Error, ResponseValue};
use reqwest::{Body, Response};
use serde::de::DeserializeOwned;

use crate::json::{self, Undecodable, Unread};

/// How large a body may be that is decoded on the spot, in bytes: a larger one would hold up what else the runtime drives.
const ON_THE_SPOT: usize = 128 << 10;

/// The largest body that is decoded, in bytes, where the executor of the request does not say another among the response's extensions.
const LIMIT: usize = 64 << 20;

/// How large the body of an answer may be, in bytes: its values may take twice as much memory. An [`Executor`](crate::Executor) puts it among
/// the [extensions](reqwest::Response::extensions_mut) of a response. It does not bound what is read of the body; that is the executor's task.
#[derive(Clone, Copy, Debug)]
pub struct AnswerLimit(pub usize);

/// How much is kept of a body that says nothing, in bytes: so that an error has it.
const START: usize = 1 << 16;

/// Stands in for `ResponseValue::from_response`: an answer whose body breaks off or does not parse is returned whole.
pub(crate) async fn read<T, E>(mut response: Response) -> Result<ResponseValue<T>, Error<E>>
where
    T: DeserializeOwned + Send + 'static,
{
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(error) => return Err(Error::UnexpectedResponse(cut(response, body, error))),
        }
    }
    let limit = response.extensions().get().map_or(LIMIT, |AnswerLimit(limit)| *limit);
    let body = Bytes::from(body);
    match decode(body.clone(), limit).await {
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

/// Decodes a body, a large one on a thread that is there to be held up.
async fn decode<T: DeserializeOwned + Send + 'static>(body: Bytes, limit: usize) -> Result<T, Unread> {
    if body.len() <= ON_THE_SPOT {
        return json::from_slice_within(&body, limit);
    }
    match tokio::task::spawn_blocking(move || json::from_slice_within(&body, limit)).await {
        Ok(decoded) => decoded,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(Undecodable { path: String::new(), reason: "the runtime shut down".to_owned() }.into()),
        },
    }
}

/// Stands in for `ResponseValue::empty`: whatever the body says means the same, but it is there to its end.
pub(crate) async fn nothing<E>(mut response: Response) -> Result<ResponseValue<()>, Error<E>> {
    let mut start = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if start.len() < START => start.extend_from_slice(&chunk),
            Ok(Some(_)) => {}
            Ok(None) => return Ok(ResponseValue::empty(response)),
            Err(error) => return Err(Error::UnexpectedResponse(cut(response, start, error))),
        }
    }
}

/// The answer as far as it came: reading its body gives the same bytes, then the same error.
fn cut(response: Response, body: Vec<u8>, error: reqwest::Error) -> Response {
    let body = stream::iter([Ok(Bytes::from(body)), Err(error)]);
    with_body(response, Body::wrap_stream(body))
}

fn with_body(response: Response, body: Body) -> Response {
    let (parts, _) = http::Response::from(response).into_parts();
    http::Response::from_parts(parts, body).into()
}
