//! Python, by griffe.

use super::Found;
use crate::Result;
use crate::judges::Python;
use crate::workspace::root;

pub(super) fn compare(last: &str) -> Result<Found> {
    let Some(tools) = Python::packaging()? else { return Err("griffe needs Python 3.11 or newer, with venv and pip".into()) };
    let mut griffe = tools.command("griffe");
    griffe.args(["check", "agentspec", "--search", "sdks/python/python", "--no-color", "--against", last]).current_dir(root());
    let printed = griffe.output().map_err(|error| format!("griffe: cannot be started: {error}"))?;
    let said = [printed.stdout, printed.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    match printed.status.code() {
        Some(0) => Ok(Found::Nothing),
        Some(1) if said.contains("agentspec/") => Ok(Found::Breaks(said)),
        _ => Err(format!("griffe: failed ({})\n{said}", printed.status).into()),
    }
}
