//! A server that checks ask: on a free port, its output in a file, ended when it is dropped. And the mock server.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::Result;
use crate::workspace::{cargo, root, step};

const PATIENCE: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(20);

pub(crate) struct Server {
    child: Child,
    log: PathBuf,
    url: String,
}

impl Server {
    /// Starts `command`, and waits until it says on which URL it listens.
    pub(crate) fn start(name: &str, command: &mut Command) -> Result<Self> {
        let logs = root().join("target/servers");
        fs::create_dir_all(&logs)?;
        let log = logs.join(format!("{name}.log"));
        let output = File::create(&log)?;
        command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
        let child = command.spawn().map_err(|error| format!("{name}: cannot be started: {error}"))?;
        // From here on, whatever happens ends it.
        let mut server = Self { child, log, url: String::new() };
        let deadline = Instant::now() + PATIENCE;
        while server.url.is_empty() {
            let ended = server.child.try_wait()?.is_some();
            let printed = server.printed();
            match announced(&printed) {
                Some(url) => server.url = url,
                None if ended => return Err(format!("{name}: ended before it listened\n{printed}").into()),
                None if Instant::now() > deadline => return Err(format!("{name}: does not listen\n{printed}").into()),
                None => thread::sleep(POLL),
            }
        }
        Ok(server)
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The end of what it has printed.
    pub(crate) fn last_words(&self) -> String {
        let printed = self.printed();
        let lines: Vec<&str> = printed.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }

    fn printed(&self) -> String {
        fs::read(&self.log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The URL in the first whole line that has one after ` on `.
fn announced(printed: &str) -> Option<String> {
    let mut lines = printed.split_inclusive('\n').filter(|line| line.ends_with('\n'));
    let url = lines.find_map(|line| line.split_once(" on http://"))?.1;
    let end = url.find(|letter: char| letter == ',' || letter.is_whitespace()).unwrap_or(url.len());
    Some(format!("http://{}", &url[..end]))
}

/// The program of the mock server.
pub(crate) struct Mock {
    program: PathBuf,
}

impl Mock {
    pub(crate) const KEY: &str = "judge-key";
    pub(crate) const TOKEN: &str = "judge-token";

    pub(crate) fn build() -> Result<Self> {
        Self::build_with(&[], "debug")
    }

    /// As fast as it gets: for benchmarks.
    pub(crate) fn build_in_release() -> Result<Self> {
        Self::build_with(&["--release"], "release")
    }

    fn build_with(arguments: &[&str], folder: &str) -> Result<Self> {
        let build = ["build", "--quiet", "--package", "agentspec-mock", "--bin", "agentspec-mock"];
        step("build the mock server", cargo().args(build).args(arguments))?;
        // Cargo puts it below the folder of the program that runs now, whose own folder is its profile's.
        let own = std::env::current_exe()?;
        let target = own.ancestors().nth(2).ok_or("xtask is not below a target folder")?;
        let program = target.join(folder).join("agentspec-mock");
        Ok(Self { program: program.with_extension(std::env::consts::EXE_EXTENSION) })
    }

    pub(crate) fn program(&self) -> &Path {
        &self.program
    }

    /// A server that has seen no request, and takes one key and one token.
    pub(crate) fn start(&self, name: &str) -> Result<Server> {
        self.start_with(name, &[])
    }

    /// As [`start`](Self::start), with further arguments.
    pub(crate) fn start_with(&self, name: &str, arguments: &[&str]) -> Result<Server> {
        let mut command = Command::new(&self.program);
        command.args(["--port", "0", "--pace-ms", "0", "--api-key", Self::KEY, "--token", Self::TOKEN]).args(arguments);
        Server::start(name, &mut command)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_is_in_the_first_whole_line_that_announces_one() {
        for (printed, url) in [
            ("mock listens on http://127.0.0.1:42857, authentication off\nTry: curl", Some("http://127.0.0.1:42857")),
            ("info GET http://127.0.0.1:1/healthz\nlistening on http://127.0.0.1:4010\n", Some("http://127.0.0.1:4010")),
            ("mock listens on http://127.0.0.1:4", None),
            ("cannot listen\n", None),
        ] {
            assert_eq!(announced(printed).as_deref(), url, "{printed}");
        }
    }
}
