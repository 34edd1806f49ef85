//! From the contract to code, as far as `build.rs` and `cargo xtask codegen` share it: parse, model, and the raw client.

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

/// The contract, read once.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) contract: Contract,
    /// The same, as progenitor takes it.
    document: OpenAPI,
}

impl Source {
    /// Reads the text of `openapi.yaml`.
    ///
    /// # Errors
    /// It is no YAML, no OpenAPI 3.0, or has something from which no code can be made: the message names the place and the reason.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let named = |error: Box<dyn Error>| format!("openapi.yaml: {error}");
        let contract = yaml::read(text).and_then(|value| read::read(&value)).map_err(named)?;
        let document = yaml::read(text).map_err(named)?;
        Ok(Self { contract, document })
    }

    /// The source of the raw client.
    ///
    /// # Errors
    /// progenitor refuses the contract, or its output is no longer what is changed in it.
    pub(crate) fn raw_client(&self) -> Result<String> {
        raw_client::emit(&self.contract, &self.document)
    }
}
