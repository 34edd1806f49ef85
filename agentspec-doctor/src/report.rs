//! Prints the findings of the checks, one per line.

use std::io::{Write, stdout};

use agentspec_ext::escaped;

/// The result of a check.
#[derive(Debug)]
pub(crate) enum Finding {
    Ok(String),
    /// The server can be used, with a limitation.
    Warning(Advice),
    /// The server cannot be used.
    Problem(Advice),
    Skipped(String),
}

/// A problem and how to fix it.
#[derive(Debug)]
pub(crate) struct Advice {
    what: String,
    fix: String,
}

impl Advice {
    pub(crate) fn new(what: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { what: what.into(), fix: fix.into() }
    }

    /// Splits a message of the library, which contains both.
    pub(crate) fn of_message(message: &str, fix: &str) -> Self {
        let (what, fix) = message.split_once(": ").unwrap_or((message, fix));
        Self::new(what, fix)
    }
}

impl Finding {
    pub(crate) fn ok(what: impl Into<String>) -> Self {
        Self::Ok(what.into())
    }

    pub(crate) fn skipped(why: impl Into<String>) -> Self {
        Self::Skipped(why.into())
    }

    pub(crate) fn warning(what: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::Warning(Advice::new(what, fix))
    }

    pub(crate) fn problem(what: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::Problem(Advice::new(what, fix))
    }
}

/// A problem was reported.
#[derive(Debug)]
pub(crate) struct Stop;

/// Prints a finding of the check `name`.
pub(crate) fn report(name: &str, finding: Finding) -> Result<(), Stop> {
    let is_problem = matches!(finding, Finding::Problem(_));
    let (mark, what, fix) = match finding {
        Finding::Ok(what) => ("ok", what, None),
        Finding::Warning(Advice { what, fix }) => ("warning", what, Some(fix)),
        Finding::Problem(Advice { what, fix }) => ("problem", what, Some(fix)),
        Finding::Skipped(why) => ("skipped", why, None),
    };
    print(&format!("{mark:8} {name:10} {}", printable(&what)));
    if let Some(fix) = fix {
        print(&format!("{:20}Fix: {}", "", printable(&fix)));
    }
    if is_problem { Err(Stop) } else { Ok(()) }
}

/// Prints a line. A closed output is ignored.
pub(crate) fn print(line: &str) {
    let _ = writeln!(stdout(), "{line}");
}

/// Prints the finding as [`report`] does, and returns the value of the check.
pub(crate) fn report_value<T>(name: &str, found: Result<(T, Finding), Advice>) -> Result<T, Stop> {
    match found {
        Ok((value, finding)) => report(name, finding).map(|()| value),
        Err(advice) => report(name, Finding::Problem(advice)).and(Err(Stop)),
    }
}

/// Escapes the text of a server for the terminal, and keeps it on one line.
fn printable(text: &str) -> String {
    escaped(text).to_string().replace(['\r', '\n', '\t'], " ")
}
