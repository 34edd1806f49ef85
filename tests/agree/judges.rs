//! The three judges of a schema: the contract, the JSON Schema of the Rust types, and serde.

use std::sync::{Arc, LazyLock};

use agentspec_tests::{contract, errors, validator, validator_of};
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::generated::readers::{READERS, Read};

static BUNDLE: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../schema/agentspec.schema.json")).expect("the schema is JSON"));

/// The judges that accept an instance.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Verdicts {
    pub(crate) contract: bool,
    pub(crate) rust_schema: bool,
    pub(crate) serde: bool,
}

impl Verdicts {
    pub(crate) const ACCEPTED: Self = Self { contract: true, rust_schema: true, serde: true };

    pub(crate) fn agree(self) -> bool {
        self.contract == self.rust_schema && self.contract == self.serde
    }
}

pub(crate) struct Judges {
    name: String,
    contract: Arc<Validator>,
    rust_schema: Validator,
    read: Read,
}

impl Judges {
    /// Creates the judges of a schema of the contract.
    ///
    /// # Errors
    /// A judge is missing: the message says which, and how to add it.
    pub(crate) fn of(name: &str) -> Result<Self, String> {
        let reader = READERS.iter().find(|(known, _)| *known == name);
        let (_, read) = reader.ok_or_else(|| format!("{name} is not in readers.rs: run `cargo xtask codegen`"))?;
        if BUNDLE["$defs"].get(name).is_none() {
            return Err(format!("{name} is not in schema/agentspec.schema.json: run `cargo xtask codegen`"));
        }
        let definition = json!({ "$schema": BUNDLE["$schema"], "$defs": BUNDLE["$defs"], "$ref": format!("#/$defs/{name}") });
        let contract = validator(&json!({ "$ref": format!("#/components/schemas/{name}") }))?;
        Ok(Self { name: name.to_owned(), contract, rust_schema: validator_of(&definition)?, read: *read })
    }

    /// Returns the schema in the contract.
    pub(crate) fn schema(&self) -> &'static Value {
        &contract()["components"]["schemas"][&self.name]
    }

    pub(crate) fn judge(&self, instance: &Value) -> Verdicts {
        Verdicts {
            contract: self.contract.is_valid(instance),
            rust_schema: self.rust_schema.is_valid(instance),
            serde: (self.read)(instance).is_ok(),
        }
    }

    /// Describes the instance, with the verdict of each judge and its reason.
    pub(crate) fn explain(&self, instance: &Value) -> String {
        let verdict = |verdict: Result<(), String>| verdict.err().map_or("accepts it".to_owned(), |reason| format!("refuses it: {reason}"));
        let contract = verdict(errors(&self.contract, instance));
        let rust_schema = verdict(errors(&self.rust_schema, instance));
        let serde = verdict((self.read)(instance).map_err(|error| error.to_string()));
        format!("{} {instance}\n  openapi.yaml {contract}\n  agentspec.schema.json {rust_schema}\n  serde {serde}", self.name)
    }
}

#[test]
fn a_missing_judge_is_an_error_that_says_how_to_add_it() {
    let error = Judges::of("Tomorrow").err().unwrap();
    assert!(error.contains("cargo xtask codegen"), "{error}");
}

#[test]
fn an_explanation_has_the_instance_and_each_judges_reason() {
    let explanation = Judges::of("StepError").unwrap().explain(&json!({"code": "a", "message": 1}));
    let expected = ["StepError {\"code\":\"a\",\"message\":1}", "openapi.yaml refuses it: 1 is not of type \"string\" at /message"];
    let expected = expected.into_iter().chain(["agentspec.schema.json refuses it: 1 is not", "serde refuses it: message: invalid type"]);
    expected.for_each(|expected| assert!(explanation.contains(expected), "{explanation}"));
}

#[test]
fn the_bundle_is_named_by_the_contracts_version_and_no_list_of_names_in_it_is_empty() {
    let version = contract()["info"]["version"].as_str().unwrap();
    assert_eq!(BUNDLE["$id"], format!("urn:agentspec:schema:{version}"));
    for (name, definition) in BUNDLE["$defs"].as_object().unwrap() {
        assert_ne!(definition.get("required"), Some(&json!([])), "{name}");
    }
}
