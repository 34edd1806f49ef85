//! `cargo xtask typescript`: checks and builds the TypeScript SDK, and tests it on each runtime.

mod npm;
mod package;
mod runtimes;

use std::path::PathBuf;

use self::npm::Npm;
use crate::Result;
use crate::judges::Mock;
use crate::workspace::{root, skip};

pub(crate) const NEEDED: &str = "Node.js 20 or newer, with npm";

pub(crate) fn run() -> Result<()> {
    let Some(npm) = Npm::prepare(&sdk())? else { return skip("the TypeScript SDK", NEEDED) };
    let mock = Mock::build()?;
    for script in ["check", "build", "pretest"] {
        npm.run(script)?;
    }
    package::check(&npm)?;
    runtimes::test_in_browser(&mock)?;
    runtimes::test(&mock)
}

fn sdk() -> PathBuf {
    root().join("sdks/typescript")
}
