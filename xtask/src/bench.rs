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
    Python,
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
            Some("python") => Ok(Self::Python),
            Some("scale") => Ok(Self::Scale),
            Some("typescript") => Ok(Self::TypeScript),
            Some("go") => Ok(Self::Go),
            Some(other) => Err(format!("bench has no part {other:?}: it has rust, python, scale, typescript and go").into()),
        }
    }
}

pub(crate) fn run(part: Part) -> Result<()> {
    match part {
        Part::All => {
            rust()?;
            python()?;
            scale()?;
            typescript()?;
            go()
        }
        Part::Rust => rust(),
        Part::Python => python(),
        Part::Scale => scale(),
        Part::TypeScript => typescript(),
        Part::Go => go(),
    }
}

/// Measures the Rust client, and writes its chapter.
fn rust() -> Result<()> {
    let printed = benchmarks("measure the Rust client: keep the machine quiet", &[])?;
    println!("{printed}");
    whole_chapter("Rust", include_str!("bench/rust.md"), &printed)
}

/// Measures Python, and writes its chapter.
fn python() -> Result<()> {
    let mock = Mock::build_in_release()?;
    let Some(printed) = measure_python(&mock)? else { return skip("the benchmarks of the Python SDK", python::NEEDED) };
    println!("{printed}");
    whole_chapter("Python", include_str!("bench/python.md"), &printed)
}

/// Measures many streams at once, and writes their chapter.
fn scale() -> Result<()> {
    let printed = benchmarks("measure many streams at once: keep the machine quiet", &["--scale"])?;
    whole_chapter("Scale", include_str!("bench/scale.md"), &printed)
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

/// Writes the chapter of a language, with the table of what its benchmark printed.
fn chapter(language: &str, template: &str, printed: &str) -> Result<()> {
    whole_chapter(language, template, targets::table(printed)?.trim_end())
}

/// Writes a chapter, with what is to stand in the place of `{table}`.
fn whole_chapter(language: &str, template: &str, table: &str) -> Result<()> {
    let chapter = template.replace("{table}", table);
    write(&targets::with_chapter(&fs::read_to_string(document())?, language, &chapter))
}

fn document() -> PathBuf {
    root().join("docs/benchmarks.md")
}

/// Writes the document, with its head and the table of all its chapters.
fn write(text: &str) -> Result<()> {
    let cores = std::thread::available_parallelism()?;
    let text = targets::with_head(text, &format!(include_str!("bench/head.md"), cores = cores));
    fs::write(document(), overview::with_overview(&text)?)?;
    println!("written: {}", document().display());
    Ok(())
}

/// What the program in `benchmarks/` prints.
fn benchmarks(name: &str, arguments: &[&str]) -> Result<String> {
    let manifest = ["--release", "--quiet", "--manifest-path", "benchmarks/Cargo.toml"];
    step("build the benchmarks of the Rust client", cargo().arg("build").args(manifest))?;
    eprintln!("\n==> {name}");
    Ok(output("benchmarks", cargo().arg("run").args(manifest).arg("--").args(arguments))?.trim_end().to_owned())
}

/// What the benchmarks of the Python SDK print.
fn measure_python(mock: &Mock) -> Result<Option<String>> {
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
