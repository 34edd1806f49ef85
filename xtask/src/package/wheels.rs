//! The wheels and the source distribution: of the Python SDK, and of the mock server, whose wheel is its program.

use std::fs;
use std::path::{Path, PathBuf};

use super::licences;
use super::platforms::Platform;
use crate::Result;
use crate::judges::Python;
use crate::workspace::{quietly, root};

const SDK: &str = "sdks/python";
pub(super) const MOCK: &str = "agentspec-mock";
/// The folders of what has a pyproject.toml.
pub(super) const PROJECTS: [&str; 2] = [SDK, MOCK];

/// The minor version of the oldest glibc that a wheel for it runs with: that of manylinux2014.
const OLDEST_GLIBC: u32 = 17;

/// Builds the wheels of a platform into `folder`, and holds them to what their names say.
pub(super) fn build(tools: &Python, platform: &Platform, folder: &Path) -> Result<()> {
    for project in PROJECTS {
        eprintln!("\n==> the wheel of {project} for {}", platform.target);
        licences::write(if project == SDK { "agentspec-python" } else { "agentspec-mock" }, project, platform.target)?;
        let mut maturin = tools.command("maturin");
        maturin.args(["build", "--quiet", "--release", "--locked", "--manifest-path"]).arg(root().join(project).join("Cargo.toml"));
        maturin.args(["--target", platform.target, "--out"]).arg(folder).env("CARGO_TARGET_DIR", root().join("target"));
        if project == SDK {
            maturin.args(["--interpreter", "python3"]);
        }
        if let Some(compatibility) = platform.wheel {
            maturin.args(["--zig", "--compatibility", compatibility]);
        }
        let built = quietly(&format!("the wheel of {project}"), tools.first_on_path(&mut maturin)?);
        // A source distribution that is made later would take it, too.
        fs::remove_file(root().join(project).join(licences::FILE))?;
        built?;
    }
    check(tools, platform, folder)
}

/// Returns the name by which pip knows a project: that of its pyproject.toml.
pub(super) fn distribution(project: &str) -> Result<String> {
    let path = root().join(project).join("pyproject.toml");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let name = text.lines().find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    name.map(str::to_owned).ok_or_else(|| format!("{} has no name", path.display()).into())
}

/// Builds the source distribution of the SDK. The mock server has none: where there is no wheel of it, Cargo installs it.
pub(super) fn build_sources(tools: &Python, folder: &Path) -> Result<()> {
    eprintln!("\n==> the source distribution of {SDK}");
    let mut maturin = tools.command("maturin");
    quietly(
        "the source distribution",
        maturin.args(["sdist", "--manifest-path"]).arg(root().join(SDK).join("Cargo.toml")).arg("--out").arg(folder),
    )
    .map(drop)
}

/// Holds the SDK's wheel to Python's stable ABI, and Linux's wheels to the C library that their names promise.
fn check(tools: &Python, platform: &Platform, folder: &Path) -> Result<()> {
    let wheels: Vec<PathBuf> = super::files(folder, ".whl")?.into_iter().filter(|wheel| platform.is_of(wheel)).collect();
    let [mock, sdk] = &wheels[..] else { return Err(format!("expected two wheels of {}, found {wheels:?}", platform.target).into()) };
    let (sdk, mock) = if name(sdk).contains("-abi3-") { (sdk, mock) } else { (mock, sdk) };
    quietly("abi3audit", tools.command("abi3audit").args(["--strict", "--report"]).arg(sdk))?;
    println!("{}: only Python's stable ABI, by abi3audit", name(sdk));
    if platform.npm.0 == "linux" && platform.npm.2 == Some("glibc") {
        let shown = quietly("auditwheel show", tools.command("auditwheel").arg("show").arg(sdk))?;
        let Some(baseline) = baseline(&shown).filter(|baseline| *baseline <= OLDEST_GLIBC) else {
            return Err(format!("{}: auditwheel finds a newer baseline than glibc 2.{OLDEST_GLIBC}:\n{shown}", name(sdk)).into());
        };
        println!("{}: glibc 2.{baseline} or newer, by auditwheel", name(sdk));
    }
    if name(mock).contains("-none-") { Ok(()) } else { Err(format!("{}: a program is for every Python", name(mock)).into()) }
}

/// Returns 17 for what `auditwheel show` says of a wheel for `manylinux_2_17_x86_64`.
fn baseline(shown: &str) -> Option<u32> {
    let (_, tag) = shown.split_once("platform tag:")?;
    tag.trim_start().trim_start_matches('"').strip_prefix("manylinux_2_")?.split('_').next()?.parse().ok()
}

fn name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_baseline_is_that_of_the_first_tag() {
        let shown = "\na-manylinux_2_34_x86_64.whl is consistent with\nthe following platform tag: \"manylinux_2_34_x86_64\".\n";
        assert_eq!(baseline(shown), Some(34));
        assert_eq!(baseline("is consistent with the following platform tag:\n\"manylinux_2_17_x86_64\".\n"), Some(17));
        assert_eq!(baseline("the following platform tag: \"linux_x86_64\".\n"), None);
    }
}
