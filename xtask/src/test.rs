//! `cargo xtask test`: every behaviour test, and docs/faults.md, which says what they prove.

use std::fs;

use similar::TextDiff;

use crate::python::Inputs;
use crate::server::Mock;
use crate::test_output::{self, Language};
use crate::workspace::{cargo, output, root, shown};
use crate::{Result, docs, fault_report, go, judges, python, typescript};

/// Examples, and the files that say what they print.
const EXAMPLES: [(&str, &str); 4] = [
    ("chat", "agentspec-ext/examples/chat.txt"),
    ("chat_blocking", "agentspec-ext/examples/chat.txt"),
    ("record", "agentspec-ext/examples/record.txt"),
    ("telemetry", "agentspec-ext/examples/telemetry.txt"),
];

/// A machine that trusts nobody: plain http must work there.
const WITHOUT_CERTIFICATES: [(&str, &str); 2] = [("SSL_CERT_FILE", "/nowhere"), ("SSL_CERT_DIR", "/nowhere")];

pub(crate) fn run() -> Result<()> {
    test_output::forget()?;
    let inputs = rust()?;
    python::run_after_rust(inputs)?;
    typescript::run()?;
    go::run()?;
    judges::run()?;
    docs::run()?;
    fault_report::check_after_tests()
}

/// `cargo xtask rust`.
pub(crate) fn rust_alone() -> Result<()> {
    rust().map(drop)
}

/// Runs the tests and the examples of the crates. Returns what they made for the tests of Python.
fn rust() -> Result<Inputs> {
    let inputs = Inputs::to_be_made()?;
    let tests = "tests, and the examples in the docs";
    test_output::keep(Language::Rust, || shown(tests, inputs.named_to(cargo().args(["test", "--workspace"]))))?;
    for (name, expected) in EXAMPLES {
        run_example(name, expected, &[])?;
        run_example(name, expected, &WITHOUT_CERTIFICATES)?;
    }
    let mock = Mock::build()?;
    for name in ["chat", "chat_blocking"] {
        // A server for each, so that both are given its first session.
        let runtime = mock.start_with("chat-runtime", &["--dialect", "runtime"])?;
        let environment = [("AGENTSPEC_BASE_URL", runtime.url()), ("AGENTSPEC_API_KEY", Mock::KEY), ("AGENTSPEC_DIALECT", "auto")];
        run_example(name, "agentspec-ext/examples/chat_runtime.txt", &environment)?;
    }
    Ok(inputs)
}

/// Runs an example, against a mock server of its own unless the environment names one, and compares what it prints.
fn run_example(name: &str, expected: &str, environment: &[(&str, &str)]) -> Result<()> {
    eprintln!("\n==> example {name} {environment:?}");
    let due = fs::read_to_string(root().join(expected)).map_err(|error| format!("{expected}: {error}"))?;
    let mut command = cargo();
    command.args(["run", "--quiet", "--package", "agentspec-ext", "--example", name]);
    for variable in ["AGENTSPEC_BASE_URL", "AGENTSPEC_API_KEY", "AGENTSPEC_TOKEN", "AGENTSPEC_DIALECT"] {
        command.env_remove(variable);
    }
    command.envs(environment.iter().copied());
    let printed = output(name, &mut command)?;
    if printed == due {
        println!("example {name} prints {expected}");
        return Ok(());
    }
    let diff = TextDiff::from_lines(&due, &printed).unified_diff().header(expected, "printed").to_string();
    Err(format!("example {name} does not print {expected}:\n{diff}").into())
}
