//! Compares the decoder of frames with the reference.

use agentspec_ext::sse::Decoder;
use agentspec_tests::observed;
use agentspec_tests::reference::{cut, sse};
use proptest::prelude::*;

use crate::bytes::{lengths, stream};
use crate::cases;

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn any_bytes_cut_anywhere_are_decoded_by_the_standard(bytes in stream(), lengths in lengths()) {
        let expected = (sse::decode(&bytes), None);
        prop_assert_eq!(&observed::decode(Decoder::new(), &[&bytes]), &expected, "whole");
        prop_assert_eq!(&observed::decode(Decoder::new(), &cut(&bytes, &lengths)), &expected, "in pieces of {:?}", lengths);
    }

    #[test]
    fn pieces_that_are_pushed_before_a_frame_is_taken_are_joined(bytes in stream(), lengths in lengths()) {
        let mut decoder = Decoder::new();
        for piece in cut(&bytes, &lengths) {
            decoder.push(piece.to_vec());
        }
        prop_assert_eq!(observed::decode(decoder, &[&[]]), (sse::decode(&bytes), None));
    }

    #[test]
    fn an_event_is_delivered_at_the_last_byte_of_its_blank_line(bytes in stream()) {
        let mut decoder = Decoder::new();
        for length in 1..=bytes.len() {
            decoder.push(bytes[length - 1..length].to_vec());
            let expected = sse::decode(&bytes[..length]).events.len() - sse::decode(&bytes[..length - 1]).events.len();
            let mut actual = 0;
            while decoder.next_frame().unwrap().is_some() {
                actual += 1;
            }
            prop_assert_eq!(actual, expected, "after {} bytes", length);
        }
    }
}
