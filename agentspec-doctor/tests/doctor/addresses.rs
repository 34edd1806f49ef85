//! The arguments, the URL, its name and its port.

use crate::doctor::{doctor, doctor_with};

#[tokio::test]
async fn an_invalid_argument_is_reported_without_its_value() {
    for (arguments, problem) in [
        (&[][..], "give the URL of a server, such as http://localhost:8080"),
        (&["http://localhost", "http://localhost"], "give one URL"),
        (&["--stream"], "--stream: expected the name of an agent"),
        (&["--stream", "--json", "http://localhost"], "--stream: expected the name of an agent"),
        (&["--stream=a", "--stream=b", "http://localhost"], "--stream: expected one agent"),
        (&["--json=s3cret", "http://localhost"], "an option takes no value: --help lists the options"),
        (&["--key=s3cret", "http://localhost"], "unknown option: --help lists the options"),
        (&["-s3cret", "http://localhost"], "unknown option: --help lists the options"),
    ] {
        let report = doctor_with(arguments, &[]).await;
        assert_eq!((report.code, report.stdout.as_str()), (2, ""), "{arguments:?}");
        assert_eq!(report.stderr, format!("agentspec-doctor: {problem}\nTry: agentspec-doctor --help\n"), "{arguments:?}");
    }
}

#[tokio::test]
async fn help_and_version_are_no_failures() {
    for option in ["--help", "-h"] {
        let report = doctor_with(&["--json", option], &[]).await;
        assert_eq!((report.code, report.stderr.as_str()), (0, ""));
        assert!(report.stdout.starts_with("agentspec-doctor: finds out why"), "{report:?}");
        assert!(report.stdout.contains("\nUsage: agentspec-doctor [OPTIONS] <URL>\n") && !report.stdout.contains("PROGRAM"), "{report:?}");
        assert!(report.stdout.lines().all(|line| line.chars().count() <= 100), "it fits a terminal");
    }
    for option in ["--version", "-V"] {
        let report = doctor_with(&[option], &[]).await;
        let version = format!("agentspec-doctor {}\n", env!("CARGO_PKG_VERSION"));
        assert_eq!((report.code, report.stdout, report.stderr.as_str()), (0, version, ""));
    }
}

#[tokio::test]
async fn an_invalid_url_is_reported_with_a_valid_one() {
    let must = "the URL must start with http:// or https://, as in http://localhost:8080";
    doctor("localhost:8080/team", &[]).await.problem("url", must, "use http://localhost:8080/team");
    for wrong in ["ftp://localhost", "htp:/localhost"] {
        doctor(wrong, &[]).await.problem("url", must, "give a URL such as http://localhost:8080");
    }
    doctor("http://", &[]).await.problem(
        "url",
        "the URL is not a URL",
        "give a scheme, a host, and optionally a port and a path, as in http://localhost:8080",
    );
}

#[tokio::test]
async fn a_password_in_a_url_is_not_repeated() {
    for url in ["http://user:s3cret@localhost:8080", "user:s3cret@localhost:8080", "http://localhost?key=s3cret"] {
        let report = doctor(url, &[]).await;
        assert_eq!(report.of("url").0, "problem");
        assert!(!format!("{report:?}").contains("s3cret"), "{report:?}");
    }
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_reported() {
    doctor("http://agents.invalid", &[]).await.problem(
        "name",
        "agents.invalid does not resolve",
        "check its spelling, and whether only another network or VPN knows it",
    );
}

#[tokio::test]
async fn a_port_on_which_nothing_listens_is_reported() {
    doctor("http://127.0.0.1:1", &[]).await.problem(
        "port",
        "127.0.0.1:1 refuses connections",
        "start the server, or give the port that it listens on",
    );
}
