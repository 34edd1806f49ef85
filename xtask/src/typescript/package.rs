//! The package as it would be published: what it holds, how it installs, how it is found, and how large it is.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::npm::Npm;
use super::sdk;
use crate::Result;
use crate::tools::NPM;
use crate::workspace::{empty, quietly, root};

/// The largest size of the whole client, minified and compressed, in bytes.
const LIMIT: usize = 25 * 1024;

/// How TypeScript finds modules: the settings, and the name of the program's file.
const RESOLUTIONS: [(&str, &[&str], &str); 4] = [
    ("node16, import", &["--module", "node16", "--moduleResolution", "node16"], "types.mts"),
    ("node16, require", &["--module", "node16", "--moduleResolution", "node16"], "types.cts"),
    ("bundler", &["--module", "esnext", "--moduleResolution", "bundler"], "types.ts"),
    ("node10", &["--module", "commonjs", "--moduleResolution", "node10"], "types.ts"),
];

pub(super) fn check(sdk_npm: &Npm) -> Result<()> {
    let Some(judges) = Npm::prepare(&sdk().join("packaging"))? else { return Err("npm is gone".into()) };
    let folder = workplace().join("pack");
    empty(&folder)?;
    let archive = pack(&folder)?;
    let judge = |script: &str, arguments: &[&str]| -> Result<()> {
        let mut command = Command::new("node");
        command.arg(judges.file(script)).args(arguments).current_dir(sdk()).env("NO_COLOR", "1");
        quietly(script, &mut command).map(drop)
    };
    let archive_name = archive.to_string_lossy();
    judge("publint/src/cli.js", &["run", "--strict", &archive_name])?;
    judge("@arethetypeswrong/cli/dist/index.js", &[&*archive_name])?;
    let project = install(&archive)?;
    for program in ["use.mjs", "use.cjs"] {
        quietly(program, Command::new("node").arg(program).current_dir(&project))?;
    }
    for (name, settings, file) in RESOLUTIONS {
        for libraries in [&["--lib", "es2022"][..], &["--lib", "es2022,dom,dom.iterable,dom.asynciterable"]] {
            let mut tsc = Command::new("node");
            tsc.arg(sdk_npm.file("typescript/bin/tsc")).args(["--strict", "--noEmit", "--target", "es2022", "--skipLibCheck", "false"]);
            tsc.args(["--typeRoots"]).arg(sdk_npm.file("@types")).args(["--types", "node"]).args(settings).args(libraries).arg(file);
            quietly(&format!("tsc, {name}, {libraries:?}"), tsc.current_dir(&project))?;
        }
    }
    let size = bundled(&judges, &project, "all", "export * from \"@agentspec/sdk\";\nexport * from \"@agentspec/sdk/errors\";\n")?;
    let client = bundled(&judges, &project, "client", "export { AgentSpecClient } from \"@agentspec/sdk\";\n")?;
    println!(
        "the package: publint, attw, {} ways of finding it, {size} bytes minified and compressed, {client} of the client alone",
        RESOLUTIONS.len()
    );
    if size > LIMIT {
        return Err(format!("@agentspec/sdk has {size} bytes minified and compressed: expected at most {LIMIT}").into());
    }
    Ok(())
}

/// Packs the package into `folder`, and holds it to its files.
pub(super) fn pack(folder: &Path) -> Result<PathBuf> {
    let mut npm = Command::new(NPM);
    npm.args(["pack", "--json", "--ignore-scripts", "--pack-destination"]).arg(folder).current_dir(sdk());
    let report: serde_json::Value = serde_json::from_str(&quietly("npm pack", &mut npm)?)?;
    let files = report[0]["files"].as_array().ok_or("npm pack lists no files")?;
    let paths: BTreeSet<_> = files.iter().filter_map(|file| file["path"].as_str()).collect();
    let is_expected = |path: &&&str| {
        let kinds = [".js", ".d.ts", "/package.json"];
        let is_built = path.starts_with("dist/") && kinds.iter().any(|kind| path.ends_with(kind));
        is_built || ["LICENSE-APACHE", "LICENSE-MIT", "README.md", "package.json"].contains(path)
    };
    if let Some(other) = paths.iter().find(|path| !is_expected(path)) {
        return Err(
            format!("the package of @agentspec/sdk holds {other}: expected dist/, the licences, README.md and package.json alone").into()
        );
    }
    for needed in ["dist/esm/index.js", "dist/cjs/index.js", "README.md", "LICENSE-MIT"] {
        if !paths.contains(needed) {
            return Err(format!("the package of @agentspec/sdk lacks {needed}").into());
        }
    }
    Ok(folder.join(report[0]["filename"].as_str().unwrap_or_default().replace(['@', '/'], "")))
}

/// An empty project that has the package.
fn install(archive: &Path) -> Result<PathBuf> {
    let project = workplace().join("project");
    empty(&project)?;
    fs::write(project.join("package.json"), "{\"private\": true}\n")?;
    let mut npm = Command::new(NPM);
    npm.args(["install", "--offline", "--no-audit", "--no-fund"]).arg(archive).current_dir(&project);
    quietly("npm install of the package", &mut npm)?;
    let sources = sdk().join("packaging/project");
    for (from, to) in
        [("use.mjs", "use.mjs"), ("use.cjs", "use.cjs"), ("types.ts", "types.ts"), ("types.ts", "types.mts"), ("types.ts", "types.cts")]
    {
        fs::copy(sources.join(from), project.join(to))?;
    }
    Ok(project)
}

/// The size of `program` with what it needs of the package, as a bundler makes it for a browser, compressed.
fn bundled(judges: &Npm, project: &Path, name: &str, program: &str) -> Result<usize> {
    let source = format!("{name}.mjs");
    let bundle = format!("{name}.min.js");
    fs::write(project.join(&source), program)?;
    let mut esbuild = Command::new(judges.file("@esbuild/linux-x64/bin/esbuild"));
    if !judges.file("@esbuild/linux-x64").exists() {
        esbuild = Command::new("node");
        esbuild.arg(judges.file("esbuild/bin/esbuild"));
    }
    esbuild.args([&source, "--bundle", "--minify", "--format=esm", "--target=es2022"]).arg(format!("--outfile={bundle}"));
    quietly("esbuild", esbuild.current_dir(project))?;
    let compress =
        "process.stdout.write(String(require('zlib').gzipSync(require('fs').readFileSync(process.argv[1]), { level: 9 }).length))";
    let size = quietly("gzip", Command::new("node").args(["-e", compress, &bundle]).current_dir(project))?;
    Ok(size.trim().parse()?)
}

fn workplace() -> PathBuf {
    root().join("target/typescript")
}
