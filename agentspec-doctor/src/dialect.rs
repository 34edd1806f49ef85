//! Checks whether clients with this environment speak the server's dialect.

use std::env;

use crate::finding::Finding;
use crate::server::Spoken;

const VARIABLE: &str = "AGENTSPEC_DIALECT";

/// What tells the dialect.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Evidence {
    /// The response of `/healthz`, by which clients find it out too.
    Health,
    /// The list of agents alone.
    List,
}

#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) finding: Finding,
    /// The value of the variable that clients need, if it is not set.
    pub(crate) needed: Option<Spoken>,
}

/// What the environment tells clients to speak.
enum Setting {
    Documented,
    Runtime,
    Auto,
    Invalid,
}

impl Setting {
    fn of_environment() -> Self {
        match env::var_os(VARIABLE).unwrap_or_default().to_str() {
            Some("" | "documented") => Self::Documented,
            Some("runtime") => Self::Runtime,
            Some("auto") => Self::Auto,
            _ => Self::Invalid,
        }
    }
}

pub(crate) fn check(spoken: Spoken, evidence: Evidence) -> Checked {
    let setting = Setting::of_environment();
    let (finding, is_needed) = match (spoken, evidence, setting) {
        (_, _, Setting::Invalid) => {
            (Finding::problem(format!("{VARIABLE} is not the name of a dialect"), "set it to documented, runtime or auto"), false)
        }
        (Spoken::Documented, _, Setting::Runtime) => {
            let what = format!("the server speaks the documented API, and {VARIABLE} is runtime: calls would fail");
            (Finding::problem(what, "unset it, or set it to auto"), false)
        }
        (Spoken::Documented, ..) => (Finding::ok("the documented API"), false),
        (Spoken::Runtime, _, Setting::Runtime) => (Finding::ok(format!("the public runtime's dialect, as {VARIABLE}=runtime says")), false),
        (Spoken::Runtime, Evidence::Health, Setting::Auto) => {
            (Finding::ok(format!("the public runtime's dialect, which {VARIABLE}=auto finds out")), false)
        }
        (Spoken::Runtime, Evidence::Health, Setting::Documented) => (
            Finding::warning(
                "the public runtime's dialect, not the documented API: without a setting, agents run on an empty message, and calls fail",
                format!(
                    "set {VARIABLE}=runtime, or auto, or `dialect` of the client, in Rust and Python; TypeScript and Go do not speak it"
                ),
            ),
            true,
        ),
        (Spoken::Runtime, Evidence::List, Setting::Documented | Setting::Auto) => (
            Finding::warning(
                "the public runtime's dialect, by its list of agents, behind another server's /healthz: auto does not find it out",
                format!("set {VARIABLE}=runtime, or `dialect` of the client, in Rust and Python; TypeScript and Go do not speak it"),
            ),
            true,
        ),
    };
    Checked { finding, needed: is_needed.then_some(spoken) }
}
