//! Schemathesis makes requests from the contract, and holds the mock server's answers to it.

use super::{Python, asking, contract, sources, workplace};
use crate::Result;
use crate::server::Mock;
use crate::workspace::empty;

pub(super) fn judge(python: &Python, mock: &Mock) -> Result<()> {
    // What an earlier run left there must not sway this one.
    let folder = workplace().join("schemathesis");
    empty(&folder)?;
    let server = mock.start("schemathesis-mock")?;
    let stateful = mock.start("schemathesis-stateful-mock")?;
    let mut command = python.command("python");
    command.arg(sources().join("schemathesis/judge.py")).arg(contract()).args([server.url(), stateful.url()]);
    command.current_dir(folder).env("AGENTSPEC_JUDGED_KEY", Mock::KEY).env("NO_PROXY", "127.0.0.1");
    let counts = asking("schemathesis", &mut command, &[&server, &stateful])?;
    print!("schemathesis: {counts}");
    Ok(())
}
