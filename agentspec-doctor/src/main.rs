//! The program `agentspec-doctor`.

use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(1);
    ExitCode::from(agentspec_doctor::run("agentspec-doctor", arguments).await)
}
