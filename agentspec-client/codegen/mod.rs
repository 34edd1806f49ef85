//! The part of code generation that `build.rs` and `cargo xtask codegen` share: the parser, the model and the raw client.

pub(crate) mod contract;
mod raw_client;
mod read;
mod result;
pub(crate) mod rust_types;
pub(crate) mod yaml;

use std::error::Error;

use openapiv3::OpenAPI;

use self::contract::Contract;
pub(crate) use self::result::Result;

/// The parsed contract.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) contract: Contract,
    /// The same contract in the form that progenitor accepts.
    document: OpenAPI,
}

impl Source {
    /// Parses the text of `openapi.yaml`.
    ///
    /// # Errors
    /// If the text is not YAML or OpenAPI 3.0, or contains something unsupported. The message has the location and the reason.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let with_file = |error: Box<dyn Error>| format!("openapi.yaml: {error}");
        let contract = yaml::read(text).and_then(|value| read::read(&value)).map_err(with_file)?;
        let document = yaml::read(text).map_err(with_file)?;
        Ok(Self { contract, document })
    }

    /// Generates the source of the raw client.
    ///
    /// # Errors
    /// If progenitor rejects the contract, or its output lacks the code that we change.
    pub(crate) fn raw_client(&self) -> Result<String> {
        raw_client::emit(&self.contract, &self.document)
    }
}
