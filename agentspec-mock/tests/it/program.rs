//! The program: its arguments, its first lines, its end.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Output, Stdio},
};

use agentspec_mock::MockServer;

fn program(arguments: &[&str]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_agentspec-mock"));
    program.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    program
}

fn ended(arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = program(arguments).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// A running program, killed when the test ends.
struct Running(Child);

impl Running {
    /// Starts it; gives its first two lines.
    fn start(arguments: &[&str]) -> (Self, String, String) {
        let mut child = program(arguments).spawn().unwrap();
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
    assert!(help.contains("--pace-ms <MS>") && help.contains("one token is"), "{help}");
    assert_eq!(ended(&["--version"]), (Some(0), format!("agentspec-mock {}\n", env!("CARGO_PKG_VERSION")), String::new()));
}

#[test]
fn a_wrong_argument_is_named_and_the_exit_code_is_2() {
    let (code, output, complaint) = ended(&["--port", "eighty"]);
    assert_eq!((code, output.as_str()), (Some(2), ""));
    assert_eq!(complaint, "agentspec-mock: --port: a number from 0 to 65535 is required\nTry: agentspec-mock --help\n");
}

#[test]
fn a_port_in_use_says_what_to_do_and_the_exit_code_is_1() {
    let taken = MockServer::builder().start_blocking().unwrap();
    let (code, _, complaint) = ended(&["--port", &taken.address().port().to_string()]);
    assert_eq!(code, Some(1));
    assert!(complaint.contains("is in use") && complaint.contains("--port"), "{complaint}");
}

#[tokio::test]
async fn the_first_line_says_where_it_is_and_the_second_what_to_try() {
    let (_running, first, second) = Running::start(&["--port", "0", "--api-key", "s3cret", "--token", "t0ken"]);
    let url = first.split(['/', ',', ' ']).find_map(|part| part.strip_prefix("127.0.0.1:")).unwrap();
    assert!(first.contains("authentication on (1 API key(s), 1 token(s))"), "{first}");
    assert!(first.ends_with("agents: assistant, reviewer"), "{first}");
    assert!(second.starts_with("Try: curl -H 'Authorization: Bearer <your token>'"), "{second}");
    assert!(![&first, &second].iter().any(|line| line.contains("s3cret") || line.contains("t0ken")));
    let agents = format!("http://127.0.0.1:{url}/v1/agents");
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    assert_eq!(client.get(&agents).send().await.unwrap().status(), 401);
    assert_eq!(client.get(&agents).header("X-API-Key", "s3cret").send().await.unwrap().status(), 200);
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_gracefully() {
    let (mut running, first, _) = Running::start(&["--port", "0"]);
    assert!(first.contains("authentication off"), "{first}");
    let interrupt = Command::new("sh").args(["-c", &format!("kill -INT {}", running.0.id())]).status().unwrap();
    assert!(interrupt.success());
    assert_eq!(running.0.wait().unwrap().code(), Some(0));
}
