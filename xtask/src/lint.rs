//! `cargo xtask lint`: what CI asks beside the tests.

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

use crate::workspace::{cargo, output, root, skip, step};
use crate::{Result, codegen, layers, msrv, tools, workflows};

pub(crate) const CARGO_DENY: &str = "0.20.2";

/// In the order in which they are published.
pub(crate) const PUBLISHED: [&str; 4] = ["agentspec-client", "agentspec-ext", "agentspec-mock", "agentspec-doctor"];

/// What a consumer of `agentspec-ext` must not have to build.
const GENERATORS: [&str; 6] = ["progenitor", "progenitor-impl", "progenitor-macro", "schemars", "typify", "typify-impl"];

pub(crate) fn run() -> Result<()> {
    codegen::run(codegen::Mode::Check)?;
    layers::check(&root())?;
    step("format", cargo().args(["fmt", "--all", "--check"]))?;
    // Their clippy would build all that they compare.
    step("format of the benchmarks", cargo().args(["fmt", "--manifest-path", "benchmarks/Cargo.toml", "--check"]))?;
    step("format of the fuzz targets", cargo().args(["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"]))?;
    step("clippy", cargo().args(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]))?;
    step("docs", cargo().args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "--deny warnings"))?;
    workflows::check()?;
    features()?;
    msrv::check()?;
    package()?;
    step("licences, bans, sources", tools::pinned("cargo-deny", CARGO_DENY)?.args(["check", "licenses", "bans", "sources"]))
}

/// Builds the crates as their consumers do, each by itself, so that no other crate's features help.
fn features() -> Result<()> {
    let tree = ["tree", "--package", "agentspec-ext", "--edges", "normal,build", "--prefix", "none", "--format", "{p}"];
    let tree = output("dependencies of agentspec-ext", cargo().args(tree))?;
    for line in tree.lines() {
        let name = line.split(' ').next().unwrap_or_default();
        if GENERATORS.contains(&name) {
            return Err(format!("agentspec-ext depends on {name}, which costs every consumer its build: look at its features").into());
        }
    }
    for (package, features) in [
        ("agentspec-ext", "rustls"),
        ("agentspec-ext", "rustls,agentspec-client/codegen"),
        ("agentspec-ext", "schema"),
        ("agentspec-ext", "blocking"),
        ("agentspec-ext", "blocking,rustls"),
        ("agentspec-ext", "test-util"),
        ("agentspec-ext", "http2,rustls"),
        ("agentspec-ext", "otel,rustls"),
        ("agentspec-ext", ""),
        ("agentspec-client", "codegen,rustls"),
        ("agentspec-client", "codegen"),
        ("agentspec-client", ""),
    ] {
        let arguments = ["check", "--package", package, "--lib", "--no-default-features", "--features", features];
        step(&format!("{package} by itself, with the features [{features}]"), cargo().args(arguments))?;
    }
    if !has_openssl() {
        return skip("agentspec-ext with native-tls", "OpenSSL's headers, found by pkg-config");
    }
    let arguments = ["check", "--package", "agentspec-ext", "--lib", "--no-default-features", "--features", "native-tls"];
    step("agentspec-ext by itself, with the features [native-tls]", cargo().args(arguments))
}

/// Packs what is published, and builds each from its package alone.
///
/// Cargo takes a version of a package for the same as before: what it unpacked and compiled of it in the last run is removed first.
fn package() -> Result<()> {
    forget_unpacked()?;
    for (action, arguments) in [("clean", ["--quiet"].as_slice()), ("package", &["--quiet", "--allow-dirty"])] {
        let mut command = cargo();
        command.arg(action).args(arguments).arg("--target-dir").arg(root().join("target/packages"));
        for package in PUBLISHED {
            command.args(["--package", package]);
        }
        step(&format!("packages, each built by itself: {action}"), &mut command)?;
    }
    Ok(())
}

/// Removes what Cargo unpacked of packages, as from a registry: each is built with the packages that it depends on.
fn forget_unpacked() -> Result<()> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let Some(registries) = home.and_then(|home| fs::read_dir(home.join("registry/src")).ok()) else { return Ok(()) };
    for registry in registries {
        for unpacked in fs::read_dir(registry?.path())? {
            let unpacked = unpacked?;
            let name = unpacked.file_name();
            let version = |package| name.to_str()?.strip_prefix(package)?.strip_prefix('-');
            if PUBLISHED
                .iter()
                .any(|package| version(package).is_some_and(|version| version.starts_with(|first: char| first.is_ascii_digit())))
            {
                fs::remove_dir_all(unpacked.path())?;
            }
        }
    }
    Ok(())
}

/// On Linux, native-tls builds against the system's OpenSSL; elsewhere it needs nothing.
fn has_openssl() -> bool {
    !cfg!(target_os = "linux") || Command::new("pkg-config").args(["--exists", "openssl"]).status().is_ok_and(|status| status.success())
}
