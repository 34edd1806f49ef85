//! The rules for limits of a single value: bounds, format and pattern.

use std::cmp::Ordering;

use serde_json::Value;

use super::report::Verdict;
use super::spot::Direction;

/// The change of the set of allowed values.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Scope {
    Narrower,
    Wider,
    /// Neither set contains the other.
    Other,
}

impl Scope {
    /// Returns the verdict: a request must not allow fewer values, and a response must not allow more.
    pub(crate) fn verdict(self, direction: Direction) -> Verdict {
        match (self, direction) {
            (Self::Narrower, Direction::Response) | (Self::Wider, Direction::Request) => Verdict::Compatible,
            _ => Verdict::Breaking,
        }
    }

    fn of(order: Ordering) -> Self {
        if order.is_lt() { Self::Narrower } else { Self::Wider }
    }
}

pub(crate) const KEYS: [&str; 14] = [
    "minimum",
    "minLength",
    "minItems",
    "minProperties",
    "maximum",
    "maxLength",
    "maxItems",
    "maxProperties",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "uniqueItems",
    "multipleOf",
    "pattern",
    "format",
];

/// Returns the limits that differ between two schemas of one type, with a description of each change.
pub(crate) fn changes(old: &Value, new: &Value) -> Vec<(Scope, String)> {
    let differing = KEYS.into_iter().filter(|key| old[key] != new[key]);
    differing.map(|key| (scope(key, &old[key], &new[key]), difference(key, &old[key], &new[key]))).collect()
}

/// Describes a change, as in `has minimum 5, had 1`.
pub(crate) fn difference(key: &str, old: &Value, new: &Value) -> String {
    let shown = |value: &Value| match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    match new {
        Value::Null => format!("has no {key}, had {}", shown(old)),
        new => format!("has {key} {}, had {}", shown(new), shown(old)),
    }
}

fn scope(key: &str, old: &Value, new: &Value) -> Scope {
    match (key, old, new) {
        ("exclusiveMinimum" | "exclusiveMaximum" | "uniqueItems", old, new) => match (flag(old), flag(new)) {
            (Some(false), Some(true)) => Scope::Narrower,
            (Some(true), Some(false)) => Scope::Wider,
            _ => Scope::Other,
        },
        (_, Value::Null, _) => Scope::Narrower,
        (_, _, Value::Null) => Scope::Wider,
        ("format", Value::String(old), Value::String(new)) => format_scope(old, new),
        (key, old, new) if key.starts_with("min") => order(old, new).map_or(Scope::Other, Scope::of),
        (key, old, new) if key.starts_with("max") => order(new, old).map_or(Scope::Other, Scope::of),
        _ => Scope::Other,
    }
}

fn flag(value: &Value) -> Option<bool> {
    if value.is_null() { Some(false) } else { value.as_bool() }
}

fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (whole(left), whole(right)) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        _ => left.as_f64()?.partial_cmp(&right.as_f64()?),
    }
}

fn whole(value: &Value) -> Option<i128> {
    value.as_u64().map(i128::from).or_else(|| value.as_i64().map(i128::from))
}

fn format_scope(old: &str, new: &str) -> Scope {
    match (range(old), range(new)) {
        (Some(old), Some(new)) if old.0 <= new.0 && new.1 <= old.1 => Scope::Narrower,
        (Some(old), Some(new)) if new.0 <= old.0 && old.1 <= new.1 => Scope::Wider,
        _ => match (old, new) {
            ("double", "float") => Scope::Narrower,
            ("float", "double") => Scope::Wider,
            _ => Scope::Other,
        },
    }
}

/// Returns the range of an integer format.
fn range(format: &str) -> Option<(i128, i128)> {
    Some(match format {
        "int8" => (i8::MIN.into(), i8::MAX.into()),
        "int16" => (i16::MIN.into(), i16::MAX.into()),
        "int32" => (i32::MIN.into(), i32::MAX.into()),
        "int64" => (i64::MIN.into(), i64::MAX.into()),
        "uint8" => (0, u8::MAX.into()),
        "uint16" => (0, u16::MAX.into()),
        "uint32" => (0, u32::MAX.into()),
        "uint64" => (0, u64::MAX.into()),
        _ => return None,
    })
}
