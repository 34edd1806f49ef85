//! A reader as a program, by the protocol of `tests/differential/README.md`.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::Value;

/// The time for an outcome, which is long on any machine.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Program {
    child: Child,
    requests: Option<ChildStdin>,
    outcomes: Receiver<String>,
}

impl Program {
    pub(crate) fn start(command: &[String]) -> Self {
        let mut program = Command::new(&command[0]);
        program.args(&command[1..]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = program.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let printed = BufReader::new(child.stdout.take().expect("the output"));
        let (sender, outcomes) = channel();
        thread::spawn(move || printed.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Self { requests: child.stdin.take(), child, outcomes }
    }

    /// Returns the lines of so many outcomes.
    pub(crate) fn ask(&mut self, request: &Value, count: usize) -> Result<Vec<String>, String> {
        let requests = self.requests.as_mut().expect("the input is open");
        writeln!(requests, "{request}").map_err(|error| format!("the reader takes no request: {error}"))?;
        let outcome = |_| self.outcomes.recv_timeout(PATIENCE).map_err(|error| format!("the reader gives no outcome: {error}"));
        (0..count).map(outcome).collect()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.requests.take());
        if thread::panicking() {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}
