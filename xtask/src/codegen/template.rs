//! The templates: they lay out what the emitters have worked out.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde_json::Value;

use crate::Result;

/// Fills in a template; what it names and the context lacks is an error.
pub(super) fn render(name: &str, template: &str, context: Value) -> Result<String> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.render_named_str(name, template, Serde(context)).map_err(|error| format!("{name}: {error:#}").into())
}
