//! Walks an instance along its schema, and applies the repairs of a rule.

use agentspec_tests::resolve;
use serde_json::Value;

/// A repair of a value.
pub(crate) enum Repair {
    Remove,
    Replace(Value),
}

/// The place of a value in the contract.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) schema: &'static Value,
    /// Whether it is a field that may be absent.
    pub(crate) is_optional: bool,
}

/// Decides on the repair in one place.
pub(crate) type Rule = fn(Place, &Value) -> Option<Repair>;

/// Applies a rule in every place that the contract describes; `None` if nothing is to be repaired.
pub(crate) fn repaired(schema: &'static Value, instance: &Value, rule: Rule) -> Option<Value> {
    let mut mended = instance.clone();
    walk(Place { schema: resolve(schema), is_optional: false }, &mut mended, rule);
    (mended != *instance).then_some(mended)
}

/// Returns whether to remove the value.
fn walk(place: Place, value: &mut Value, rule: Rule) -> bool {
    match rule(place, value) {
        Some(Repair::Remove) => return true,
        Some(Repair::Replace(other)) => *value = other,
        None => {}
    }
    match value {
        Value::Array(items) => {
            for item in items {
                walk(Place { schema: resolve(&place.schema["items"]), is_optional: false }, item, rule);
            }
        }
        Value::Object(members) => {
            let schema = arm(place.schema, members.get("type"));
            let required = schema["required"].as_array();
            members.retain(|name, member| {
                let Some(property) = schema["properties"].get(name) else { return true };
                let is_optional = !required.is_some_and(|names| names.iter().any(|required| required == name));
                !walk(Place { schema: resolve(property), is_optional }, member, rule)
            });
        }
        _ => {}
    }
    false
}

/// Returns the arm of a `oneOf` with this tag.
fn arm(schema: &'static Value, tag: Option<&Value>) -> &'static Value {
    let mut arms = schema["oneOf"].as_array().into_iter().flatten();
    arms.find(|arm| Some(&arm["properties"]["type"]["enum"][0]) == tag).unwrap_or(schema)
}
