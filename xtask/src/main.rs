//! What a developer of this workspace runs: `cargo xtask --help`.

mod codegen;
mod workspace;

use std::process::ExitCode;

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

fn main() -> ExitCode {
    match codegen::run(if std::env::args().any(|a| a == "--check") { codegen::Mode::Check } else { codegen::Mode::Write }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}
