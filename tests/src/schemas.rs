//! The schemas of `openapi.yaml`, as JSON Schema that validates, formats included.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jsonschema::Validator;
use serde_json::{Map, Value, json};

static CONTRACT: LazyLock<Value> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "a test may fail")]
    serde_saphyr::from_str(include_str!("../../openapi.yaml")).expect("openapi.yaml is YAML")
});

static SCHEMAS: LazyLock<Value> = LazyLock::new(|| json_schema(&json!({ "schemas": CONTRACT["components"]["schemas"] })));

/// `openapi.yaml`, as JSON.
#[must_use]
pub fn contract() -> &'static Value {
    &CONTRACT
}

/// What a local reference points to; any other value is itself.
#[must_use]
pub fn resolve(value: &'static Value) -> &'static Value {
    match value["$ref"].as_str() {
        Some(reference) => CONTRACT.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null),
        None => value,
    }
}

/// The validator of a schema of the contract, made once for each.
///
/// # Errors
/// The schema is none.
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

/// The validator of a JSON Schema, of the draft 2020-12 unless it says another.
///
/// # Errors
/// The schema is none.
pub fn validator_of(schema: &Value) -> Result<Validator, String> {
    jsonschema::options().should_validate_formats(true).build(schema).map_err(|error| error.to_string())
}

/// Whether a value is valid.
///
/// # Errors
/// All that is wrong with it.
pub fn errors(validator: &Validator, value: &Value) -> Result<(), String> {
    let breaches: Vec<String> = validator.iter_errors(value).map(|error| format!("{error} at {}", error.instance_path())).collect();
    if breaches.is_empty() { Ok(()) } else { Err(breaches.join("; ")) }
}

/// A schema of OpenAPI 3.0 as JSON Schema: `nullable` becomes a second type.
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
