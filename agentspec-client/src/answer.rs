//! Reads the body of an answer that the contract promises as JSON, and loses nothing where it is something else.

use bytes::Bytes;
use futures::stream;
use progenitor_client::{Error, ResponseValue};
use reqwest::{Body, Response};
use serde::de::DeserializeOwned;

use crate::json;

/// How much is kept of a body that says nothing, in bytes: so that an error has it.
const START: usize = 1 << 16;

/// Stands in for `ResponseValue::from_response`: an answer whose body breaks off or does not parse is returned whole.
pub(crate) async fn read<T: DeserializeOwned, E>(mut response: Response) -> Result<ResponseValue<T>, Error<E>> {
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(error) => return Err(Error::UnexpectedResponse(cut(response, body, error))),
        }
    }
    match json::from_slice(&body) {
        Ok(value) => Ok(ResponseValue::new(value, response.status(), std::mem::take(response.headers_mut()))),
        Err(undecodable) => {
            response.extensions_mut().insert(undecodable);
            Err(Error::UnexpectedResponse(with_body(response, Body::from(body))))
        }
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
