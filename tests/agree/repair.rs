//! Walks an instance with its schema, and mends what a rule finds to mend.

use agentspec_tests::resolve;
use serde_json::Value;

/// What is to become of a value.
pub(crate) enum Repair {
    Remove,
    Replace(Value),
}

/// A value's place in the contract.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) schema: &'static Value,
    /// Whether it is a field that may be absent.
    pub(crate) is_optional: bool,
}

/// Finds what is to be mended at one place.
pub(crate) type Rule = fn(Place, &Value) -> Option<Repair>;

/// The instance as the rule mends it, at every place of which the contract says something; `None` where there is nothing to mend.
pub(crate) fn repaired(schema: &'static Value, instance: &Value, rule: Rule) -> Option<Value> {
    let mut mended = instance.clone();
    walk(Place { schema: resolve(schema), is_optional: false }, &mut mended, rule);
    (mended != *instance).then_some(mended)
}

/// Whether the value is to be removed.
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

/// Of a `oneOf`, the arm of this tag.
fn arm(schema: &'static Value, tag: Option<&Value>) -> &'static Value {
    let mut arms = schema["oneOf"].as_array().into_iter().flatten();
    arms.find(|arm| Some(&arm["properties"]["type"]["enum"][0]) == tag).unwrap_or(schema)
}
