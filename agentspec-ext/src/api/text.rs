//! An answer that is plain text, read to its end.

use agentspec_client::ByteStream;
use agentspec_client::json::Undecodable;
use futures::StreamExt;

use crate::error::{Error, RawResponse};
use crate::headers;
use crate::operation::{Context, FromWire};

impl FromWire<ByteStream> for String {
    async fn from_wire(body: ByteStream, context: &Context) -> Result<Self, Error> {
        let Context { status, headers, now, secrets, .. } = context.clone();
        let mut chunks = body.into_inner();
        let mut bytes = Vec::new();
        while let Some(chunk) = chunks.next().await {
            match chunk {
                Ok(chunk) => bytes.extend_from_slice(&chunk),
                Err(error) => return Err(Error::from_reqwest(error).with_response(status, headers, &bytes)),
            }
        }
        let refuse = |bytes, reason: &str| {
            let undecodable = Some(Undecodable { path: String::new(), reason: reason.to_owned() });
            Error::from_response(RawResponse { status, headers: headers.clone(), body: bytes, undecodable }, now, &secrets)
        };
        if !headers::is_plain_text(&headers) {
            return Err(refuse(bytes, "expected the content type text/plain"));
        }
        Self::from_utf8(bytes).map_err(|error| refuse(error.into_bytes(), "the text is not UTF-8"))
    }
}
