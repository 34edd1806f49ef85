//! The outputs in the README, against what the program prints.

use agentspec_mock::{Dialect, MockServer};

use crate::doctor::doctor_with;

/// Returns the commands of the README with their outputs, and the comment before each, which names the server.
fn examples() -> Vec<(&'static str, &'static str, &'static str)> {
    let readme = include_str!("../../README.md");
    let blocks = readme.split("<!-- server: ").skip(1);
    let block = |block: &'static str| {
        let (server, rest) = block.split_once(" -->\n\n```text\n$ agentspec-doctor ")?;
        let (command, rest) = rest.split_once('\n')?;
        Some((server, command, rest.split_once("```")?.0))
    };
    blocks.map(|text| block(text).unwrap_or_else(|| panic!("not an example: {text}"))).collect()
}

/// Replaces what differs between two runs.
fn normal(printed: &str, address: &str) -> String {
    let printed = printed.replace(address, "127.0.0.1:8080").replace(concat!("AgentSpec ", env!("CARGO_PKG_VERSION")), "AgentSpec 0.1.0");
    let Some((before, after)) = printed.split_once(", up for ") else { return printed };
    let end = after.find(['\n', '"']).unwrap_or(after.len());
    format!("{before}, up for 1h2m3.4s{}", &after[end..])
}

#[tokio::test]
async fn the_readme_shows_what_is_printed() {
    let examples = examples();
    assert_eq!(examples.len(), 3);
    for (server, command, output) in examples {
        let server = match server {
            "none" => None,
            "documented" => Some(MockServer::start().await),
            "runtime" => Some(MockServer::builder().dialect(Dialect::Runtime).start().await.unwrap()),
            other => panic!("{other} is not a server"),
        };
        let address = server.as_ref().map_or("127.0.0.1:1".to_owned(), |server| server.address().to_string());
        let command = command.replace("127.0.0.1:8080", &address);
        let report = doctor_with(&command.split(' ').collect::<Vec<_>>(), &[]).await;
        assert_eq!(normal(&report.stdout, &address), output, "{command}");
    }
}
