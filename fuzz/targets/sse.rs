//! The decoder of frames, whole, in pieces and with a limit, against the letter of the standard.
#![no_main]

use agentspec_ext::sse::Decoder;
use agentspec_fuzz::{observed, pieces, reference};
use libfuzzer_sys::fuzz_target;

/// So small that many an input is beyond it.
const LIMIT: usize = 24;

fuzz_target!(|input: &[u8]| {
    let (bytes, pieces) = pieces(input);
    let due = (reference::sse::decode(bytes), None);
    assert_eq!(observed::decode(Decoder::new(), &[bytes]), due, "whole");
    assert_eq!(observed::decode(Decoder::new(), &pieces), due, "in pieces");

    let (came, failure) = observed::decode(Decoder::with_limit(LIMIT), &pieces);
    let whole = observed::decode(Decoder::with_limit(LIMIT), &[bytes]);
    assert_eq!((&came, failure), (&whole.0, whole.1), "the limit is the same however the bytes are cut");
    assert!(due.0.events.starts_with(&came.events), "what comes before the limit is as without one");
    assert!(failure.is_some() || came.events == due.0.events, "no event is lost without an error");
    // Each byte that is no UTF-8 is three in the text.
    assert!(came.events.iter().all(|event| event.data.len() <= 3 * LIMIT), "what is over the limit is refused");
});
