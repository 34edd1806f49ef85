//! Compares two schemas and judges each difference by the direction of the value.

use std::collections::BTreeSet;

use serde_json::Value;

use super::document::Document;
use super::limits::{self, Scope, difference};
use super::report::{Report, Verdict};
use super::spot::{Direction, Spot};

/// The keys of texts for readers, which do not affect requests or responses.
const TEXTS: [&str; 7] = ["title", "summary", "description", "example", "examples", "externalDocs", "tags"];

const JUDGED: [&str; 12] = [
    "type",
    "nullable",
    "default",
    "enum",
    "x-extensible-enum",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "oneOf",
    "anyOf",
    "allOf",
];

#[derive(Debug)]
pub(crate) struct Walk<'a> {
    pub(crate) old: &'a Document,
    pub(crate) new: &'a Document,
    pub(crate) report: Report,
    /// The pairs of schemas that are being compared, to stop at recursive schemas.
    inside: Vec<(*const Value, *const Value)>,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(old: &'a Document, new: &'a Document) -> Self {
        Self { old, new, report: Report::default(), inside: Vec::new() }
    }

    pub(crate) fn breaking(&mut self, spot: &Spot, text: impl Into<String>) {
        self.report.add(spot, Verdict::Breaking, text);
    }

    pub(crate) fn compatible(&mut self, spot: &Spot, text: impl Into<String>) {
        self.report.add(spot, Verdict::Compatible, text);
    }

    pub(crate) fn scope(&mut self, spot: &Spot, scope: Scope, text: impl Into<String>) {
        self.report.add(spot, scope.verdict(spot.direction()), text);
    }

    /// Resolves the references of both values. Returns the spot of the target.
    pub(crate) fn follow(&mut self, spot: &Spot, old: &'a Value, new: &'a Value) -> (Spot, &'a Value, &'a Value) {
        let (old, old_name) = self.old.follow(old);
        let (new, new_name) = self.new.follow(new);
        if old_name != new_name && !old.is_null() && !new.is_null() {
            let [was, is] = [&old_name, &new_name].map(|name| name.as_deref().unwrap_or("nothing"));
            // The name of a schema is the name of a public type.
            let is_type = [was, is].iter().any(|name| name.starts_with("components.schemas."));
            let verdict = if is_type { Verdict::Breaking } else { Verdict::Compatible };
            self.report.add(spot, verdict, format!("refers to {is}, referred to {was}"));
        }
        (spot.written_in(old_name), old, new)
    }

    pub(crate) fn schema(&mut self, spot: &Spot, old: &'a Value, new: &'a Value) {
        if old.is_null() && new.is_null() {
            return;
        }
        let (spot, old, new) = self.follow(spot, old, new);
        let pair = (std::ptr::from_ref(old), std::ptr::from_ref(new));
        if self.inside.contains(&pair) {
            return;
        }
        self.inside.push(pair);
        self.judge(&spot, old, new);
        self.inside.pop();
    }

    fn judge(&mut self, spot: &Spot, old: &'a Value, new: &'a Value) {
        self.rest(spot, old, new, |key| JUDGED.contains(&key) || limits::KEYS.contains(&key));
        if old["type"] != new["type"] {
            let scope = type_scope(spot.direction(), &old["type"], &new["type"]);
            return self.scope(spot, scope, difference("type", &old["type"], &new["type"]));
        }
        match (is_true(&old["nullable"]), is_true(&new["nullable"])) {
            (false, true) => self.scope(spot, Scope::Wider, "may be null"),
            (true, false) => self.scope(spot, Scope::Narrower, "may no longer be null"),
            _ => {}
        }
        if old["default"] != new["default"] {
            self.breaking(spot, difference("default", &old["default"], &new["default"]));
        }
        for (scope, text) in limits::changes(old, new) {
            self.scope(spot, scope, text);
        }
        self.values(spot, "enum", &old["enum"], &new["enum"]);
        self.values(spot, "x-extensible-enum", &old["x-extensible-enum"], &new["x-extensible-enum"]);
        self.fields(spot, old, new);
        self.unknown_fields(spot, &old["additionalProperties"], &new["additionalProperties"]);
        self.schema(&spot.items(), &old["items"], &new["items"]);
        for key in ["oneOf", "anyOf", "allOf"] {
            self.alternatives(spot, key, &old[key], &new[key]);
        }
    }

    /// Compares the values of an enum. Clients may use any removed value. They expect new values only in an open enum.
    fn values(&mut self, spot: &Spot, key: &str, old: &'a Value, new: &'a Value) {
        let (old, new) = match (old.as_array(), new.as_array()) {
            (None, Some(_)) if key == "enum" => return self.scope(spot, Scope::Narrower, "has an enum, had none"),
            (Some(_), None) if key == "enum" => return self.breaking(spot, "has no enum, had one"),
            (old, new) => (old.map_or(&[][..], Vec::as_slice), new.map_or(&[][..], Vec::as_slice)),
        };
        for value in old.iter().filter(|value| !new.contains(value)) {
            self.breaking(spot, format!("no longer has the value {value}"));
        }
        for value in new.iter().filter(|value| !old.contains(value)) {
            let verdict = if key == "enum" { Scope::Wider.verdict(spot.direction()) } else { Verdict::Compatible };
            self.report.add(spot, verdict, format!("has the new value {value}"));
        }
    }

    fn fields(&mut self, spot: &Spot, old: &'a Value, new: &'a Value) {
        let names: BTreeSet<&str> = names(old).chain(names(new)).collect();
        for name in names {
            let spot = spot.step(name);
            let (was_required, is_required) = (requires(old, name), requires(new, name));
            let described = [old, new].map(|schema| schema["properties"].get(name).is_some());
            // A required field may lack a property that describes it.
            let [was, is] = if described == [false, false] { [was_required, is_required] } else { described };
            match (was, is) {
                (true, false) => self.breaking(&spot, "was removed"),
                (false, true) if is_required => self.scope(&spot, Scope::Narrower, "is new and required"),
                (false, true) => self.compatible(&spot, "is new"),
                _ => {
                    match (was_required, is_required) {
                        (false, true) => self.scope(&spot, Scope::Narrower, "is now required"),
                        (true, false) => self.scope(&spot, Scope::Wider, "is no longer required"),
                        _ => {}
                    }
                    self.schema(&spot, &old["properties"][name], &new["properties"][name]);
                }
            }
        }
    }

    /// Compares `additionalProperties`. Absent, `true` and `{}` are equivalent.
    fn unknown_fields(&mut self, spot: &Spot, old: &'a Value, new: &'a Value) {
        match (old, new) {
            (Value::Bool(false), Value::Bool(false)) => {}
            (_, Value::Bool(false)) => self.breaking(spot, "no longer allows unknown fields"),
            (Value::Bool(false), _) => self.compatible(spot, "now allows unknown fields"),
            (old, new) => self.schema(&spot.step("*"), old, new),
        }
    }

    /// Compares the remaining keys. A key without a rule is breaking, so that no change is missed.
    pub(crate) fn rest(&mut self, spot: &Spot, old: &Value, new: &Value, judged: impl Fn(&str) -> bool) {
        for key in keys(old, new) {
            if judged(key) || old[key] == new[key] {
                continue;
            }
            match key {
                "title" if spot.is_arm() => self.breaking(spot, difference(key, &old[key], &new[key])),
                key if TEXTS.contains(&key) => self.report.add_text(spot, key),
                key if key.starts_with("x-") => self.extension(spot, key, old, new),
                "deprecated" if is_true(&new[key]) => self.compatible(spot, "is deprecated"),
                "deprecated" => self.compatible(spot, "is no longer deprecated"),
                key => self.unknown(spot, key),
            }
        }
    }

    pub(crate) fn unknown(&mut self, spot: &Spot, key: &str) {
        self.breaking(spot, format!("has a changed {key}, which no rule covers"));
    }
}

/// Returns the keys of both objects.
pub(crate) fn keys<'v>(old: &'v Value, new: &'v Value) -> BTreeSet<&'v str> {
    [old, new].into_iter().filter_map(Value::as_object).flat_map(|object| object.keys().map(String::as_str)).collect()
}

pub(crate) fn is_true(value: &Value) -> bool {
    value.as_bool().unwrap_or(false)
}

fn names(schema: &Value) -> impl Iterator<Item = &str> {
    let properties = schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.as_str());
    properties.chain(schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str))
}

fn requires(schema: &Value, name: &str) -> bool {
    schema["required"].as_array().is_some_and(|required| required.iter().any(|field| field == name))
}

/// Judges a changed type. In a response every change is breaking, because the type determines the types of the client.
fn type_scope(direction: Direction, old: &Value, new: &Value) -> Scope {
    match (direction, old.as_str(), new.as_str()) {
        (Direction::Request, Some("integer"), Some("number")) | (Direction::Request, _, None) => Scope::Wider,
        (Direction::Request, Some("number"), Some("integer")) | (Direction::Request, None, _) => Scope::Narrower,
        _ => Scope::Other,
    }
}
