//! The operations of `openapi.yaml`.

use serde_json::{Map, Value};

use crate::schemas::{contract, resolve};

/// An operation, and where it is.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// Its `operationId`.
    pub id: &'static str,
    /// In lower case, as the contract has it.
    pub method: &'static str,
    /// With `{…}` for its parameters.
    pub path: &'static str,
    /// All that the contract says of it.
    pub contract: &'static Value,
}

/// Returns every operation, in the contract's order.
pub fn operations() -> impl Iterator<Item = Operation> {
    let paths = contract()["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, item)| {
        let operation = move |(method, contract): (&'static String, &'static Value)| {
            let id = contract["operationId"].as_str().unwrap_or_default();
            Operation { id, method, path, contract }
        };
        item.as_object().into_iter().flatten().map(operation)
    })
}

impl Operation {
    /// Returns the response for a status: that of the status itself, else that of its class.
    #[must_use]
    pub fn response(&self, status: u16) -> Option<&'static Value> {
        let responses = &self.contract["responses"];
        responses.get(status.to_string()).or_else(|| responses.get(format!("{}XX", status / 100))).map(resolve)
    }

    /// Returns the media type of its successes; `None` if these have no body.
    #[must_use]
    pub fn media_type(&self) -> Option<&'static str> {
        let content = self.response(200).and_then(|response| response["content"].as_object());
        content.and_then(|content| Map::keys(content).next()).map(String::as_str)
    }
}
