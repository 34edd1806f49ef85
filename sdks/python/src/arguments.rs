//! The arguments of a call, as Python gave them: JSON by name.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::errors::Failure;

#[derive(Debug)]
pub(crate) struct Arguments(Map<String, Value>);

impl Arguments {
    pub(crate) fn parse(json: &str) -> Result<Self, Failure> {
        serde_json::from_str(json).map(Self).map_err(|error| Failure::Argument(error.to_string()))
    }

    /// A text that is required.
    pub(crate) fn text(&mut self, name: &str) -> Result<String, Failure> {
        match self.0.remove(name) {
            Some(Value::String(text)) => Ok(text),
            _ => Err(Failure::Argument(format!("{name} must be a str"))),
        }
    }

    /// A value that may be left out; None is the same.
    pub(crate) fn optional<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, Failure> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => {
                serde_json::from_value(value).map(Some).map_err(|error| Failure::Argument(format!("{name} cannot be sent: {error}")))
            }
        }
    }

    /// Refuses what is left.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        match self.0.keys().next() {
            None => Ok(()),
            Some(name) => Err(Failure::Argument(format!("there is no argument {name}"))),
        }
    }
}

/// An operation that this version lacks.
pub(crate) fn unknown(operation: &str) -> Failure {
    Failure::Argument(format!("there is no operation {operation}"))
}
