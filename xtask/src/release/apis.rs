//! The public API of each language, compared with that of the last release by a tool of that language. A break must be announced by the version.

mod go;
mod python;
mod typescript;

use std::path::{Path, PathBuf};
use std::process::Command;

use super::versions::{self, Version};
use crate::workspace::{empty, output, root};
use crate::{Result, compat};

/// What a tool found.
enum Found {
    Nothing,
    /// Each break, as the tool says it.
    Breaks(String),
}

/// Returns the tag of the last release; `None` before the first.
pub(super) fn last_release() -> Result<Option<String>> {
    let mut git = Command::new("git");
    git.args(["tag", "--list", "v*", "--merged", "HEAD", "--sort=-version:refname"]).current_dir(root());
    let tags = output("git tag", &mut git)?;
    Ok(tags.lines().find(|tag| versions::parse(tag).is_ok()).map(str::to_owned))
}

/// Compares each language's API, and the contract, with those of the last release.
pub(super) fn judge(last: Option<&str>, version: &Version) -> Result<()> {
    let Some(last) = last else {
        println!("no tag of a release, such as v0.1.0, is an ancestor: there is no API to compare with");
        return Ok(());
    };
    compat::run(last)?;
    let old = earlier(last)?;
    let is_announced = version.announces_break_since(versions::parse(last)?);
    for (language, found) in [("Python", python::compare(last)), ("TypeScript", typescript::compare(&old)), ("Go", go::compare(&old))] {
        match found? {
            Found::Nothing => println!("{language}: no break since {last}"),
            Found::Breaks(breaks) if is_announced => println!("{language}: {version} announces the breaks since {last}:\n{breaks}"),
            Found::Breaks(breaks) => {
                return Err(format!("{language}: {version} does not announce the breaks since {last}:\n{breaks}").into());
            }
        }
    }
    Ok(())
}

/// Returns a folder with the files of the last release.
fn earlier(tag: &str) -> Result<PathBuf> {
    let folder = workplace().join(tag);
    empty(&folder)?;
    let archive = workplace().join("earlier.tar");
    let mut git = Command::new("git");
    output("git archive", git.args(["archive", "--output"]).arg(&archive).args(["--end-of-options", tag]).current_dir(root()))?;
    output("tar", Command::new("tar").arg("-xf").arg(&archive).arg("-C").arg(&folder))?;
    Ok(folder)
}

fn workplace() -> PathBuf {
    Path::new(&root()).join("target/apis")
}
