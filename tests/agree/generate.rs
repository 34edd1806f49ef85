//! Generates valid instances of the contract's schemas. Supports the kinds of schemas that the contract uses, and panics on any other.

use agentspec_tests::resolve;
use fastrand::Rng;
use serde_json::{Map, Number, Value, json};

/// Keys that no schema has, among them the names of the models' own attributes.
const UNKNOWN_KEYS: [&str; 8] = ["region", "extra", "raw", "type", "self", "", "ключ", "a/b~c"];

const TEXTS: [&str; 8] = ["", "a", "Solid-state cells are near.", "null", "1.0", "\"\\\n\u{0}", "žluťoučký kůň", "👩‍🚀"];

const TIMES: [&str; 5] = [
    "2026-01-15T09:30:00Z",
    "2026-01-15T09:30:00.123456789Z",
    "1969-12-31T23:59:59-08:00",
    "2024-02-29T00:00:00+05:30",
    "9999-12-31T23:59:59Z",
];

/// From this integer on, JSON parsers disagree about the integer that a float stands for.
pub(crate) const EXACT: i128 = 1 << 53;

/// Generates a value that the schema allows.
pub(crate) fn instance(schema: &'static Value, rng: &mut Rng) -> Value {
    let schema = resolve(schema);
    if schema["nullable"] == true && rng.u8(..4) == 0 {
        return Value::Null;
    }
    if let Some(arms) = schema["oneOf"].as_array() {
        return instance(one_of(&arms.iter().collect::<Vec<_>>(), rng), rng);
    }
    match schema["type"].as_str() {
        Some("object") => object(schema, rng),
        Some("array") => (0..rng.usize(..3)).map(|_| instance(&schema["items"], rng)).collect(),
        Some("string") => string(schema, rng),
        Some("integer") => integer(schema, rng),
        Some("number") => one_of(&[json!(1e300 * rng.f64()), json!(f64::from(rng.i8(..))), json!(rng.i32(..))], rng),
        Some("boolean") => rng.bool().into(),
        None => anything(2, rng),
        Some(other) => panic!("{other}: add this type to tests/agree/generate.rs"),
    }
}

fn object(schema: &'static Value, rng: &mut Rng) -> Value {
    let mut members = Map::new();
    for _ in 0..one_of(&[0, 0, 0, 0, 1, 2], rng) {
        let value = match schema.get("additionalProperties") {
            Some(values) => instance(values, rng),
            None => anything(2, rng),
        };
        members.insert(one_of(&UNKNOWN_KEYS, rng).to_owned(), value);
    }
    let is_required = |name: &str| schema["required"].as_array().is_some_and(|names| names.iter().any(|required| required == name));
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        members.remove(name);
        if is_required(name) || rng.bool() {
            members.insert(name.clone(), instance(property, rng));
        }
    }
    members.into()
}

fn string(schema: &Value, rng: &mut Rng) -> Value {
    if let Some(values) = schema["enum"].as_array() {
        return one_of(values, rng);
    }
    if schema["format"] == "date-time" {
        return json!(one_of(&TIMES, rng));
    }
    let named: Vec<_> = schema["x-extensible-enum"].as_array().into_iter().flatten().chain(schema.get("example")).collect();
    match rng.u8(..4) {
        0 | 1 if !named.is_empty() => one_of(&named, rng).clone(),
        0 | 1 => json!(one_of(&TEXTS, rng)),
        _ => (0..rng.usize(..6)).map(|_| rng.char(..)).collect::<String>().into(),
    }
}

fn integer(schema: &Value, rng: &mut Rng) -> Value {
    let (least, most) = match schema["format"].as_str() {
        Some("int32") => (i32::MIN.into(), i32::MAX.into()),
        Some("int64") => (i64::MIN.into(), i64::MAX.into()),
        Some("uint32") => (0, u32::MAX.into()),
        Some("uint64") => (0, i128::from(u64::MAX)),
        other => panic!("{other:?}: add this format to tests/agree/generate.rs"),
    };
    let least = schema["minimum"].as_i64().map_or(least, |minimum| least.max(minimum.into()));
    let edges = [least, least + 1, EXACT - 1, EXACT, EXACT + 1, most - 1, most];
    let value = match rng.u8(..4) {
        0 => one_of(&edges, rng),
        1 => rng.i128(least..=most),
        _ => rng.i128(least..least + 1000),
    };
    let value = value.min(most);
    #[expect(clippy::cast_precision_loss, reason = "integers below 2 to the 53 are exact as floats")]
    let float = (value.abs() < EXACT && rng.u8(..4) == 0).then_some(value as f64);
    float.map_or_else(|| Number::from_i128(value).expect("an integer of 64 bits").into(), Value::from)
}

/// Generates any JSON, up to a depth.
fn anything(depth: u8, rng: &mut Rng) -> Value {
    match rng.u8(..if depth == 0 { 8 } else { 12 }) {
        0 => Value::Null,
        1 => rng.bool().into(),
        2 => rng.i64(..).into(),
        3 => json!(1.0),
        4 => json!(1e300),
        5 => json!(0.25),
        6 => json!(u64::MAX),
        7 => json!(one_of(&TEXTS, rng)),
        8 | 9 => (0..rng.usize(..3)).map(|_| anything(depth - 1, rng)).collect(),
        _ => (0..rng.usize(..3)).map(|_| (one_of(&UNKNOWN_KEYS, rng).to_owned(), anything(depth - 1, rng))).collect(),
    }
}

pub(crate) fn one_of<T: Clone>(choices: &[T], rng: &mut Rng) -> T {
    choices[rng.usize(..choices.len())].clone()
}
