//! The parameter values of the calls in `generated/calls.rs`: the examples of the contract, or values that a test sets.

use std::collections::BTreeMap;

use agentspec_tests::{contract, operations, resolve};
use serde_json::Value;

#[derive(Default)]
pub(crate) struct Target(BTreeMap<&'static str, String>);

impl Target {
    /// Sets a parameter, instead of its example. `parameter` is its name in `components.parameters`.
    pub(crate) fn with(mut self, parameter: &'static str, value: impl Into<String>) -> Self {
        assert!(contract()["components"]["parameters"][parameter].is_object(), "openapi.yaml has no shared parameter {parameter}");
        self.0.insert(parameter, value.into());
        self
    }

    /// Returns the value of an operation's parameter, by its name in `components.parameters`, or by its own if it is not shared.
    ///
    /// # Panics
    /// The parameter has no value.
    pub(crate) fn value(&self, operation: &str, parameter: &str) -> String {
        if let Some(value) = self.0.get(parameter) {
            return value.clone();
        }
        let example = operations().find(|known| known.id == operation).and_then(|operation| {
            let parameters = operation.contract["parameters"].as_array()?;
            let found = parameters.iter().find(|written| is_named(written, parameter))?;
            text(&resolve(found)["example"])
        });
        example.unwrap_or_else(|| {
            panic!(
                "{operation}: the parameter {parameter} has no value: give it an `example` in openapi.yaml that a new mock server knows, or \
                 set its value in `target` of tests/contract/coverage.rs"
            )
        })
    }
}

fn is_named(written: &Value, parameter: &str) -> bool {
    let shared = written["$ref"].as_str().and_then(|reference| reference.rsplit('/').next());
    shared.map_or_else(|| written["x-sdk-name"] == parameter || written["name"] == parameter, |name| name == parameter)
}

fn text(example: &Value) -> Option<String> {
    match example {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
