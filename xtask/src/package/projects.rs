//! Empty projects, one for each language, with the packages and nothing else of the checkout. Each holds the conversation of the examples.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::platforms::Platform;
use super::{Folders, crates, npm};
use crate::lint::PUBLISHED;
use crate::server::Server;
use crate::tools::{NPM, NPX};
use crate::workspace::{cargo, empty, quietly, root};
use crate::{Result, go, python};

/// Variables that change what a client does, or which mock server is run.
const FOREIGN: [&str; 5] = ["AGENTSPEC_BASE_URL", "AGENTSPEC_API_KEY", "AGENTSPEC_TOKEN", "AGENTSPEC_MOCK", "AGENTSPEC_DIALECT"];

/// What every conversation prints.
const CONVERSATION: &str = "agentspec-ext/examples/chat.txt";

/// The first line of the part of the conversation that every language prints alike.
const FIRST: &str = "Session created: sess-0001";

/// Installs the packages of each language, and has them talk.
pub(super) fn talk(folders: &Folders, platform: &Platform) -> Result<()> {
    in_python(folders)?;
    in_javascript(folders, platform)?;
    in_rust(folders)
}

fn in_python(folders: &Folders) -> Result<()> {
    let Some(python) = python::new_environment("packages")? else { return Err("the Python that packed is gone".into()) };
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--only-binary", ":all:", "--no-index", "--find-links"]);
    pip.arg(&folders.pypi);
    for project in super::wheels::PROJECTS {
        pip.arg(super::wheels::distribution(project)?);
    }
    quietly("pip install", &mut pip)?;
    let mut talk = Command::new(&python);
    hold("the wheels", talk.arg(source("talk.py")).env("PYTHONUTF8", "1"), None)
}

/// Also Go's, with the mock server of npm: the module has none of its own.
fn in_javascript(folders: &Folders, platform: &Platform) -> Result<()> {
    let project = project("npm")?;
    fs::write(project.join("package.json"), "{\"private\": true}\n")?;
    let mut install = Command::new(NPM);
    // Off-line: npm leaves out an optional package that it cannot get, as it does with those of other platforms.
    install.args(["install", "--offline", "--no-audit", "--no-fund"]).current_dir(&project);
    for package in [typescript_name()?, npm::main_name()?, platform.npm_name(&npm::main_name()?)] {
        let archive = format!("{}-{}.tgz", package.replace('@', "").replace('/', "-"), super::version()?);
        install.arg(folders.npm.join(archive));
    }
    quietly("npm install", &mut install)?;
    let version = format!("agentspec-mock {}", super::version()?);
    let mut npx = Command::new(NPX);
    let told = quietly("npx", npx.args(["--offline", &npm::main_name()?, "--version"]).current_dir(&project))?;
    if told.trim() != version {
        return Err(format!("npx runs another program than {version}: {told}").into());
    }
    fs::copy(source("talk.mjs"), project.join("talk.mjs"))?;
    let mut talk = Command::new("node");
    hold("the npm packages", talk.arg("talk.mjs").current_dir(&project), None)?;
    let find = format!("console.log(require({:?}).program())", npm::main_name()?);
    let program = quietly("node", Command::new("node").args(["-e", &find]).current_dir(&project))?;
    let mut mock = Command::new(program.trim());
    in_go(folders, &Server::start("packaged-mock", mock.args(["--port", "0", "--pace-ms", "0"]))?)
}

/// The conversation is a program of the module. It gets the messages, after which it does not wait for more.
fn in_go(folders: &Folders, mock: &Server) -> Result<()> {
    let project = project("go")?;
    let module = go::module()?;
    let version = super::version()?;
    let go = || go::from_proxy(&folders.go, &project);
    quietly("go mod init", go()?.args(["mod", "init", "example.com/project"]))?;
    quietly("go get", go()?.args(["get", &format!("{module}@v{version}")]))?;
    let expected = fs::read_to_string(root().join(CONVERSATION))?;
    let messages = expected.lines().filter_map(|line| line.strip_prefix("You: "));
    hold("the Go module", go()?.args(["run", &format!("{module}/examples/chat")]).args(messages), Some(mock))
}

fn in_rust(folders: &Folders) -> Result<()> {
    let project = project("cargo")?;
    let version = super::version()?;
    let mut manifest = format!(
        "[package]\nname = \"project\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
        agentspec-ext = {{ version = \"={version}\", features = [\"blocking\"] }}\nagentspec-mock = \"={version}\"\n\n[patch.crates-io]\n"
    );
    for name in PUBLISHED {
        let unpacked = crates::unpack(name, &folders.crates, &project)?;
        writeln!(manifest, "{name} = {{ path = \"{unpacked}\" }}")?;
    }
    fs::write(project.join("Cargo.toml"), manifest)?;
    // The versions that the workspace is tested with, which are on this machine.
    fs::copy(root().join("Cargo.lock"), project.join("Cargo.lock"))?;
    fs::create_dir(project.join("src"))?;
    fs::copy(source("talk.rs"), project.join("src/main.rs"))?;
    let mut run = cargo();
    run.args(["run", "--quiet", "--offline"]).current_dir(&project).env("CARGO_TARGET_DIR", root().join("target"));
    hold("the crates", &mut run, None)
}

/// Runs a conversation, and compares what it prints with that of the examples.
fn hold(name: &str, talk: &mut Command, mock: Option<&Server>) -> Result<()> {
    for variable in FOREIGN {
        talk.env_remove(variable);
    }
    if let Some(mock) = mock {
        talk.env("AGENTSPEC_BASE_URL", mock.url());
    }
    let printed = quietly(&format!("the conversation with {name}"), talk)?.replace("\r\n", "\n");
    let expected = fs::read_to_string(root().join(CONVERSATION))?;
    let from_first = |text: &str| text.find(FIRST).map(|at| text[at..].trim_end().to_owned());
    if from_first(&printed).is_none() || from_first(&printed) != from_first(&expected) {
        return Err(format!("{name}: another conversation than {CONVERSATION}:\n{printed}").into());
    }
    println!("{name}: installed into an empty project, and talk");
    Ok(())
}

/// A program of the conversation.
fn source(name: &str) -> PathBuf {
    root().join("xtask/packaging").join(name)
}

/// An empty folder outside of every project.
fn project(name: &str) -> Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("agentspec-package-{}", std::process::id())).join(name);
    empty(&folder)?;
    Ok(folder)
}

pub(super) fn typescript_name() -> Result<String> {
    let manifest: serde_json::Value = serde_json::from_str(&fs::read_to_string(root().join("sdks/typescript/package.json"))?)?;
    manifest["name"].as_str().map(str::to_owned).ok_or_else(|| "sdks/typescript/package.json has no name".into())
}

/// Removes the projects.
pub(super) fn remove() {
    // What is left is in the folder for temporary files.
    let _ = fs::remove_dir_all(Path::new(&std::env::temp_dir()).join(format!("agentspec-package-{}", std::process::id())));
}
