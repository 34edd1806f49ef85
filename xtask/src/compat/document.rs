//! One side of the comparison: the contract as a JSON value, with its references.

use serde_json::Value;

use crate::Result;
use crate::codegen::yaml;

pub(crate) const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

#[derive(Debug)]
pub(crate) struct Document {
    side: String,
    root: Value,
}

/// An operation and its path item.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operation<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) item: &'a Value,
    pub(crate) value: &'a Value,
}

impl<'a> Operation<'a> {
    pub(crate) fn title(self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }

    pub(crate) fn id(self) -> Option<&'a str> {
        self.value["operationId"].as_str()
    }
}

impl Document {
    /// Reads `text`, the `openapi.yaml` of `side`.
    ///
    /// # Errors
    /// If the text is not YAML or OpenAPI 3.0, has no paths, or has a dangling reference.
    pub(crate) fn parse(side: &str, text: &str) -> Result<Self> {
        let root = yaml::read(text).map_err(|error| format!("openapi.yaml of {side} cannot be read: {error}"))?;
        let document = Self { side: side.to_owned(), root };
        let version = document.root["openapi"].as_str().unwrap_or_default();
        if !version.starts_with("3.0.") {
            return Err(document.error(&format!("has `openapi: {version}`: only 3.0 can be compared")));
        }
        if !document.root["paths"].is_object() {
            return Err(document.error("has no `paths`"));
        }
        document.check_references(&document.root)?;
        Ok(document)
    }

    pub(crate) fn root(&self) -> &Value {
        &self.root
    }

    /// Returns `info.version` as three numbers.
    ///
    /// # Errors
    /// If it is not `MAJOR.MINOR.PATCH`.
    pub(crate) fn version(&self) -> Result<[u64; 3]> {
        let text = self.root["info"]["version"].as_str().unwrap_or_default();
        let core = text.split(['-', '+']).next().unwrap_or_default();
        let numbers: Option<Vec<u64>> = core.split('.').map(|number| number.parse().ok()).collect();
        let version = numbers.and_then(|numbers| <[u64; 3]>::try_from(numbers).ok());
        version.ok_or_else(|| self.error(&format!("has `info.version: {text}`, which must be MAJOR.MINOR.PATCH, as in 0.2.0")))
    }

    pub(crate) fn operations(&self) -> Vec<Operation<'_>> {
        let paths = self.root["paths"].as_object().into_iter().flatten();
        let mut operations = Vec::new();
        for (path, item) in paths {
            let (item, _) = self.follow(item);
            let methods = METHODS.into_iter().filter(|method| item[method].is_object());
            operations.extend(methods.map(|method| Operation { method, path, item, value: &item[method] }));
        }
        operations
    }

    /// Resolves references. Returns the final target and the component's name, as in `components.schemas.Usage`; or `value` itself.
    pub(crate) fn follow<'a>(&'a self, value: &'a Value) -> (&'a Value, Option<String>) {
        let mut found = (value, None);
        // A longer chain is a cycle, which `parse` rejects.
        for _ in 0..16 {
            let Some(reference) = found.0["$ref"].as_str() else { break };
            let Some(target) = self.target(reference) else { break };
            found = (target, Some(reference.trim_start_matches("#/").replace('/', ".")));
        }
        found
    }

    fn target(&self, reference: &str) -> Option<&Value> {
        self.root.pointer(reference.strip_prefix('#')?)
    }

    fn check_references(&self, value: &Value) -> Result<()> {
        match value {
            Value::Object(object) => {
                if let Some(Value::String(reference)) = object.get("$ref")
                    && self.follow(value).0.get("$ref").is_some()
                {
                    return Err(self.error(&format!("refers to {reference}, which does not exist")));
                }
                object.values().try_for_each(|value| self.check_references(value))
            }
            Value::Array(array) => array.iter().try_for_each(|value| self.check_references(value)),
            _ => Ok(()),
        }
    }

    fn error(&self, what: &str) -> Box<dyn std::error::Error> {
        format!("openapi.yaml of {} {what}", self.side).into()
    }
}
