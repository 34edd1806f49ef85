//! The program's arguments. No message repeats a value: it may be a key.

use std::{ffi::OsString, str::FromStr, time::Duration};

use lexopt::{
    Arg::{Long, Short},
    Parser,
};

pub(crate) const HELP: &str = include_str!("help.txt");

/// What the program is asked to do.
#[derive(Debug)]
pub(crate) enum Command {
    Help,
    Version,
    Serve(Options),
}

/// How to serve.
pub(crate) struct Options {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) pace: Duration,
    pub(crate) api_keys: Vec<String>,
    pub(crate) tokens: Vec<String>,
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

/// Reads the arguments.
///
/// # Errors
///
/// A message that names the argument and says what it should be.
pub(crate) fn read(mut parser: Parser) -> Result<Command, String> {
    let mut options =
        Options { host: "127.0.0.1".to_owned(), port: 8080, pace: Duration::from_millis(30), api_keys: Vec::new(), tokens: Vec::new() };
    while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Short('V') | Long("version") => return Ok(Command::Version),
            Long("host") => options.host = text(&mut parser, "--host", "an address or a name")?,
            Long("port") => options.port = number(&mut parser, "--port", "a number from 0 to 65535")?,
            Long("pace-ms") => {
                let pace = number(&mut parser, "--pace-ms", "a whole number of milliseconds, up to 4294967295")?;
                options.pace = Duration::from_millis(u32::into(pace));
            }
            Long("api-key") => options.api_keys.push(text(&mut parser, "--api-key", "a key that is not empty")?),
            Long("token") => options.tokens.push(text(&mut parser, "--token", "a token that is not empty")?),
            Short(unknown) => return Err(format!("-{unknown}: there is no such option")),
            Long(unknown) => return Err(format!("--{unknown}: there is no such option")),
            lexopt::Arg::Value(_) => {
                return Err("every value needs its option, such as --port 8080: put one with spaces in quotes".to_owned());
            }
        }
    }
    Ok(Command::Serve(options))
}

fn number<T: FromStr>(parser: &mut Parser, option: &str, rule: &str) -> Result<T, String> {
    text(parser, option, rule)?.parse().map_err(|_| format!("{option}: {rule} is required"))
}

fn text(parser: &mut Parser, option: &str, rule: &str) -> Result<String, String> {
    let value = parser.value().ok().map(OsString::into_string).and_then(Result::ok);
    value.filter(|value| !value.trim().is_empty()).ok_or_else(|| format!("{option}: {rule} is required"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(arguments: &[&str]) -> Result<Command, String> {
        read(Parser::from_args(arguments))
    }

    #[test]
    fn keys_and_tokens_may_be_repeated() {
        let arguments = ["--port=0", "--api-key", "a", "--api-key", "b", "--token", "c", "--pace-ms", "5"];
        let Ok(Command::Serve(options)) = read_all(&arguments) else { panic!("{arguments:?} are refused") };
        assert_eq!((options.port, options.pace), (0, Duration::from_millis(5)));
        assert_eq!((options.api_keys, options.tokens), (vec!["a".to_owned(), "b".to_owned()], vec!["c".to_owned()]));
    }

    #[test]
    fn a_refusal_names_the_option_and_not_the_value() {
        for (arguments, expected) in [
            (&["--port", "secret"][..], "--port: a number from 0 to 65535 is required"),
            (&["--port", "65536"], "--port: a number from 0 to 65535 is required"),
            (&["--port"], "--port: a number from 0 to 65535 is required"),
            (&["--api-key", ""], "--api-key: a key that is not empty is required"),
            (&["--prot", "1"], "--prot: there is no such option"),
            (&["-x"], "-x: there is no such option"),
            (&["--token", "Bearer", "secret"], "every value needs its option"),
        ] {
            let message = read_all(arguments).err().unwrap_or_default();
            assert!(message.contains(expected) && !message.contains("secret"), "{arguments:?}: {message}");
        }
    }

    #[test]
    fn the_help_fits_a_terminal() {
        let widest = HELP.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(100), "{widest:?}");
    }
}
