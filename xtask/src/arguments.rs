//! The command line: a command, its part, and options that each command takes by name.

use std::collections::BTreeMap;

use lexopt::{Arg, Parser, ValueExt};

use crate::Result;
use crate::codegen::Mode;

/// Options with a value.
const WITH_VALUE: [&str; 5] = ["base", "only", "fuzz-seconds", "hostile-seconds", "differential-seconds"];

/// What is given to a command.
#[derive(Debug, Default)]
pub(crate) struct Given {
    part: Option<String>,
    /// By name; a flag has an empty value.
    options: BTreeMap<String, String>,
}

impl Given {
    /// Returns the command and what is given to it; `None` if help is asked for.
    pub(crate) fn parse(mut parser: Parser) -> Result<Option<(String, Self)>> {
        let (mut command, mut given) = (None, Self::default());
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("help") | Arg::Short('h') => return Ok(None),
                Arg::Long(name) => {
                    let name = name.to_owned();
                    let value = if WITH_VALUE.contains(&&*name) { parser.value()?.string()? } else { String::new() };
                    if given.options.insert(name.clone(), value).is_some() {
                        return Err(format!("--{name} is given twice").into());
                    }
                }
                Arg::Value(name) if command.is_none() => command = Some(name.string()?),
                Arg::Value(name) if given.part.is_none() => given.part = Some(name.string()?),
                other => return Err(format!("{}; see cargo xtask --help", other.unexpected()).into()),
            }
        }
        let command = command.ok_or("give a command; see cargo xtask --help")?;
        Ok(Some((command, given)))
    }

    /// Takes what follows the name of the command.
    pub(crate) fn part(&mut self) -> Option<String> {
        self.part.take()
    }

    /// Takes an option without a value. Returns whether it is given.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        self.options.remove(name).is_some()
    }

    /// Takes an option with a value: one of [`WITH_VALUE`].
    pub(crate) fn value(&mut self, name: &str) -> Option<String> {
        self.options.remove(name)
    }

    pub(crate) fn mode(&mut self) -> Mode {
        if self.flag("check") { Mode::Check } else { Mode::Write }
    }

    pub(crate) fn seconds(&mut self, name: &str, default: u64) -> Result<u64> {
        let Some(value) = self.value(name) else { return Ok(default) };
        value.parse().map_err(|_| format!("--{name} is {value:?}: give a whole number of seconds").into())
    }

    /// Refuses what the command has not taken.
    pub(crate) fn finish(self, command: &str) -> Result<()> {
        if let Some(option) = self.options.keys().next() {
            return Err(format!("{command} has no option --{option}; see cargo xtask --help").into());
        }
        match self.part {
            Some(part) => Err(format!("{command} has no part {part:?}; see cargo xtask --help").into()),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    fn given(arguments: &[&str]) -> Result<Option<(String, Given)>> {
        Given::parse(Parser::from_args(arguments))
    }

    #[test]
    fn an_option_belongs_to_the_command_that_takes_it() {
        let (command, mut given) = given(&["nightly", "--fuzz-seconds", "5"]).unwrap().unwrap();
        assert_eq!((&*command, given.seconds("fuzz-seconds", 60).unwrap()), ("nightly", 5));
        assert_eq!(given.seconds("hostile-seconds", 7).unwrap(), 7);
        given.finish(&command).unwrap();
    }

    #[test]
    fn what_no_command_takes_is_refused_by_its_name() {
        for (arguments, expected) in [
            (&["test", "--check"][..], "test has no option --check"),
            (&["test", "rust"], "test has no part \"rust\""),
            (&["lint", "--check", "--check"], "--check is given twice"),
            (&["lint", "a", "b"], "unexpected argument \"b\""),
            (&[], "give a command"),
            (&["compat", "--base"], "missing argument for option '--base'"),
        ] {
            let refused = given(arguments).and_then(|given| {
                let (command, given) = given.unwrap();
                given.finish(&command)
            });
            let message = refused.unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
    }
}
