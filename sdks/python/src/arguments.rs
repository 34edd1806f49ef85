//! The arguments of a call: JSON by name.

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
            Ok(_) => Err(Failure::Argument("expected the arguments to be an object".to_owned())),
            Err(error) => Err(Failure::Argument(error.to_string())),
        }
    }

    /// Takes a required text.
    pub(crate) fn text(&mut self, name: &str) -> Result<String, Failure> {
        match self.0.swap_remove(name) {
            Some(Value::String(text)) => Ok(text),
            _ => Err(Failure::Argument(format!("{name}: expected a str"))),
        }
    }

    /// Takes a value that may be left out or null.
    pub(crate) fn optional<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, Failure> {
        match self.0.swap_remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => json::from_value(value).map(Some).map_err(|Undecodable { path, reason }| {
                let separator = if path.is_empty() { "" } else { "." };
                Failure::Argument(format!("{name}{separator}{path} cannot be sent: {reason}"))
            }),
        }
    }

    /// Refuses arguments that were not taken.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        match self.0.keys().next() {
            None => Ok(()),
            Some(name) => Err(Failure::Argument(format!("unknown argument {name}"))),
        }
    }
}

/// The failure of a call of an operation that this version does not have.
pub(crate) fn unknown(operation: &str) -> Failure {
    Failure::Argument(format!("unknown operation {operation}"))
}
