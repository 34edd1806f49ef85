//! The Python models are judged by their tests, by what serde accepts, and by mypy.

use std::path::PathBuf;

use super::{Python, install, quietly, workplace};
use crate::Result;
use crate::workspace::{cargo, root};

/// The oldest Python that the SDK runs on.
const OLDEST: &str = "3.9";

/// As `python -m unittest discover`, which prints to the standard error.
const UNITTEST: &str = "import sys, unittest
unittest.main(module=None, argv=['unittest', 'discover', '-s', sys.argv[1]], testRunner=unittest.TextTestRunner(sys.stdout))";

pub(super) fn judge(python: &Python) -> Result<()> {
    // Emptied, so that what a schema of an earlier contract left there judges nothing.
    let instances = workplace().join("agree");
    install::empty(&instances)?;
    // With the features of the whole workspace, so that nothing is built anew.
    let mut agree = cargo();
    agree.args(["test", "--workspace", "--test", "agree"]).env("AGENTSPEC_AGREE", &instances);
    quietly("what serde accepts", &mut agree, &[])?;

    let mut unittest = python.command("python");
    unittest.args(["-W", "error", "-c", UNITTEST]).arg(sdk("tests"));
    unittest.env("PYTHONPATH", sdk("python")).env("AGENTSPEC_AGREE", &instances);
    let printed = quietly("the tests of the Python models", &mut unittest, &[])?;
    let ran = printed.lines().find_map(|line| line.strip_prefix("Ran ")?.split_once(" tests in")).map_or("0", |(ran, _)| ran);
    if ran == "0" {
        return Err(format!("the tests of the Python models: none was run\n{printed}").into());
    }
    println!("python models: {ran} tests, 0 failures");

    let mut mypy = python.command("mypy");
    mypy.args(["--strict", "--python-version", OLDEST, "--config-file=", "--cache-dir"]).arg(workplace().join("mypy"));
    mypy.arg(sdk("python/agentspec")).arg(sdk("tests")).env("MYPYPATH", sdk("python"));
    quietly("mypy", &mut mypy, &[])?;
    println!("mypy: the Python models and their users, 0 problems");
    Ok(())
}

fn sdk(path: &str) -> PathBuf {
    root().join("sdks/python").join(path)
}
