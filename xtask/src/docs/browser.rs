//! The site in headless Chromium: `docs/site/check/check.mjs`.

use std::path::Path;
use std::process::Command;

use crate::tools::chromium;
use crate::typescript::{self, Npm};
use crate::workspace::{quietly, root, skip};
use crate::{Result, tools};

pub(super) fn check(site: &Path) -> Result<()> {
    let Some(chromium) = chromium() else { return skip("the site in a browser", "Chromium") };
    let folder = root().join("docs/site/check");
    if Npm::prepare(&folder)?.is_none() || tools::version("node").is_none() {
        return skip("the site in a browser", typescript::NEEDED);
    }
    eprintln!("\n==> the site in Chromium");
    let mut command = Command::new("node");
    command.arg("check.mjs").arg(chromium).arg(site).current_dir(folder);
    println!("{}", quietly("the site in Chromium", &mut command)?.trim());
    Ok(())
}
