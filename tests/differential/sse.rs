//! The decoder of frames.

use agentspec_ext::sse::Decoder;
use agentspec_tests::observed;
use agentspec_tests::reference::{cut, sse};
use proptest::prelude::*;

use crate::bytes::{lengths, stream};
use crate::cases;

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn any_bytes_cut_anywhere_give_what_the_standard_says(bytes in stream(), lengths in lengths()) {
        let due = (sse::decode(&bytes), None);
        prop_assert_eq!(&observed::decode(Decoder::new(), &[&bytes]), &due, "whole");
        prop_assert_eq!(&observed::decode(Decoder::new(), &cut(&bytes, &lengths)), &due, "in pieces of {:?}", lengths);
    }

    #[test]
    fn pieces_that_are_pushed_before_a_frame_is_asked_for_are_one_after_the_other(bytes in stream(), lengths in lengths()) {
        let mut decoder = Decoder::new();
        for piece in cut(&bytes, &lengths) {
            decoder.push(piece.to_vec());
        }
        prop_assert_eq!(observed::decode(decoder, &[&[]]), (sse::decode(&bytes), None));
    }

    #[test]
    fn an_event_comes_with_the_last_byte_of_its_blank_line(bytes in stream()) {
        let mut decoder = Decoder::new();
        for length in 1..=bytes.len() {
            decoder.push(bytes[length - 1..length].to_vec());
            let due = sse::decode(&bytes[..length]).events.len() - sse::decode(&bytes[..length - 1]).events.len();
            let mut came = 0;
            while decoder.next_frame().unwrap().is_some() {
                came += 1;
            }
            prop_assert_eq!(came, due, "after {} bytes", length);
        }
    }
}
