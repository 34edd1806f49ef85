//! Compares the typed parse of an event with the reference.

use agentspec_tests::{observed, reference};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::cases;
use crate::json::{number, object, space, string, value};

type Member = (String, String);

fn member(key: &'static str, value: impl Strategy<Value = String>) -> impl Strategy<Value = Member> {
    value.prop_map(move |value| (key.to_owned(), value))
}

/// Generates mostly the expected value, and sometimes any value.
fn mostly(expected: impl Strategy<Value = String> + 'static) -> impl Strategy<Value = String> {
    prop_oneof![30 => expected, 1 => value()]
}

/// Generates an object with these members in any order. Sometimes one is missing, and some are unknown or occur twice.
fn mixed(members: Vec<BoxedStrategy<Member>>) -> impl Strategy<Value = String> {
    let name = || prop_oneof![string(), select(KEYS).prop_map(str::to_owned)];
    let extra = prop_oneof![24 => vec((name(), value()), 0..1), 6 => vec((name(), value()), 1..3), 1 => vec((string(), value()), 3..12)];
    let absent = prop_oneof![20 => Just(None), 1 => any::<Index>().prop_map(Some)];
    (members, extra, absent)
        .prop_map(|(mut members, extra, absent)| {
            if let Some(index) = absent {
                members.swap_remove(index.index(members.len()));
            }
            members.extend(extra);
            members
        })
        .prop_shuffle()
        .prop_flat_map(object)
}

/// Keys of the contract, and similar ones; some with escapes.
const KEYS: &[&str] = &[
    r#""type""#,
    r#""content""#,
    r#""name""#,
    r#""arguments""#,
    r#""output""#,
    r#""code""#,
    r#""message""#,
    r#""usage""#,
    r#""t\u0079pe""#,
    r#""conten\u0074""#,
    r#""Type""#,
    r#""raw""#,
    r#""extra""#,
    r#""""#,
];

