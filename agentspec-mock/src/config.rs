//! Reads a configuration. Each error names the file, the place and the fix; none contains a key or a token.

mod agents;
mod node;
mod pipelines;
mod replies;
mod scenarios;
mod server;
mod yaml;

use std::{error::Error, fmt, fs, io, path::Path};

use serde_json::Value;

use crate::{agents::catalog::Catalog, scenario::steps::Scenarios, state::setup::Setup};
use node::{Node, Problem};

const KEYS: [&str; 8] = ["agents", "pipelines", "api_keys", "tokens", "pace_ms", "sessions", "rate_limit", "health"];

/// An error in a configuration. Its `Display` names the file, the place in it and the fix.
///
/// ```
/// use agentspec_mock::MockServer;
///
/// let refused = MockServer::builder().config("agents: [{name: helper, skils: [search]}]");
/// assert_eq!(
///     refused.map(drop).unwrap_err().to_string(),
///     "configuration: agents[0]: unknown key 'skils': the keys here are name, model, skills, status, control_flow, answers_as, replies"
/// );
/// ```
#[derive(Debug)]
pub struct ConfigError {
    message: String,
    /// Set if the file cannot be read.
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

/// A text to be read. Messages call it `name`.
#[derive(Debug)]
pub(crate) struct Source {
    name: String,
    text: String,
}

impl Source {
    pub(crate) fn text(name: &str, text: &str) -> Self {
        Self { name: name.to_owned(), text: text.to_owned() }
    }

    pub(crate) fn file(path: &Path) -> Result<Self, ConfigError> {
        let name = path.display().to_string();
        match fs::read_to_string(path) {
            Ok(text) => Ok(Self { name, text }),
            Err(error) => Err(ConfigError { source: Some(error), ..ConfigError::new(name, "cannot read the file") }),
        }
    }

    fn read<T>(&self, read: impl FnOnce(&Value) -> Result<T, Problem>) -> Result<T, ConfigError> {
        let refused = |problem: &dyn fmt::Display| ConfigError::new(&self.name, problem);
        let value = yaml::read(&self.text).map_err(|problem| refused(&format!("invalid YAML: {problem}")))?;
        read(&value).map_err(|problem| refused(&problem))
    }
}

/// Applies a configuration to the setup.
pub(crate) fn apply(setup: &mut Setup, source: &Source) -> Result<(), ConfigError> {
    source.read(|value| apply_value(setup, value))
}

/// Adds scenarios to the setup; of two with one name, the later one counts.
pub(crate) fn apply_scenarios(setup: &mut Setup, source: &Source) -> Result<(), ConfigError> {
    let scenarios = source.read(|value| if value.is_null() { Ok(Scenarios::new()) } else { scenarios::read(&Node::root(value)) })?;
    setup.scenarios.extend(scenarios);
    Ok(())
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
