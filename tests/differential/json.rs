//! Generates JSON text that no serializer writes: any white space, escapes, numbers, duplicate keys and depth; and text that is nearly JSON.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const SPACES: &[&str] = &["", "", "", " ", "\n", "\t", "\r", "  \n"];

const IN_STRINGS: &[&str] = &[
    "a",
    "Paris ",
    "é",
    "日本",
    "🦀",
    "\u{7f}",
    "\u{2028}",
    r#"\""#,
    r"\\",
    r"\/",
    r"\n",
    r"\r\t\b\f",
    r"\u0041",
    r"\u0000",
    r"\u00e9",
    r"\u2028",
    r"\ud83e\udd80",
    r"\uD83E\uDD80",
    r"\ud83e",
    r"\udd80",
    r"\ud83e\u0041",
];

/// Each of these makes a string invalid.
const NOT_IN_STRINGS: &[&str] = &["\n", "\0", r"\x", r"\u12", r"\ud83e\u12", "\""];

const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "-0.0",
    "1",
    "1.0",
    "1.50",
    "3e0",
    "1E2",
    "12e-1",
    "100e-2",
    "-1",
    "-1.0",
    "9007199254740991",
    "9007199254740991.0",
    "9007199254740992.0",
    "9007199254740993",
    "18446744073709551615",
    "18446744073709551616",
    "1e19",
    "-9223372036854775808",
    "0.1",
    "1e-400",
    "123456789012345678901234567890",
    "5e-324",
    "-9223372036854775809",
    "1e400",
    "-1.5E+999",
    "NaN",
    "Infinity",
    "-Infinity",
];

const INVALID_VALUES: &[&str] =
    &["01", "+1", ".5", "1.", "1e", "-", "nan", "-NaN", "+Infinity", "nul", "True", "'a'", "", "[1,]", "{,}", "[1 2]"];

pub(crate) fn space() -> impl Strategy<Value = &'static str> {
    select(SPACES)
}

pub(crate) fn string() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        400 => select(IN_STRINGS).prop_map(str::to_owned),
        40 => any::<char>().prop_map(escaped),
        // Around the length that is read by whole words.
        40 => (1_usize..80).prop_map(|length| "x".repeat(length)),
        1 => select(NOT_IN_STRINGS).prop_map(str::to_owned),
    ];
    vec(part, 0..6).prop_map(|parts| format!("\"{}\"", parts.concat()))
}

/// Escapes a character as a string requires.
fn escaped(character: char) -> String {
    if character < ' ' || matches!(character, '"' | '\\') { format!("\\u{:04x}", u32::from(character)) } else { character.to_string() }
}

pub(crate) fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => select(NUMBERS).prop_map(str::to_owned),
        2 => any::<u64>().prop_map(|number| number.to_string()),
        1 => any::<f64>().prop_filter("JSON has no others", |number| number.is_finite()).prop_map(|number| format!("{number:?}")),
    ]
}

pub(crate) fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        60 => select(&["null", "true", "false"][..]).prop_map(str::to_owned),
        60 => number(),
        100 => string(),
        1 => select(INVALID_VALUES).prop_map(str::to_owned),
        // Around the maximum depth.
        1 => (115_usize..135).prop_map(|depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth))),
        1 => (115_usize..135).prop_map(|depth| format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth))),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            (vec(inner.clone(), 0..3), space()).prop_map(|(items, space)| format!("[{space}{}]", items.join(","))),
            vec((string(), inner), 0..3).prop_flat_map(object),
        ]
    })
}

/// Generates the text of an object with these members, in this order, with random white space.
pub(crate) fn object(members: Vec<(String, String)>) -> impl Strategy<Value = String> {
    vec(space(), members.len() * 4 + 1).prop_map(move |spaces| {
        let mut spaces = spaces.into_iter();
        let mut space = || spaces.next().unwrap_or_default();
        let members: Vec<String> =
            members.iter().map(|(key, value)| format!("{}{key}{}:{}{value}{}", space(), space(), space(), space())).collect();
        format!("{{{}{}}}", space(), members.join(","))
    })
}
