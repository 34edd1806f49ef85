//! The languages whose readers are compared, and what their values cannot keep.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// What a language makes of JSON, where it differs.
pub(crate) struct Language {
    pub(crate) name: &'static str,
    /// From this width on, an integer is not exact: a count is refused.
    pub(crate) integer_bits: u32,
    /// The same for free-form integers: from this width on, their digits are a string.
    pub(crate) free_integer_bits: u32,
    pub(crate) keys: Keys,
}

/// In which order an object keeps its keys.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Keys {
    AsReceived,
    /// Those that are indexes of an array come first, in ascending order.
    IndexesFirst,
    /// In no order: maps are compared with their keys sorted.
    Unordered,
}

const LANGUAGES: &[Language] = &[
    Language { name: "Rust", integer_bits: 64, free_integer_bits: 64, keys: Keys::AsReceived },
    Language { name: "TypeScript", integer_bits: 53, free_integer_bits: 53, keys: Keys::IndexesFirst },
    Language { name: "Go", integer_bits: 63, free_integer_bits: 64, keys: Keys::Unordered },
];

impl Language {
    pub(crate) fn named(name: &str) -> &'static Self {
        LANGUAGES.iter().find(|language| language.name == name).unwrap_or_else(|| panic!("no language {name:?} in LANGUAGES"))
    }

    fn is_exact(&self, magnitude: u64) -> bool {
        self.free_integer_bits >= u64::BITS || magnitude >> self.free_integer_bits == 0
    }

    /// Returns the value as the language keeps it.
    pub(crate) fn kept(&self, value: &Value) -> Value {
        match value {
            Value::Number(number) => {
                let magnitude = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
                if magnitude.is_none_or(|magnitude| self.is_exact(magnitude)) { value.clone() } else { number.to_string().into() }
            }
            Value::Array(items) => items.iter().map(|item| self.kept(item)).collect(),
            Value::Object(members) => {
                let members = members.iter().map(|(key, value)| (key.clone(), self.kept(value)));
                self.ordered(members.collect()).into()
            }
            _ => value.clone(),
        }
    }

    /// Returns an outcome in the order in which it is compared.
    pub(crate) fn arranged(&self, value: Value) -> Value {
        match value {
            Value::Array(items) if self.keys == Keys::Unordered => items.into_iter().map(|item| self.arranged(item)).collect(),
            Value::Object(members) if self.keys == Keys::Unordered => {
                let members: BTreeMap<_, _> = members.into_iter().map(|(key, value)| (key, self.arranged(value))).collect();
                members.into_iter().collect::<Map<_, _>>().into()
            }
            _ => value,
        }
    }

    fn ordered(&self, members: Map<String, Value>) -> Map<String, Value> {
        if self.keys != Keys::IndexesFirst {
            return members;
        }
        let index = |key: &str| key.parse::<u32>().ok().filter(|index| *index < u32::MAX && index.to_string() == key);
        let (mut first, rest): (Vec<_>, Vec<_>) = members.into_iter().partition(|(key, _)| index(key).is_some());
        first.sort_by_key(|(key, _)| index(key));
        first.into_iter().chain(rest).collect()
    }
}

/// Returns the JSON of a value in the one spelling that all languages have in common: `1.0` is `1`, as is `1e0`, and `-0.0` is `0`.
pub(crate) fn spelled(value: &Value) -> String {
    match value {
        Value::Number(number) => number_spelled(number),
        Value::Array(items) => format!("[{}]", items.iter().map(spelled).collect::<Vec<_>>().join(",")),
        Value::Object(members) => {
            let members = members.iter().map(|(key, value)| format!("{}:{}", Value::from(key.as_str()), spelled(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        _ => value.to_string(),
    }
}

fn number_spelled(number: &serde_json::Number) -> String {
    let float = number.as_f64().filter(|_| number.is_f64());
    float.map_or_else(|| number.to_string(), |float| if float == 0.0 { "0".to_owned() } else { format!("{float}") })
}

#[test]
fn what_a_language_cannot_keep_is_told_by_its_entry() {
    let language = Language::named("TypeScript");
    let value =
        serde_json::json!({"b": [9_007_199_254_740_991_u64, -9_007_199_254_740_992_i64, 1.0], "10": 1e22, "2": -0.0, "02": u64::MAX});
    let kept = r#"{"2":0,"10":10000000000000000000000,"b":[9007199254740991,"-9007199254740992",1],"02":"18446744073709551615"}"#;
    assert_eq!(spelled(&language.kept(&value)), kept);
}
