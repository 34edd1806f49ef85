//! What holds of the sources: their format, vet, staticcheck, no dependencies, and builds for other platforms without cgo.

use super::sdk;
use super::toolchain::Toolchain;
use crate::Result;
use crate::workspace::{quietly, root};

const STATICCHECK: &str = "honnef.co/go/tools/cmd/staticcheck@v0.8.2";

/// The platforms that the SDK builds for.
const PLATFORMS: [(&str, &str); 8] = [
    ("linux", "amd64"),
    ("linux", "arm64"),
    ("linux", "386"),
    ("darwin", "arm64"),
    ("windows", "amd64"),
    ("windows", "arm64"),
    ("wasip1", "wasm"),
    ("js", "wasm"),
];

pub(super) fn run(go: &Toolchain) -> Result<()> {
    format(go)?;
    dependencies(go)?;
    quietly("go vet", go.command().args(["vet", "./..."]))?;
    for (system, processor) in PLATFORMS {
        let mut build = go.command();
        build.args(["build", "./..."]).env("CGO_ENABLED", "0").env("GOOS", system).env("GOARCH", processor);
        quietly(&format!("go build for {system} on {processor}"), &mut build)?;
    }
    staticcheck(go)?;
    println!("the Go SDK: gofmt, go vet, staticcheck, no dependency, builds for {} platforms", PLATFORMS.len());
    Ok(())
}

/// The sources, and what the small contract of the generator's tests makes.
fn format(go: &Toolchain) -> Result<()> {
    let mut gofmt = go.gofmt()?;
    gofmt.args(["-l", "-d"]).arg(sdk()).arg(root().join("xtask/tests/golden"));
    let unformatted = quietly("gofmt", &mut gofmt)?;
    if unformatted.is_empty() { Ok(()) } else { Err(format!("gofmt writes these files differently:\n{unformatted}").into()) }
}

fn dependencies(go: &Toolchain) -> Result<()> {
    let modules = quietly("go list", go.command().args(["list", "-m", "all"]))?;
    if modules.lines().count() == 1 {
        return Ok(());
    }
    Err(format!("the Go SDK has dependencies; it needs the standard library alone:\n{modules}").into())
}

/// Built by the Go whose sources it reads: an older one does not read those of a newer.
fn staticcheck(go: &Toolchain) -> Result<()> {
    let mut staticcheck = go.tool(STATICCHECK, &["-version"])?;
    quietly("staticcheck", staticcheck.arg("./...").current_dir(sdk())).map(drop)
}
