//! The events of a stream in any pieces, and a whole streamed answer, against the reference's frames and events, and the contract's rules of
//! the end.
#![no_main]

use agentspec_ext::{EventDecoder, EventStream};
use agentspec_fuzz::{may_know_the_mark, observed, pieces, reference};
use futures::FutureExt;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    if may_know_the_mark(input) {
        return;
    }
    let (body, pieces) = pieces(input);
    let (events, unfinished) = reference::stream::events(body);
    let due = (events, unfinished, false);
    assert_eq!(observed::events(EventDecoder::new(), &[body]), due, "whole");
    assert_eq!(observed::events(EventDecoder::new(), &pieces), due, "in pieces");

    let came = observed::read(EventStream::from_bytes(body.to_vec())).now_or_never().expect("all bytes are there");
    assert_eq!(came, reference::stream::read(body));
});
