//! Our client asks Prism, a server that others made of the contract, for every operation but the streams.

use super::{Node, asking, contract};
use crate::Result;
use crate::server::Server;
use crate::workspace::cargo;

/// What Prism answers with.
#[derive(Clone, Copy, Debug)]
enum Answers {
    /// The contract's examples.
    Examples,
    /// Anything that the contract's schemas allow, the same at each start.
    Generated,
}

impl Answers {
    fn name(self) -> &'static str {
        match self {
            Self::Examples => "prism-examples",
            Self::Generated => "prism-generated",
        }
    }

    fn options(self) -> &'static [&'static str] {
        match self {
            Self::Examples => &[],
            Self::Generated => &["--dynamic", "--seed", "20260115"],
        }
    }
}

pub(super) fn judge(node: &Node) -> Result<()> {
    let examples = start(node, Answers::Examples)?;
    let generated = start(node, Answers::Generated)?;
    // With the features of the whole workspace, so that nothing is built anew.
    let mut tests = cargo();
    tests.args(["test", "--workspace", "--features", "agentspec-tests/prism", "--test", "prism"]);
    tests.env("AGENTSPEC_PRISM_URL", examples.url()).env("AGENTSPEC_PRISM_GENERATED_URL", generated.url());
    let printed = asking("our client against prism", &mut tests, &[&examples, &generated])?;
    let passed = printed.lines().find_map(|line| line.strip_prefix("test result: ok. ")?.split_once(" passed"));
    let (passed, _) = passed.ok_or_else(|| format!("our client against prism: no test was run\n{printed}"))?;
    println!("prism: {passed} tests of our client, 0 failures");
    Ok(())
}

/// Starts Prism. It refuses a request that the contract does not allow, as it refuses to answer with what is not allowed.
fn start(node: &Node, answers: Answers) -> Result<Server> {
    let mut command = node.package("@stoplight/prism-cli/dist/index.js");
    command.args(["mock", "--port", "0", "--errors"]).args(answers.options()).arg(contract());
    Server::start(answers.name(), &mut command)
}
