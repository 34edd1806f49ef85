//! Reads a configuration. Every refusal names the file, the place and what to write there; none repeats a key or a token.

mod agents;
mod node;
mod pipelines;
mod replies;
mod server;
mod yaml;

use std::{error::Error, fmt, fs, io, path::Path};

use serde_json::Value;

use crate::{catalog::Catalog, setup::Setup};
use node::{Node, Problem};

const KEYS: [&str; 8] = ["agents", "pipelines", "api_keys", "tokens", "pace_ms", "sessions", "rate_limit", "health"];

/// Why a configuration is refused. Its `Display` names the file, the place in it and what to write there.
///
/// ```
/// use agentspec_mock::MockServer;
///
/// let refused = MockServer::builder().config("agents: [{name: helper, skils: [search]}]");
/// assert_eq!(
///     refused.map(drop).unwrap_err().to_string(),
///     "configuration: agents[0]: there is no key 'skils': the keys here are name, model, skills, status, answers_as, replies"
/// );
/// ```
#[derive(Debug)]
pub struct ConfigError {
    message: String,
    /// Why the file cannot be read.
    source: Option<io::Error>,
}

impl ConfigError {
    fn new(name: impl fmt::Display, problem: impl fmt::Display) -> Self {
        Self { message: format!("{name}: {problem}"), source: None }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for ConfigError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|source| source as _)
    }
}

/// Adds what the file says to the setup.
pub(crate) fn apply_file(setup: &mut Setup, path: &Path) -> Result<(), ConfigError> {
    let text = fs::read_to_string(path)
        .map_err(|error| ConfigError { source: Some(error), ..ConfigError::new(path.display(), "the file cannot be read") })?;
    apply(setup, &path.display().to_string(), &text)
}

/// Adds what the text says to the setup; `name` is what messages call it.
pub(crate) fn apply(setup: &mut Setup, name: &str, text: &str) -> Result<(), ConfigError> {
    let value = yaml::read(text).map_err(|problem| ConfigError::new(name, format!("this cannot be read as YAML: {problem}")))?;
    apply_value(setup, &value).map_err(|problem| ConfigError::new(name, problem))
}

fn apply_value(setup: &mut Setup, value: &Value) -> Result<(), Problem> {
    let root = Node::root(value);
    if value.is_null() {
        return Ok(());
    }
    let config = root.object(&KEYS)?;
    if let Some(agents) = config.get("agents") {
        setup.catalog = Catalog::new(agents::read(&agents)?);
    }
    if let Some(pipelines) = config.get("pipelines") {
        setup.catalog.pipelines = pipelines::read(&pipelines, &setup.catalog)?;
    }
    server::read(&config, setup)
}

#[cfg(test)]
mod tests;
