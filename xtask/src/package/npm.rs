//! The npm packages: the SDK, the mock server, and the mock server's program for each platform.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::licences;
use super::platforms::{PLATFORMS, Platform};
use crate::Result;
use crate::judges::Python;
use crate::tools::NPM;
use crate::workspace::{empty, quietly, root};

/// The sources of the main package of the mock server. Its package.json has the name.
const MOCK: &str = "agentspec-mock/npm";
const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// Packs the main package, which depends on the packages of all platforms: npm installs the one that fits.
pub(super) fn pack_mock(folder: &Path) -> Result<()> {
    let (sources, staged) = (root().join(MOCK), staging("main")?);
    for file in ["bin.js", "index.d.ts", "index.js"] {
        fs::copy(sources.join(file), staged.join(file))?;
    }
    let mut manifest = manifest()?;
    let (name, version) = (text(&manifest, "name")?, text(&manifest, "version")?);
    manifest["optionalDependencies"] = PLATFORMS.iter().map(|platform| (platform.npm_name(&name), Value::from(&*version))).collect();
    pack(&staged, &manifest, folder)
}

/// Packs the program of a platform, from its wheel in `wheels`.
pub(super) fn pack_program(tools: &Python, platform: &Platform, wheels: &Path, folder: &Path) -> Result<()> {
    let main = manifest()?;
    let staged = staging(platform.target)?;
    let wheel = super::files(wheels, ".whl")?.into_iter().find(|wheel| platform.is_of(wheel) && wheel.to_string_lossy().contains("-none-"));
    let wheel = wheel.ok_or_else(|| format!("there is no wheel of the mock server for {}", platform.target))?;
    let unpacked = staged.join("wheel");
    quietly("unzip", tools.command("python").args(["-m", "zipfile", "-e"]).arg(wheel).arg(&unpacked))?;
    fs::create_dir(staged.join("bin"))?;
    let program = staged.join("bin").join(platform.program());
    fs::copy(super::find(&unpacked, platform.program())?, &program)?;
    make_executable(&program)?;
    fs::copy(super::find(&unpacked, "agentspec-mock.cyclonedx.json")?, staged.join("sbom.cdx.json"))?;
    fs::copy(super::find(&unpacked, licences::FILE)?, staged.join(licences::FILE))?;
    fs::remove_dir_all(unpacked)?;

    let (system, processor, library) = platform.npm;
    let mut manifest = json!({
        "name": platform.npm_name(&text(&main, "name")?),
        "version": main["version"],
        "description": format!("The program of agentspec-mock for {}.", platform.target),
        "license": main["license"],
        "os": [system],
        "cpu": [processor],
        "files": ["bin", "sbom.cdx.json", LICENCES[0], LICENCES[1], licences::FILE],
        "preferUnplugged": true,
    });
    if let Some(library) = library {
        manifest["libc"] = json!([library]);
    }
    pack(&staged, &manifest, folder)
}

/// Python's `zipfile` forgets that a file is a program.
fn make_executable(program: &Path) -> Result<()> {
    #[cfg(unix)]
    fs::set_permissions(program, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    let _ = program;
    Ok(())
}

/// An empty folder for the files of a package.
fn staging(name: &str) -> Result<PathBuf> {
    let staged = root().join("target/package/npm").join(name);
    empty(&staged)?;
    Ok(staged)
}

fn pack(staged: &Path, manifest: &Value, folder: &Path) -> Result<()> {
    for file in LICENCES.iter().chain(&["README.md"]) {
        fs::copy(root().join("agentspec-mock").join(file), staged.join(file))?;
    }
    fs::write(staged.join("package.json"), format!("{manifest:#}\n"))?;
    let mut npm = Command::new(NPM);
    quietly("npm pack", npm.args(["pack", "--silent", "--ignore-scripts", "--pack-destination"]).arg(folder).current_dir(staged)).map(drop)
}

/// Returns the name of the main package.
pub(super) fn main_name() -> Result<String> {
    text(&manifest()?, "name")
}

fn manifest() -> Result<Value> {
    let path = root().join(MOCK).join("package.json");
    Ok(serde_json::from_str(&fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?)?)
}

fn text(manifest: &Value, field: &str) -> Result<String> {
    manifest[field].as_str().map(str::to_owned).ok_or_else(|| format!("{MOCK}/package.json has no {field}").into())
}
