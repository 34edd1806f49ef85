//! The size limit of an event: an oversized event is refused after the events before it are delivered, and ignored lines do not count.

use agentspec_ext::sse::Decoder;
use agentspec_tests::observed;
use agentspec_tests::reference::{cut, sse};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::bytes::lengths;
use crate::cases;

const LIMIT: usize = 64;

/// Generates an ignored line, of any length.
fn ignored() -> impl Strategy<Value = String> {
    (prop_oneof![Just(":"), Just("dat"), Just("datax: "), Just("events: "), Just("x")], 0_usize..200)
        .prop_map(|(start, length)| format!("{start}{}\n", "y".repeat(length)))
}

/// Generates an event within the limit, with ignored lines before, between and after its own.
fn small() -> impl Strategy<Value = String> {
    (ignored(), 0_usize..20, ignored(), 0_usize..20, ignored(), any::<bool>()).prop_map(|(before, one, between, two, after, is_named)| {
        let name = if is_named { "event: x\n" } else { "" };
        format!("{before}{name}data: {}\n{between}data: {}\n{after}\n", "1".repeat(one), "2".repeat(two))
    })
}

/// Generates an event whose data or name alone exceeds the limit.
fn large() -> impl Strategy<Value = String> {
    (ignored(), 1_usize..100, prop_oneof![Just("data: "), Just("data:1\ndata:"), Just("event: "), Just("data:1\nevent:")])
        .prop_map(|(before, over, start)| format!("{before}{start}{}\n", "z".repeat(LIMIT + over)))
}

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn events_within_the_limit_are_delivered_whatever_lines_are_ignored(events in vec(small(), 0..6), lengths in lengths()) {
        let bytes = events.concat();
        let (actual, too_large) = observed::decode(Decoder::with_limit(LIMIT), &cut(bytes.as_bytes(), &lengths));
        prop_assert_eq!(too_large, None);
        prop_assert_eq!(actual, sse::decode(bytes.as_bytes()));
    }

    #[test]
    fn an_event_beyond_the_limit_is_refused_after_the_events_before_it(before in vec(small(), 0..4), large in large(), after in small(), lengths in lengths()) {
        let (before, bytes) = (before.concat(), [before.concat(), large, after].concat());
        for pieces in [vec![bytes.as_bytes()], cut(bytes.as_bytes(), &lengths)] {
            let (actual, too_large) = observed::decode(Decoder::with_limit(LIMIT), &pieces);
            prop_assert_eq!(too_large.map(|error| error.limit()), Some(LIMIT));
            prop_assert_eq!(actual.events, sse::decode(before.as_bytes()).events);
            prop_assert_eq!(actual.unfinished, None, "the refused event leaves nothing behind");
        }
    }
}

#[test]
fn an_event_is_refused_at_the_limit_before_its_line_ends_and_so_are_later_bytes() {
    let mut decoder = Decoder::with_limit(LIMIT);
    decoder.push("data: ");
    let mut pushed = 0;
    while decoder.next_frame().is_ok_and(|frame| frame.is_none()) {
        assert!(pushed <= LIMIT, "{pushed} bytes were accepted");
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
        // A field that starts like a known one is ignored too.
        let bytes = format!("id: 1\nevent: x\ndata: {}\ndatum\ndata: b\nevents: y\n\n", "a".repeat(length));
        observed::decode(Decoder::with_limit(LIMIT), &cut(bytes.as_bytes(), &[pieces])).1.is_some()
    };
    let smallest = (0..=LIMIT).find(|length| is_refused(*length, usize::MAX)).expect("a limit");
    for pieces in 1..40 {
        assert!(is_refused(smallest, pieces), "{smallest} in pieces of {pieces}");
        assert!(!is_refused(smallest - 1, pieces), "{} in pieces of {pieces}", smallest - 1);
    }
}
