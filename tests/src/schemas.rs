//! The schemas of `openapi.yaml` as JSON Schema, with validation of formats.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jsonschema::Validator;
use serde_json::{Map, Value, json};

static CONTRACT: LazyLock<Value> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "a test may fail")]
    serde_saphyr::from_str(include_str!("../../openapi.yaml")).expect("openapi.yaml is YAML")
});

static SCHEMAS: LazyLock<Value> = LazyLock::new(|| json_schema(&json!({ "schemas": CONTRACT["components"]["schemas"] })));

/// Returns `openapi.yaml` as JSON.
#[must_use]
pub fn contract() -> &'static Value {
    &CONTRACT
}

/// Returns the target of a local reference, and any other value itself.
#[must_use]
pub fn resolve(value: &'static Value) -> &'static Value {
    match value["$ref"].as_str() {
        Some(reference) => CONTRACT.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null),
        None => value,
    }
}

/// Returns the validator of a schema of the contract, which is created once per schema.
///
/// # Errors
/// The schema is invalid.
pub fn validator(schema: &Value) -> Result<Arc<Validator>, String> {
    static KNOWN: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(validator) = known.get(&schema.to_string()) {
        return Ok(Arc::clone(validator));
    }
    let whole = json!({ "components": SCHEMAS.clone(), "allOf": [json_schema(schema)] });
    let validator = Arc::new(validator_of(&whole)?);
    known.insert(schema.to_string(), Arc::clone(&validator));
    Ok(validator)
}

/// Creates the validator of a JSON Schema, by draft 2020-12 unless the schema names another.
///
/// # Errors
/// The schema is invalid.
pub fn validator_of(schema: &Value) -> Result<Validator, String> {
    jsonschema::options().should_validate_formats(true).build(schema).map_err(|error| error.to_string())
}

/// Validates a value.
///
/// # Errors
/// All violations.
pub fn errors(validator: &Validator, value: &Value) -> Result<(), String> {
    let breaches: Vec<String> = validator.iter_errors(value).map(|error| format!("{error} at {}", error.instance_path())).collect();
    if breaches.is_empty() { Ok(()) } else { Err(breaches.join("; ")) }
}

/// Converts a schema of OpenAPI 3.0 to JSON Schema: `nullable` becomes a second type.
fn json_schema(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => {
            let mut members: Map<String, Value> = members.iter().map(|(key, value)| (key.clone(), json_schema(value))).collect();
            if members.remove("nullable") == Some(json!(true)) {
                return json!({ "anyOf": [members, { "type": "null" }] });
            }
            Value::Object(members)
        }
        Value::Array(items) => items.iter().map(json_schema).collect(),
        scalar => scalar.clone(),
    }
}
