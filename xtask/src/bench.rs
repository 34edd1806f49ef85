//! `cargo xtask bench`: measures the clients beside others, and writes `docs/benchmarks.md`.
//!
//! Rust and Python print their chapters themselves, as does the measurement of many streams at once. The benchmark of any other language measures
//! ratios, and this module compares them with their targets: the program prints a line of JSON per target to its standard output, and what people read meanwhile to its standard error. A line has
//!
//! - `what`: what is measured, and `with`: the peer, or null;
//! - `ours` and, with a peer, `theirs`: the figures with their units, as text;
//! - `measured`: what is compared with the target, a number; and the target, `least` or `most`. Of two times, `least` is for theirs ÷ ours, `most` for
//!   ours ÷ theirs;
//! - `why`: why the target is missed, where it can be. Shown only if it is.
//!
//! A program that fails, or prints no line, fails the command. `bench/<language>.md` is the chapter, with `{table}` in it. It replaces the chapter of the
//! language in the document. Another language needs a variant of `Part`, and a function like `typescript` here.

mod overview;
mod targets;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::server::Mock;
use crate::workspace::{cargo, output, quietly, root, shown, skip, step};
use crate::{Result, go, python, typescript};

/// What is measured.
#[derive(Clone, Copy)]
pub(crate) enum Part {
    All,
    Rust,
    Scale,
    TypeScript,
    Go,
}

impl Part {
    /// Returns the part of this name; all without a name.
    pub(crate) fn named(name: Option<&str>) -> Result<Self> {
        match name {
            None => Ok(Self::All),
            Some("rust") => Ok(Self::Rust),
            Some("scale") => Ok(Self::Scale),
            Some("typescript") => Ok(Self::TypeScript),
            Some("go") => Ok(Self::Go),
            Some(other) => Err(format!("bench has no part {other:?}: it has rust, scale, typescript and go").into()),
        }
    }
}

pub(crate) fn run(part: Part) -> Result<()> {
    match part {
        Part::All => {
            with_python(&rust()?)?;
            scale()?;
            typescript()?;
            go()
        }
        Part::Rust => {
            println!("{}", rust()?);
            Ok(())
        }
        Part::Scale => scale(),
        Part::TypeScript => typescript(),
        Part::Go => go(),
    }
}

/// Measures Python too, and writes the chapters of both, which are only written together.
fn with_python(rust: &str) -> Result<()> {
    println!("{rust}");
    let mock = Mock::build_in_release()?;
    let Some(python) = python(&mock)? else { return skip("the benchmarks of the Python SDK, and the document", python::NEEDED) };
    println!("\n{python}");
    let cores = std::thread::available_parallelism()?;
    let written = fs::read_to_string(document())?;
    let chapters = format!(include_str!("bench/document.md"), cores = cores, rust = rust, python = python);
    write(&targets::with_chapters_of(&chapters, &written))
}

/// Measures many streams at once, and writes their chapter.
fn scale() -> Result<()> {
    let printed = benchmarks("measure many streams at once: keep the machine quiet", &["--scale"])?;
    let chapter = include_str!("bench/scale.md").replace("{table}", &printed);
    write(&targets::with_chapter(&fs::read_to_string(document())?, "Scale", &chapter))
}

/// Measures TypeScript, and writes its chapter.
fn typescript() -> Result<()> {
    let Some(mut bench) = typescript::benchmark()? else { return skip("the benchmarks of the TypeScript SDK", typescript::NEEDED) };
    let printed = shown("measure the TypeScript SDK: keep the machine quiet", &mut bench)?;
    chapter("TypeScript", include_str!("bench/typescript.md"), &printed)
}

/// Measures Go, and writes its chapter.
fn go() -> Result<()> {
    let Some(mut bench) = go::benchmark() else { return skip("the benchmarks of the Go SDK", go::NEEDED) };
    let printed = shown("measure the Go SDK: keep the machine quiet", &mut bench)?;
    chapter("Go", include_str!("bench/go.md"), &printed)
}

/// Writes the chapter of a language, with what its benchmark printed.
fn chapter(language: &str, template: &str, printed: &str) -> Result<()> {
    let chapter = template.replace("{table}", targets::table(printed)?.trim_end());
    write(&targets::with_chapter(&fs::read_to_string(document())?, language, &chapter))
}

fn document() -> PathBuf {
    root().join("docs/benchmarks.md")
}

/// Writes the document, with the table of all its chapters.
fn write(text: &str) -> Result<()> {
    fs::write(document(), overview::with_overview(text)?)?;
    println!("written: {}", document().display());
    Ok(())
}

/// What the benchmarks of the Rust client print.
fn rust() -> Result<String> {
    benchmarks("measure the Rust client: keep the machine quiet", &[])
}

/// What the program in `benchmarks/` prints.
fn benchmarks(name: &str, arguments: &[&str]) -> Result<String> {
    let manifest = ["--release", "--quiet", "--manifest-path", "benchmarks/Cargo.toml"];
    step("build the benchmarks of the Rust client", cargo().arg("build").args(manifest))?;
    eprintln!("\n==> {name}");
    Ok(output("benchmarks", cargo().arg("run").args(manifest).arg("--").args(arguments))?.trim_end().to_owned())
}

/// What the benchmarks of the Python SDK print.
fn python(mock: &Mock) -> Result<Option<String>> {
    let benchmarks = python::sdk("benchmarks");
    let Some(python) = python::released_with(&benchmarks.join("requirements.txt"), "bench")? else { return Ok(None) };
    eprintln!("\n==> measure the Python SDK: keep the machine quiet");
    let mut bench = Command::new(python);
    bench.arg(benchmarks.join("bench.py")).env("AGENTSPEC_MOCK", mock.program());
    bench.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONUTF8", "1").env_remove("PYTHONPATH").env_remove("PYTHONHOME");
    for variable in ["AGENTSPEC_BASE_URL", "AGENTSPEC_API_KEY", "AGENTSPEC_TOKEN", "AGENTSPEC_DIALECT", "AGENTSPEC_LOG"] {
        bench.env_remove(variable);
    }
    Ok(Some(quietly("bench.py", &mut bench)?.trim_end().to_owned()))
}
