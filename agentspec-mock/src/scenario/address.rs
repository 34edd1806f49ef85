//! Parses request targets below `/_scenario/`. Pure.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The path of all scenarios.
pub(crate) const ROOT: &str = "/_scenario";

/// All characters but the unreserved ones (RFC 3986, section 2.3).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The target of a request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Address<'t> {
    /// The list of the scenarios.
    List,
    /// What a run has received.
    Seen { run: String },
    /// The same, once a client has closed a connection of the run.
    Closed { run: String },
    /// A scenario. `base` is the path of the run's base URL; `path` and `query` follow it.
    Play { scenario: &'t str, run: String, base: &'t str, path: &'t str, query: &'t str },
    /// Not below `/_scenario/`.
    Elsewhere,
}

/// Returns whether a path is `/_scenario` or below it.
pub(crate) fn is_below(path: &str) -> bool {
    path.strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns the path of a run's base URL.
pub(crate) fn base(scenario: &str, run: &str) -> String {
    format!("{ROOT}/{scenario}/{}", utf8_percent_encode(run, ENCODED))
}

impl<'t> Address<'t> {
    pub(crate) fn read(target: &'t str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let Some(below) = path.strip_prefix(ROOT).filter(|_| is_below(path)) else { return Self::Elsewhere };
        let mut segments = below.splitn(4, '/').skip(1);
        match (segments.next().unwrap_or_default(), segments.next(), segments.next()) {
            ("", None, _) => Self::List,
            (run, Some("seen"), None) => Self::Seen { run: decoded(run) },
            (run, Some("closed"), None) => Self::Closed { run: decoded(run) },
            (scenario, run, rest) => {
                let (base, path) = path.split_at(path.len() - rest.map_or(0, |rest| rest.len() + 1));
                Self::Play { scenario, run: decoded(run.unwrap_or_default()), base, path, query }
            }
        }
    }
}

fn decoded(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_split_into_scenario_run_and_path() {
        let play = |scenario, run: &str, base, path, query| Address::Play { scenario, run: run.to_owned(), base, path, query };
        for (target, expected) in [
            ("/_scenario", Address::List),
            ("/_scenario/", Address::List),
            ("/_scenario?x", Address::List),
            ("/_scenario/run%201/seen", Address::Seen { run: "run 1".to_owned() }),
            ("/_scenario/run%201/closed", Address::Closed { run: "run 1".to_owned() }),
            ("/_scenario/cut/closed/", play("cut", "closed", "/_scenario/cut/closed", "/", "")),
            ("/_scenario/cut/run-7/v1/agents?limit=2", play("cut", "run-7", "/_scenario/cut/run-7", "/v1/agents", "limit=2")),
            ("/_scenario/cut/seen/v1/agents", play("cut", "seen", "/_scenario/cut/seen", "/v1/agents", "")),
            ("/_scenario/cut/a%2Fb/", play("cut", "a/b", "/_scenario/cut/a%2Fb", "/", "")),
            ("/_scenario/cut/run", play("cut", "run", "/_scenario/cut/run", "", "")),
            ("/_scenario/cut", play("cut", "", "/_scenario/cut", "", "")),
            ("/_scenarios", Address::Elsewhere),
            ("/v1/agents", Address::Elsewhere),
        ] {
            assert_eq!(Address::read(target), expected, "{target}");
        }
    }

    #[test]
    fn the_base_of_any_run_is_parsed_back_to_it() {
        for run in ["run-1", "a/b", "ü ?#%", "."] {
            let target = format!("{}/v1/agents", base("cut", run));
            assert!(matches!(Address::read(&target), Address::Play { run: found, .. } if found == run), "{target}");
        }
    }
}
