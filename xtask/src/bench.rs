//! `cargo xtask bench`: measures the clients beside others, and writes `docs/benchmarks.md`, whole; of one language, it only prints.

use std::fs;
use std::process::Command;

use crate::judges::{Mock, quietly};
use crate::workspace::{cargo, output, root, skip, step};
use crate::{Result, python};

/// What is measured.
#[derive(Clone, Copy)]
pub(crate) enum Part {
    All,
    Rust,
}

pub(crate) fn run(part: Part) -> Result<()> {
    let rust = rust()?;
    println!("{rust}");
    match part {
        Part::Rust => Ok(()),
        Part::All => with_python(&rust),
    }
}

/// Measures Python too, and writes the document, which is only written with both.
fn with_python(rust: &str) -> Result<()> {
    let mock = Mock::build_in_release()?;
    let Some(python) = python(&mock)? else { return skip("the benchmarks of the Python SDK, and the document", python::NEEDED) };
    println!("\n{python}");
    let cores = std::thread::available_parallelism()?;
    let document = root().join("docs/benchmarks.md");
    fs::write(&document, format!(include_str!("bench/document.md"), cores = cores, rust = rust, python = python))?;
    println!("written: {}", document.display());
    Ok(())
}

/// What the benchmarks of the Rust client print.
fn rust() -> Result<String> {
    let manifest = ["--release", "--quiet", "--manifest-path", "benchmarks/Cargo.toml"];
    step("build the benchmarks of the Rust client", cargo().arg("build").args(manifest))?;
    eprintln!("\n==> measure the Rust client: keep the machine quiet");
    Ok(output("benchmarks", cargo().arg("run").args(manifest))?.trim_end().to_owned())
}

/// What the benchmarks of the Python SDK print.
fn python(mock: &Mock) -> Result<Option<String>> {
    let benchmarks = python::sdk("benchmarks");
    let Some(python) = python::released_with(&benchmarks.join("requirements.txt"), "bench")? else { return Ok(None) };
    eprintln!("\n==> measure the Python SDK: keep the machine quiet");
    let mut bench = Command::new(python);
    bench.arg(benchmarks.join("bench.py")).env("AGENTSPEC_MOCK", mock.program());
    bench.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONUTF8", "1").env_remove("PYTHONPATH").env_remove("PYTHONHOME");
    for variable in ["AGENTSPEC_BASE_URL", "AGENTSPEC_API_KEY", "AGENTSPEC_TOKEN", "AGENTSPEC_LOG"] {
        bench.env_remove(variable);
    }
    Ok(Some(quietly("bench.py", &mut bench, &[])?.trim_end().to_owned()))
}
