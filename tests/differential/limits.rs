//! The limit of an event's size: what is too large is refused with what came before it delivered; what takes no memory is never too large.

use agentspec_ext::sse::Decoder;
use agentspec_tests::observed;
use agentspec_tests::reference::{cut, sse};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::bytes::lengths;
use crate::cases;

const LIMIT: usize = 64;

/// Lines that no event is made of, of any length.
fn ignored() -> impl Strategy<Value = String> {
    (prop_oneof![Just(":"), Just("dat"), Just("datax: "), Just("events: "), Just("x")], 0_usize..200)
        .prop_map(|(start, length)| format!("{start}{}\n", "y".repeat(length)))
}

/// An event whose lines are within the limit with their ends, and ignored lines before, between and after.
fn small() -> impl Strategy<Value = String> {
    (ignored(), 0_usize..20, ignored(), 0_usize..20, ignored(), any::<bool>()).prop_map(|(before, one, between, two, after, is_named)| {
        let name = if is_named { "event: x\n" } else { "" };
        format!("{before}{name}data: {}\n{between}data: {}\n{after}\n", "1".repeat(one), "2".repeat(two))
    })
}

/// An event whose data, or whose name, is more than the limit by itself.
fn large() -> impl Strategy<Value = String> {
    (ignored(), 1_usize..100, prop_oneof![Just("data: "), Just("data:1\ndata:"), Just("event: "), Just("data:1\nevent:")])
        .prop_map(|(before, over, start)| format!("{before}{start}{}\n", "z".repeat(LIMIT + over)))
}

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn what_is_within_the_limit_is_delivered_whatever_is_ignored_beside_it(events in vec(small(), 0..6), lengths in lengths()) {
        let bytes = events.concat();
        let (came, too_large) = observed::decode(Decoder::with_limit(LIMIT), &cut(bytes.as_bytes(), &lengths));
        prop_assert_eq!(too_large, None);
        prop_assert_eq!(came, sse::decode(bytes.as_bytes()));
    }

    #[test]
    fn what_is_over_the_limit_is_refused_after_all_before_it(before in vec(small(), 0..4), large in large(), after in small(), lengths in lengths()) {
        let (before, bytes) = (before.concat(), [before.concat(), large, after].concat());
        for pieces in [vec![bytes.as_bytes()], cut(bytes.as_bytes(), &lengths)] {
            let (came, too_large) = observed::decode(Decoder::with_limit(LIMIT), &pieces);
            prop_assert_eq!(too_large.map(|error| error.limit()), Some(LIMIT));
            prop_assert_eq!(came.events, sse::decode(before.as_bytes()).events);
            prop_assert_eq!(came.unfinished, None, "nothing is left of what was refused");
        }
    }
}

#[test]
fn an_event_is_refused_at_the_limit_before_its_line_ends_and_ever_after() {
    let mut decoder = Decoder::with_limit(LIMIT);
    decoder.push("data: ");
    let mut pushed = 0;
    while decoder.next_frame().is_ok_and(|frame| frame.is_none()) {
        assert!(pushed <= LIMIT, "{pushed} bytes were taken");
        decoder.push("x");
        pushed += 1;
    }
    assert!(pushed + "data: ".len() > LIMIT, "{pushed} bytes were too many");
    decoder.push("\n\ndata: a\n\n");
    assert!(decoder.next_frame().is_err() && decoder.next_frame().is_err() && decoder.finish().is_none());
}

#[test]
fn the_limit_is_the_same_however_an_event_is_cut() {
    let is_refused = |length: usize, pieces: usize| {
        // What begins as a known field counts as little as any other that is ignored.
        let bytes = format!("id: 1\nevent: x\ndata: {}\ndatum\ndata: b\nevents: y\n\n", "a".repeat(length));
        observed::decode(Decoder::with_limit(LIMIT), &cut(bytes.as_bytes(), &[pieces])).1.is_some()
    };
    let smallest = (0..=LIMIT).find(|length| is_refused(*length, usize::MAX)).expect("a limit");
    for pieces in 1..40 {
        assert!(is_refused(smallest, pieces), "{smallest} in pieces of {pieces}");
        assert!(!is_refused(smallest - 1, pieces), "{} in pieces of {pieces}", smallest - 1);
    }
}
