//! Server-Sent Events (WHATWG HTML, section 9.2): bytes in, frames out. Does no I/O and knows nothing of agents.
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
//! // WHATWG drops a block that the end of the bytes leaves unfinished. Here the caller may look at it.
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
