//! The rules for `oneOf`, `anyOf` and `allOf`: alternatives are identified by name, not by order.

use std::collections::BTreeMap;

use serde_json::Value;

use super::document::Document;
use super::limits::Scope;
use super::report::Verdict;
use super::schema::{Walk, is_true, keys};
use super::spot::Spot;

impl<'a> Walk<'a> {
    pub(super) fn alternatives(&mut self, spot: &Spot, key: &str, old: &'a Value, new: &'a Value) {
        let (old, new) = match (old.as_array(), new.as_array()) {
            (None, None) => return,
            (Some(old), Some(new)) => (named(self.old, old), named(self.new, new)),
            (None, Some(_)) => return self.breaking(spot, format!("has {key}, had none")),
            (Some(_), None) => return self.breaking(spot, format!("has no {key}, had one")),
        };
        let step = |name: &str| if key == "oneOf" { spot.arm(name) } else { spot.step(name) };
        for (name, old) in &old {
            match new.get(name) {
                Some(new) => self.schema(&step(name), old, new),
                None => self.breaking(&step(name), "was removed"),
            }
        }
        for (name, new) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
            let ends_stream = is_true(&self.new.follow(new).0["x-ends-stream"]);
            let verdict = match key {
                "allOf" => Verdict::Breaking,
                // After an unknown event, clients keep waiting for the end of the stream.
                _ if spot.is_events() && ends_stream => Verdict::Breaking,
                _ if spot.is_events() => Verdict::Compatible,
                _ => Scope::Wider.verdict(spot.direction()),
            };
            self.report.add(&step(name), verdict, if ends_stream { "is new and ends the stream" } else { "is new" });
        }
    }
}

/// Returns the alternatives by name. Duplicate names get a number.
fn named<'a>(document: &'a Document, alternatives: &'a [Value]) -> BTreeMap<String, &'a Value> {
    let mut named = BTreeMap::new();
    for alternative in alternatives {
        let name = name(document, alternative);
        let count = named.keys().filter(|(known, _)| *known == name).count();
        named.insert((name, count), alternative);
    }
    let shown = |(name, count)| if count == 0 { name } else { format!("{name}#{}", count + 1) };
    named.into_iter().map(|(name, alternative)| (shown(name), alternative)).collect()
}

/// Returns the name of an alternative: its tag, as in `type=done`, or else the component's name, the title, or the JSON.
fn name(document: &Document, alternative: &Value) -> String {
    let (schema, component) = document.follow(alternative);
    let fields = keys(&schema["properties"], &Value::Null);
    let tag = fields.into_iter().find_map(|field| match schema["properties"][field]["enum"].as_array()?.as_slice() {
        [Value::String(value)] => Some(format!("{field}={value}")),
        _ => None,
    });
    let title = || schema["title"].as_str().map(str::to_owned);
    tag.or(component).or_else(title).unwrap_or_else(|| schema.to_string())
}
