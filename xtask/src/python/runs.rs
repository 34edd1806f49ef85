//! The tests of the SDK, on each interpreter.

use std::path::Path;
use std::process::Command;

use super::at_once::Job;
use super::interpreter::Interpreter;
use super::{Inputs, install, pip_install, sdk};
use crate::Result;
use crate::server::Mock;
use crate::test_output::{self, Language};
use crate::workspace::quietly;

/// On another event loop than asyncio's own, and beside all else of `tests/requirements.in`.
const ON_UVLOOP: &str = "import asyncio, uvloop; asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())\n";

/// As `python -m unittest discover --verbose`, which prints to the standard error, and docstrings beside the names.
const UNITTEST: &str = "import sys, unittest
unittest.main(module=None, argv=['unittest', 'discover', '-s', sys.argv[1]],
    testRunner=unittest.TextTestRunner(sys.stdout, descriptions=False, verbosity=2))";

/// Streams that the test of leaks makes where it is run once more: the first run makes its own number of them.
const STREAMS_AGAIN: (&str, &str) = ("AGENTSPEC_STREAMS", "2000");

/// What each run has.
pub(super) struct Runs<'a> {
    pub(super) wheels: &'a Path,
    pub(super) mock: &'a Mock,
    pub(super) inputs: &'a Inputs,
}

impl Runs<'_> {
    /// On each of these, of which the last is the newest, and once more on that one under uvloop. What a run prints is shown where it fails.
    pub(super) fn jobs<'a>(&'a self, interpreters: &'a [Interpreter]) -> Vec<Job<'a>> {
        let Some((newest, others)) = interpreters.split_last() else { return Vec::new() };
        let kept: Job<'_> = Box::new(|| test_output::keep(Language::Python, || self.plainly(newest, &[])));
        let on_uvloop: Job<'_> = Box::new(|| self.on_uvloop(newest));
        let once_more = |interpreter| -> Job<'_> { Box::new(move || self.plainly(interpreter, &[STREAMS_AGAIN]).map(drop)) };
        [kept, on_uvloop].into_iter().chain(others.iter().map(once_more)).collect()
    }

    /// In an environment that has nothing else. Returns what the tests printed.
    fn plainly(&self, interpreter: &Interpreter, variables: &[(&str, &str)]) -> Result<String> {
        let python = install(interpreter, &interpreter.version, self.wheels)?;
        let mut unittest = Command::new(python);
        unittest.args(["-W", "error", "-c", UNITTEST]).envs(variables.iter().copied());
        self.test(&format!("python {}", interpreter.version), &mut unittest)
    }

    /// Beside what the `requirements.txt` of the tests has.
    fn on_uvloop(&self, interpreter: &Interpreter) -> Result<()> {
        let python = install(interpreter, &format!("{}-uvloop", interpreter.version), self.wheels)?;
        pip_install(&python, &sdk("tests/requirements.txt"))?;
        let mut unittest = Command::new(python);
        unittest.args(["-c", &[ON_UVLOOP, UNITTEST].concat()]).envs([STREAMS_AGAIN]);
        self.test(&format!("python {} with uvloop", interpreter.version), &mut unittest).map(drop)
    }

    fn test(&self, name: &str, unittest: &mut Command) -> Result<String> {
        self.inputs.named_to(unittest).arg(sdk("tests")).current_dir(sdk("tests")).env("AGENTSPEC_MOCK", self.mock.program());
        unittest.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONUTF8", "1").env_remove("PYTHONPATH").env_remove("PYTHONHOME");
        for variable in ["AGENTSPEC_BASE_URL", "AGENTSPEC_API_KEY", "AGENTSPEC_TOKEN", "AGENTSPEC_DIALECT", "AGENTSPEC_LOG"] {
            unittest.env_remove(variable);
        }
        let printed = quietly(&format!("the tests of the Python SDK, {name}"), unittest)?;
        let ran = printed.lines().find_map(|line| line.strip_prefix("Ran ")?.split_once(" tests in")).map_or("0", |(ran, _)| ran);
        if ran == "0" {
            return Err(format!("the tests of the Python SDK, {name}: none was run\n{printed}").into());
        }
        println!("{name}: {ran} tests, 0 failures");
        Ok(printed)
    }
}
