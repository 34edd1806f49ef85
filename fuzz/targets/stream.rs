//! A whole streamed answer against the reference's frames and events, and the contract's rules of its end.
#![no_main]

use agentspec_ext::EventStream;
use agentspec_fuzz::{observed, reference};
use futures::FutureExt;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let came = observed::read(EventStream::from_bytes(body.to_vec())).now_or_never().expect("all bytes are there");
    assert_eq!(came, reference::stream::read(body));
});
