//! `cargo xtask bench`: measures the clients beside others, and writes `docs/benchmarks.md`, whole.

use std::fs;
use std::process::Command;

use crate::judges::{Mock, quietly};
use crate::workspace::{root, skip};
use crate::{Result, python};

pub(crate) fn run() -> Result<()> {
    let mock = Mock::build_in_release()?;
    let Some(python) = python(&mock)? else { return skip("the benchmarks of the Python SDK", python::NEEDED) };
    println!("{python}");
    let cores = std::thread::available_parallelism()?;
    let document = root().join("docs/benchmarks.md");
    fs::write(&document, format!(include_str!("bench/document.md"), cores = cores, python = python))?;
    println!("written: {}", document.display());
    Ok(())
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
