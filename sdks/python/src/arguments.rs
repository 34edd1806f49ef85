//! The arguments of a call, as Python gave them: JSON by name.

use agentspec_client::json::{self, Undecodable};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::errors::Failure;

#[derive(Debug)]
pub(crate) struct Arguments(Map<String, Value>);

impl Arguments {
    pub(crate) fn parse(json: &str) -> Result<Self, Failure> {
        match json::parse(json) {
            Ok(Value::Object(arguments)) => Ok(Self(arguments)),
            Ok(_) => Err(Failure::Argument("the arguments are not an object".to_owned())),
            Err(error) => Err(Failure::Argument(error.to_string())),
        }
    }

    /// A text that is required.
    pub(crate) fn text(&mut self, name: &str) -> Result<String, Failure> {
        match self.0.swap_remove(name) {
            Some(Value::String(text)) => Ok(text),
            _ => Err(Failure::Argument(format!("{name} must be a str"))),
        }
    }

    /// A value that may be left out; None is the same.
    pub(crate) fn optional<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, Failure> {
        match self.0.swap_remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => json::from_value(value).map(Some).map_err(|Undecodable { path, reason }| {
                let joint = if path.is_empty() { "" } else { "." };
                Failure::Argument(format!("{name}{joint}{path} cannot be sent: {reason}"))
            }),
        }
    }

    /// Refuses what is left.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        match self.0.keys().next() {
            None => Ok(()),
            Some(name) => Err(Failure::Argument(format!("unknown argument {name}"))),
        }
    }
}

/// An operation that this version lacks.
pub(crate) fn unknown(operation: &str) -> Failure {
    Failure::Argument(format!("unknown operation {operation}"))
}
