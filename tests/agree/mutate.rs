//! Mutates an instance as a careless or hostile server may: one or two changes, at any place.

use std::sync::LazyLock;

use fastrand::Rng;
use serde_json::{Value, json};

use crate::generate::one_of;

/// Names of the contract, which are put where they do not belong, and an unknown one.
const KEYS: [&str; 5] = ["region", "usage", "output", "turns", "error"];

/// Values of every kind, and on both sides of every limit. As JSON, which also has integers that Rust lacks: 2 to the 64 and beyond.
static VALUES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let values = r#"[
        null, true, false,
        0, 1, -1, 1.5, -0.5, 1.0, 2e0, -0.0, -1.0, 1e300, -1e300, 2147483648, 4294967296,
        9007199254740991, 9007199254740992, 9007199254740993, 9007199254740991.0, 9007199254740992.0,
        9223372036854775808, 18446744073709551615, 18446744073709551616, -9223372036854775808, -9223372036854775809,
        "", "3", "a", "2026-01-15T09:30:00Z", "2026-01-15 09:30", "2026-02-30T09:30:00Z",
        "token", "done", "error", "tool_call", "tool_result", "thought", "Token", "unknown",
        [], [null], [1], ["a"], ["a", null], [{}], [[]],
        {}, {"a": {"b": [1.0]}}, {"type": "token", "content": ""}, {"code": "a", "message": "b"}
    ]"#;
    serde_json::from_str(values).expect("JSON")
});

/// Changes an instance in one or two places.
pub(crate) fn mutate(mut instance: Value, rng: &mut Rng) -> Value {
    for _ in 0..rng.usize(1..3) {
        change(&mut instance, rng);
    }
    instance
}

/// Makes a change in one of the places where it is possible; if there is none, the instance stays unchanged.
fn change(instance: &mut Value, rng: &mut Rng) {
    match rng.u8(..12) {
        // Replaces the value, or nests it in a list or an object.
        0..=4 => change_one(instance, |_| true, rng, |value, rng| *value = one_of(&VALUES, rng)),
        5 => change_one(instance, |_| true, rng, |value, _| *value = Value::Null),
        6 => change_one(instance, |_| true, rng, |value, _| *value = json!([value.take()])),
        7 => change_one(instance, |_| true, rng, |value, _| *value = json!({ "value": value.take() })),
        // Adds a key to an object.
        8 => change_one(instance, Value::is_object, rng, |value, rng| value[one_of(&KEYS, rng)] = one_of(&VALUES, rng)),
        // Removes a child, replaces the parent by it, or renames it.
        9 => change_one(instance, has_children, rng, |value, rng| drop(take_child(value, rng))),
        10 => change_one(instance, has_children, rng, |value, rng| *value = take_child(value, rng).1),
        _ => change_one(instance, has_children, rng, |value, rng| {
            if let (Some(key), child) = take_child(value, rng) {
                let names = [key.to_uppercase(), format!("{key}_"), "extra".to_owned()];
                value[one_of(&names, rng)] = child;
            }
        }),
    }
}

fn change_one(instance: &mut Value, suits: fn(&Value) -> bool, rng: &mut Rng, change: fn(&mut Value, &mut Rng)) {
    let places = count(instance, suits);
    if places > 0
        && let Some(value) = nth(instance, suits, &mut rng.usize(..places))
    {
        change(value, rng);
    }
}

fn has_children(value: &Value) -> bool {
    value.as_object().is_some_and(|members| !members.is_empty()) || value.as_array().is_some_and(|items| !items.is_empty())
}

/// Takes a child, with its key if it has one, out of a value with children.
fn take_child(value: &mut Value, rng: &mut Rng) -> (Option<String>, Value) {
    match value {
        Value::Array(items) => (None, items.remove(rng.usize(..items.len()))),
        Value::Object(members) => {
            let key = members.keys().nth(rng.usize(..members.len())).expect("a key").clone();
            let value = members.remove(&key).expect("its value");
            (Some(key), value)
        }
        _ => unreachable!("it has children"),
    }
}

/// Counts the suitable values, this one and all within it.
fn count(value: &Value, suits: fn(&Value) -> bool) -> usize {
    let items = value.as_array().into_iter().flatten();
    let children = items.chain(value.as_object().into_iter().flat_map(|members| members.values()));
    usize::from(suits(value)) + children.map(|child| count(child, suits)).sum::<usize>()
}

/// Returns the suitable value after the next `left` ones.
fn nth<'a>(value: &'a mut Value, suits: fn(&Value) -> bool, left: &mut usize) -> Option<&'a mut Value> {
    if suits(value) {
        if *left == 0 {
            return Some(value);
        }
        *left -= 1;
    }
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, suits, left)),
        Value::Object(members) => members.values_mut().find_map(|member| nth(member, suits, left)),
        _ => None,
    }
}

#[test]
fn each_mutation_occurs_in_every_place() {
    let mut rng = Rng::with_seed(1);
    let made: Vec<_> = (0..10_000).map(|_| mutate(json!([{"a": 1}]), &mut rng)).collect();
    for due in [
        json!(null),
        json!([null]),
        json!([{"a": null}]),
        json!([]),
        json!([{}]),
        json!([{"a": 1, "region": 0}]),
        json!([{"A": 1}]),
        json!([[{"a": 1}]]),
        json!({"value": [{"a": 1}]}),
        json!([{"a": [1]}]),
        json!({"a": 1}),
        json!([1]),
    ] {
        assert!(made.contains(&due), "{due}");
    }
}
