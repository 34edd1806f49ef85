//! Checks the workflows of the forge, by actionlint.

use crate::workspace::{quietly, root, skip};
use crate::{Result, go};

const ACTIONLINT: &str = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12";

pub(crate) fn check() -> Result<()> {
    let Some(mut actionlint) = go::tool(ACTIONLINT, &["-version"])? else { return skip("the workflows", go::NEEDED) };
    quietly("actionlint", actionlint.arg("-no-color").current_dir(root()))?;
    println!("the workflows: actionlint finds nothing");
    Ok(())
}
