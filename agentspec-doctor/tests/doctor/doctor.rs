//! Runs the doctor, in an environment without settings.

use std::process::{Command, Output};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const VARIABLES: [&str; 4] = ["AGENTSPEC_BASE_URL", "AGENTSPEC_API_KEY", "AGENTSPEC_TOKEN", "AGENTSPEC_DIALECT"];
const PROXIES: [&str; 4] = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"];

/// Starts a server that gives the same response to any connection, without reading the whole request. Returns its port.
pub(crate) async fn fixed_response(answer: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let _ = connection.read(&mut [0; 4096]).await;
            let _ = connection.write_all(answer.as_bytes()).await;
        }
    });
    port
}

/// The output of the doctor.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs the doctor for a server, with these environment variables.
pub(crate) async fn doctor(url: &str, variables: &[(&str, &str)]) -> Report {
    doctor_with(&[url], variables).await
}

pub(crate) async fn doctor_with(arguments: &[&str], variables: &[(&str, &str)]) -> Report {
    let mut command = Command::new(env!("CARGO_BIN_EXE_agentspec-doctor"));
    for name in VARIABLES.into_iter().chain(PROXIES) {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command.args(arguments).envs(variables.iter().copied());
    // The servers of a test run on its thread.
    let ran = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let Output { status, stdout, stderr } = ran;
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Report { code: status.code().unwrap(), stdout: text(stdout), stderr: text(stderr) }
}

impl Report {
    /// Returns the result of a check: its mark, and the text with the fix.
    #[track_caller]
    pub(crate) fn of(&self, check: &str) -> (&str, String) {
        let mut lines = self.stdout.lines().skip_while(|line| line.get(9..19).is_none_or(|name| name.trim_end() != check));
        let line = lines.next().unwrap_or_else(|| panic!("{check} was not checked: {self:#?}"));
        let fix = lines.next().filter(|line| line.starts_with(' ')).map_or(String::new(), |fix| format!(" | {}", fix.trim_start()));
        (line[..8].trim_end(), format!("{}{fix}", &line[20..]))
    }

    /// Returns all results of a check, without the fixes.
    pub(crate) fn every(&self, check: &str) -> Vec<(&str, &str)> {
        let lines = self.stdout.lines().filter(|line| line.get(9..19).is_some_and(|name| name.trim_end() == check));
        lines.map(|line| (line[..8].trim_end(), &line[20..])).collect()
    }

    /// Asserts that the server can be used, and that this check passed with this text.
    #[track_caller]
    pub(crate) fn ok(&self, check: &str, what: &str) {
        assert_eq!(self.of(check), ("ok", what.to_owned()));
        self.is_usable();
    }

    /// Asserts that the server can be used, and that this check warns.
    #[track_caller]
    pub(crate) fn warning(&self, check: &str, what: &str, fix: &str) {
        assert_eq!(self.of(check), ("warning", format!("{what} | Fix: {fix}")));
        self.is_usable();
    }

    /// Asserts that the server cannot be used because of this check, which is the last.
    #[track_caller]
    pub(crate) fn problem(&self, check: &str, what: &str, fix: &str) {
        assert_eq!(self.of(check), ("problem", format!("{what} | Fix: {fix}")));
        assert_eq!(self.code, 1, "{self:#?}");
        assert!(self.stdout.ends_with(&format!("Fix: {fix}\n\nThis server cannot be used.\n")), "{self:#?}");
        assert_eq!(self.stdout.matches("\nproblem").count(), usize::from(check != "url"), "{self:#?}");
    }

    #[track_caller]
    fn is_usable(&self) {
        self.ends_usable("This server can be used.");
    }

    /// Asserts that the server can be used, and that this is the verdict.
    #[track_caller]
    pub(crate) fn ends_usable(&self, verdict: &str) {
        assert_eq!((self.code, self.stderr.as_str()), (0, ""), "{self:#?}");
        assert!(self.stdout.ends_with(&format!("\n\n{verdict}\n")) && !self.stdout.contains("problem"), "{self:#?}");
    }
}
