//! The program: its arguments, its first lines, its end.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, Command, Output, Stdio},
};

use agentspec_mock::MockServer;
use serde_json::json;

fn program(arguments: &[&str]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_agentspec-mock"));
    program.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    program.env_remove("AGENTSPEC_MOCK_API_KEY").env_remove("AGENTSPEC_MOCK_TOKEN");
    program
}

pub(crate) fn ended(arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = program(arguments).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// Returns the URL in the first line of the output.
pub(crate) fn url(first: &str) -> &str {
    first.split([',', ' ']).find(|word| word.starts_with("http://127.0.0.1:")).unwrap()
}

/// A running program, killed when the test ends.
pub(crate) struct Running(Child);

impl Running {
    /// Starts the program, and returns its first two lines.
    pub(crate) fn start(arguments: &[&str]) -> (Self, String, String) {
        Self::start_with(arguments, &[])
    }

    /// As [`start`](Self::start), with environment variables.
    fn start_with(arguments: &[&str], environment: &[(&str, &str)]) -> (Self, String, String) {
        let mut child = program(arguments).envs(environment.iter().copied()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let (first, second) = (lines.next().unwrap(), lines.next().unwrap());
        (Self(child), first, second)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_help_and_the_version_go_to_the_standard_output() {
    let (code, help, _) = ended(&["--help"]);
    assert_eq!(code, Some(0));
    assert!(help.contains("--pace-ms <MS>") && help.contains("a token is"), "{help}");
    assert_eq!(ended(&["--version"]), (Some(0), format!("agentspec-mock {}\n", env!("CARGO_PKG_VERSION")), String::new()));
}

#[test]
fn an_invalid_argument_is_named_and_the_exit_code_is_2() {
    let (code, output, stderr_text) = ended(&["--port", "eighty"]);
    assert_eq!((code, output.as_str()), (Some(2), ""));
    assert_eq!(stderr_text, "agentspec-mock: --port: expected a number from 0 to 65535\nTry: agentspec-mock --help\n");
}

#[test]
fn a_port_in_use_has_a_fix_and_the_exit_code_is_1() {
    let taken = MockServer::builder().start_blocking().unwrap();
    let (code, _, stderr_text) = ended(&["--port", &taken.address().port().to_string()]);
    assert_eq!(code, Some(1));
    assert!(stderr_text.contains("is in use") && stderr_text.contains("--port"), "{stderr_text}");
}

#[tokio::test]
async fn the_first_line_has_the_url_and_the_second_an_example() {
    let (_running, first, second) = Running::start(&["--port", "0", "--api-key", "s3cret", "--token", "t0ken"]);
    assert!(first.contains("authentication on (1 API key(s), 1 token(s))"), "{first}");
    assert!(first.ends_with("agents: assistant, reviewer"), "{first}");
    assert!(second.starts_with("Try: curl -H 'Authorization: Bearer <your token>'"), "{second}");
    assert!(![&first, &second].iter().any(|line| line.contains("s3cret") || line.contains("t0ken")));
    let agents = format!("{}/v1/agents", url(&first));
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    assert_eq!(client.get(&agents).send().await.unwrap().status(), 401);
    assert_eq!(client.get(&agents).header("X-API-Key", "s3cret").send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_key_and_a_token_may_come_from_the_environment() {
    let environment = [("AGENTSPEC_MOCK_API_KEY", "s3cret"), ("AGENTSPEC_MOCK_TOKEN", "")];
    let (_running, first, _) = Running::start_with(&["--port", "0"], &environment);
    assert!(first.contains("authentication on (1 API key(s))") && !first.contains("s3cret"), "{first}");
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let agents = client.get(format!("{}/v1/agents", url(&first))).header("X-API-Key", "s3cret").send().await.unwrap();
    assert_eq!(agents.status(), 200);

    let (_running, first, _) = Running::start_with(&["--port", "0", "--token", "other"], &environment);
    assert!(first.contains("authentication on (1 API key(s), 1 token(s))"), "{first}");
}

#[test]
fn the_program_ends_with_its_standard_input_if_it_is_asked_to() {
    let mut child = program(&["--port", "0", "--until-stdin-ends"]).stdin(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().starts_with("agentspec-mock listens on "));
    assert!(child.try_wait().unwrap().is_none(), "it ends before its input");
    drop(child.stdin.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// Sends the signal of that name.
#[cfg(unix)]
fn signal(running: &Running, name: &str) {
    let sent = Command::new("sh").args(["-c", &format!("kill -{name} {}", running.0.id())]).status().unwrap();
    assert!(sent.success());
}

#[cfg(unix)]
#[test]
fn an_interrupt_and_a_termination_end_it_gracefully() {
    for name in ["INT", "TERM"] {
        let (mut running, first, _) = Running::start(&["--port", "0"]);
        assert!(first.contains("authentication off"), "{first}");
        signal(&running, name);
        assert_eq!(running.0.wait().unwrap().code(), Some(0), "{name}");
    }
}

/// Starts the program with these arguments, and an endless stream.
#[cfg(unix)]
async fn with_a_stream(arguments: &[&str]) -> (Running, reqwest::Response) {
    let (running, first, _) = Running::start(&[&["--port", "0", "--pace-ms", "3600000"], arguments].concat());
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let call = client.post(format!("{}/v1/agents/assistant/stream", url(&first))).json(&json!({ "input": "Hello" }));
    let mut stream = call.send().await.unwrap();
    assert!(stream.chunk().await.unwrap().is_some());
    (running, stream)
}

#[cfg(unix)]
#[tokio::test]
async fn a_stream_gets_a_limited_time_on_shutdown() {
    let (mut running, mut stream) = with_a_stream(&["--grace-ms", "10"]).await;
    signal(&running, "TERM");
    assert!(stream.chunk().await.is_err(), "the stream was cut short");
    assert_eq!(running.0.wait().unwrap().code(), Some(0));
    let mut stderr_text = String::new();
    running.0.stderr.take().unwrap().read_to_string(&mut stderr_text).unwrap();
    assert!(stderr_text.contains("waiting up to 10ms") && stderr_text.contains("some responses were cut short"), "{stderr_text}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_second_signal_ends_it_at_once() {
    let (mut running, mut stream) = with_a_stream(&["--grace-ms", "3600000"]).await;
    signal(&running, "TERM");
    let mut stderr_text = [0; 64];
    running.0.stderr.as_mut().unwrap().read_exact(&mut stderr_text).unwrap();
    signal(&running, "INT");
    assert!(stream.chunk().await.is_err(), "the stream was cut short");
    assert_eq!(running.0.wait().unwrap().code(), Some(0));
}

#[tokio::test]
async fn a_configuration_and_the_command_line_add_their_keys() {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/agents.example.yaml");
    let (_running, first, second) = Running::start(&["--port", "0", "--config", example, "--api-key", "s3cret"]);
    assert!(first.ends_with("authentication on (2 API key(s), 1 token(s)), agents: assistant, forecaster, clerk"), "{first}");
    assert!(second.ends_with("/v1/agents/assistant/invoke"), "{second}");
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for key in ["your-api-key", "s3cret"] {
        assert_eq!(client.get(format!("{}/v1/agents", url(&first))).header("X-API-Key", key).send().await.unwrap().status(), 200);
    }
}

#[test]
fn an_invalid_configuration_is_named_and_the_exit_code_is_2() {
    let (code, _, stderr_text) = ended(&["--config", "no-such-file.yaml"]);
    assert_eq!(code, Some(2));
    assert!(stderr_text.starts_with("agentspec-mock: no-such-file.yaml: cannot read the file: "), "{stderr_text}");

    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let (code, _, stderr_text) = ended(&["--config", manifest]);
    assert_eq!(code, Some(2));
    assert!(stderr_text.contains("Cargo.toml: ") && stderr_text.ends_with("Try: agentspec-mock --example-config\n"), "{stderr_text}");
}

#[test]
fn the_example_configuration_can_be_printed() {
    assert_eq!(ended(&["--example-config"]), (Some(0), include_str!("../../agents.example.yaml").to_owned(), String::new()));
}