fn usage() -> impl Strategy<Value = String> {
    let fields = [r#""input_tokens""#, r#""output_tokens""#, r#""total_tokens""#];
    mixed(fields.map(|key| member(key, mostly(number())).boxed()).to_vec())
}

fn event() -> impl Strategy<Value = String> {
    let tagged = |tag: &'static str, fields: Vec<BoxedStrategy<Member>>| {
        let tag = member(r#""type""#, prop_oneof![30 => Just(tag.to_owned()), 1 => value()]).boxed();
        mixed([vec![tag], fields].concat())
    };
    let text = |key| member(key, mostly(string())).boxed();
    let map = || mostly(vec((string(), value()), 0..4).prop_flat_map(object));
    prop_oneof![
        3 => tagged(r#""token""#, vec![text(r#""content""#)]),
        1 => tagged(r#""t\u006fken""#, vec![text(r#""content""#)]),
        2 => tagged(r#""tool_call""#, vec![text(r#""name""#), member(r#""arguments""#, map()).boxed()]),
        2 => tagged(r#""tool_result""#, vec![text(r#""name""#), member(r#""output""#, value()).boxed()]),
        1 => tagged(r#""error""#, vec![text(r#""code""#), text(r#""message""#)]),
        2 => tagged(r#""done""#, vec![member(r#""usage""#, mostly(usage())).boxed()]),
        1 => tagged(r#""thought""#, vec![text(r#""content""#)]),
        1 => tagged(r#""Token""#, vec![text(r#""content""#)]),
        1 => failure(),
    ]
}

/// Generates an error body in place of an event, sometimes with a `type`.
fn failure() -> impl Strategy<Value = String> {
    let code = || member(r#""code""#, mostly(string())).boxed();
    let message = || member(r#""message""#, mostly(string())).boxed();
    let nested = mixed(vec![code(), message()]);
    let error = prop_oneof![2 => nested.boxed(), 1 => string().boxed()];
    let tag = prop_oneof![4 => string(), 1 => Just(r#""error""#.to_owned())];
    (error, tag, any::<bool>()).prop_flat_map(move |(error, tag, is_tagged)| {
        let tag = is_tagged.then(|| member(r#""type""#, Just(tag)).boxed());
        mixed([member(r#""error""#, mostly(Just(error))).boxed(), message()].into_iter().chain(tag).collect())
    })
}

/// Generates the data of an event, with white space around it.
pub(crate) fn data() -> impl Strategy<Value = String> {
    (space(), event().boxed(), space()).prop_map(|(before, event, after)| [before, &event, after].concat())
}

/// Generates data that is truncated, or has a character removed or inserted.
pub(crate) fn broken() -> impl Strategy<Value = String> {
    let put = select(&["\"", "\\", "{", "}", "[", "]", ",", ":", " ", "0", "\\u", "\u{feff}", "x"][..]);
    (data(), any::<Index>(), 0_u8..3, put).prop_map(|(data, at, how, put)| {
        let mut at = at.index(data.len() + 1);
        while !data.is_char_boundary(at) {
            at -= 1;
        }
        let (before, after) = data.split_at(at);
        let next = after.chars().next().map_or(0, char::len_utf8);
        match how {
            0 => before.to_owned(),
            1 => [before, &after[next..]].concat(),
            _ => [before, put, after].concat(),
        }
    })
}

const INVALID_UTF8: &[&[u8]] = &[b"\xff", b"\x80", b"\xc3", b"\xe2\x82", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf0\x9f\xa6"];

/// Generates data with inserted bytes that are invalid UTF-8.
pub(crate) fn garbled() -> impl Strategy<Value = Vec<u8>> {
    (data(), vec((any::<Index>(), select(INVALID_UTF8)), 1..3)).prop_map(|(data, puts)| {
        let mut bytes = data.into_bytes();
        for (at, put) in puts {
            let at = at.index(bytes.len() + 1);
            bytes.splice(at..at, put.iter().copied());
        }
        bytes
    })
}

fn agree(data: &[u8]) -> Result<(), TestCaseError> {
    let text = String::from_utf8_lossy(data);
    let (actual, expected) = (observed::parse(data), reference::event::parse(&text));
    match (&actual, &expected) {
        // As text, which keeps the order of keys.
        (Ok(actual), Ok(expected)) => prop_assert_eq!(actual.to_string(), expected.to_string(), "{}", text),
        (Err(_), Err(_)) => {}
        _ => prop_assert!(false, "{text}\n  expected {expected:?}\n  actual   {actual:?}"),
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn an_event_has_the_fields_of_its_json_value(data in data()) {
        agree(data.as_bytes())?;
    }

    #[test]
    fn broken_data_is_refused_or_read_like_its_json_value(data in broken()) {
        agree(data.as_bytes())?;
    }

    #[test]
    fn invalid_utf8_is_read_as_replacement_characters(data in garbled()) {
        agree(&data)?;
    }
}

#[test]
fn nesting_is_refused_at_the_same_depth_as_in_a_json_value() {
    for depth in 115..135 {
        for value in [format!("{}{}", "[".repeat(depth), "]".repeat(depth)), format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth))] {
            for data in [
                format!(r#"{{"type":"tool_result","name":"f","output":{value}}}"#),
                format!(r#"{{"type":"tool_call","name":"f","arguments":{{"a":{value}}}}}"#),
                format!(r#"{{"type":"token","content":"a","x":{value}}}"#),
                format!(r#"{{"x":{value},"type":"thought"}}"#),
                format!(r#"{{"type":"done","usage":{{"input_tokens":1,"output_tokens":2,"total_tokens":3,"x":{value}}}}}"#),
                format!(r#"{{"x":{value},"type":"token","content":"a","x":1}}"#),
            ] {
                assert_eq!(observed::parse(&data).ok(), reference::event::parse(&data).ok(), "{data}");
            }
        }
    }
}

#[test]
fn most_of_the_generated_data_is_an_event() {
    let mut runner = TestRunner::deterministic();
    let generated = (0..1000).map(|_| data().new_tree(&mut runner).unwrap().current());
    let accepted = generated.filter(|data| reference::event::parse(data).is_ok()).count();
    assert!((400..950).contains(&accepted), "{accepted} of 1000");
}
