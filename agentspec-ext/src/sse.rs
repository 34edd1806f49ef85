//! Server-Sent Events (WHATWG HTML, section 9.2): decodes bytes into frames. Does no I/O, and does not depend on agents.
//!
//! ```
//! use agentspec_ext::sse::Decoder;
//!
//! let mut decoder = Decoder::new();
//! decoder.push("data: caf");
//! assert!(decoder.next_frame()?.is_none());
//! decoder.push("é\n\ndata: two\n");
//! assert_eq!(decoder.next_frame()?.map(|frame| frame.data().into_owned()), Some("café".to_owned()));
//! assert!(decoder.next_frame()?.is_none());
//!
//! // WHATWG discards a block that is incomplete at the end of the bytes. Here the caller can read it.
//! assert_eq!(decoder.finish().map(|frame| frame.data().into_owned()), Some("two".to_owned()));
//! # Ok::<(), agentspec_ext::sse::TooLarge>(())
//! ```

mod decoder;
mod frame;

mod block;
mod line;
mod unfinished;

pub use self::decoder::{Decoder, TooLarge};
pub use self::frame::Frame;
pub(crate) use self::frame::text;
