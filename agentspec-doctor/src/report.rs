//! Collects what the checks find, and prints it: as text, a line for each finding as it is made, or as one JSON object at the end.

use std::io::{IsTerminal, Write, stderr, stdout};

use agentspec_ext::escaped;
use serde_json::{Value, json};

use crate::finding::{Advice, Finding};
use crate::server::{Server, Spoken};

/// The longest text of a finding, in characters before they are escaped.
const MAX_TEXT: usize = 1_000;

/// A problem was reported.
#[derive(Debug)]
pub(crate) struct Stop;

/// What was not checked of a server that can be used.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Gap {
    /// The key was not sent.
    Key,
    /// A call might have run an agent.
    Run,
}

#[derive(Debug)]
pub(crate) struct Report {
    is_json: bool,
    /// Whether a terminal shows the check under way.
    shows_progress: bool,
    findings: Vec<(&'static str, Finding)>,
    pub(crate) server: Server,
    pub(crate) gap: Option<Gap>,
}

impl Report {
    pub(crate) fn new(is_json: bool) -> Self {
        let shows_progress = !is_json && stdout().is_terminal() && stderr().is_terminal();
        Self { is_json, shows_progress, findings: Vec::new(), server: Server::default(), gap: None }
    }

    /// Shows which check is under way, until the next finding.
    pub(crate) fn begin(&self, check: &'static str) {
        if self.shows_progress {
            let _ = write!(stderr(), "\r{:8} {check:10} …\r", "checking");
        }
    }

    /// Adds a finding of the check of that name.
    pub(crate) fn add(&mut self, check: &'static str, finding: Finding) -> Result<(), Stop> {
        if !self.is_json {
            let fix = finding.fix().map_or(String::new(), |fix| format!("{:20}Fix: {}\n", "", printable(fix)));
            if self.shows_progress {
                let _ = write!(stderr(), "\r{:22}\r", "");
            }
            print(&format!("{:8} {check:10} {}\n{fix}", finding.status(), printable(finding.what())));
        }
        let is_problem = finding.is_problem();
        self.findings.push((check, finding));
        if is_problem { Err(Stop) } else { Ok(()) }
    }

    /// Adds the finding as [`Self::add`] does, and returns the value of the check.
    pub(crate) fn add_value<T>(&mut self, check: &'static str, found: Result<(T, Finding), Advice>) -> Result<T, Stop> {
        let (value, finding) = self.value_of(check, found)?;
        self.add(check, finding).map(|()| value)
    }

    /// Returns the value of a check that adds only a problem.
    pub(crate) fn value_of<T>(&mut self, check: &'static str, found: Result<T, Advice>) -> Result<T, Stop> {
        found.or_else(|advice| self.add(check, Finding::Problem(advice)).and(Err(Stop)))
    }

    /// Prints the verdict, or all of it as JSON. Returns whether the server can be used.
    pub(crate) fn end(self) -> bool {
        let is_usable = !self.findings.iter().any(|(_, finding)| finding.is_problem());
        let verdict = self.verdict(is_usable);
        let end = if self.is_json { format!("{:#}\n", self.json(is_usable, &verdict)) } else { format!("\n{verdict}\n") };
        print(&end);
        is_usable
    }

    fn verdict(&self, is_usable: bool) -> String {
        if !is_usable {
            return "This server cannot be used.".to_owned();
        }
        let setting = self.server.needed_dialect.map_or(String::new(), |dialect| format!(" with AGENTSPEC_DIALECT={}", dialect.name()));
        let limit = match self.gap {
            None => "",
            Some(Gap::Key) => ", as far as it can be checked without the key",
            Some(Gap::Run) => ", as far as it can be checked without running an agent",
        };
        format!("This server can be used{setting}{limit}.")
    }

    fn json(&self, is_usable: bool, verdict: &str) -> Value {
        let server = &self.server;
        let findings: Vec<Value> = self
            .findings
            .iter()
            .map(|(check, finding)| {
                json!({
                    "check": check.replace(' ', "_"),
                    "status": finding.status(),
                    "what": printable(finding.what()),
                    "fix": finding.fix().map(printable),
                })
            })
            .collect();
        json!({
            "verdict": if is_usable { "usable" } else { "unusable" },
            "summary": verdict,
            "url": server.url.as_deref().map(printable),
            "dialect": server.spoken.map(Spoken::name),
            "version": server.version.as_deref().map(printable),
            "needed_settings": server.needed_dialect.map_or(json!({}), |dialect| json!({ "AGENTSPEC_DIALECT": dialect.name() })),
            "calls": {
                "available": server.calls.available,
                "unavailable": server.calls.unavailable,
                "unknown": server.calls.unknown(),
            },
            "findings": findings,
        })
    }
}

/// Prints text. A closed output is ignored.
fn print(text: &str) {
    let _ = stdout().write_all(text.as_bytes()).and_then(|()| stdout().flush());
}

/// Escapes the text of a server for the terminal, and keeps it short and on one line.
fn printable(text: &str) -> String {
    let end = text.char_indices().nth(MAX_TEXT).map(|(end, _)| end);
    let short = escaped(&text[..end.unwrap_or(text.len())]).to_string().replace(['\r', '\n', '\t'], " ");
    if end.is_some() { short + "…" } else { short }
}
