//! The program's arguments. No message contains a value, as it may be a key.

use std::{ffi::OsString, path::PathBuf, str::FromStr, time::Duration};

use agentspec_mock::Dialect;
use lexopt::{
    Arg::{Long, Short},
    Parser,
};

pub(crate) const HELP: &str = include_str!("help.txt");
pub(crate) const EXAMPLE_CONFIG: &str = include_str!("../../../agents.example.yaml");
pub(crate) const EXAMPLE_SCENARIOS: &str = include_str!("../../../scenarios.example.yaml");

/// The command of the program.
#[derive(Debug)]
pub(crate) enum Command {
    Help,
    Version,
    ExampleConfig,
    ExampleScenarios,
    Serve(Box<Options>),
}

/// The options of the server.
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the program")]
pub(crate) struct Options {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) dialect: Dialect,
    pub(crate) no_ui: bool,
    pub(crate) refuse_all: bool,
    pub(crate) control: bool,
    pub(crate) until_stdin_ends: bool,
    pub(crate) config: Option<PathBuf>,
    pub(crate) scenarios: Vec<PathBuf>,
    pub(crate) allowed_hosts: Vec<String>,
    pub(crate) origins: Vec<String>,
    pub(crate) narrow_cors: bool,
    pub(crate) pace: Option<Duration>,
    pub(crate) grace: Duration,
    /// As given; 0 is without limit.
    idle_timeout: Option<Duration>,
    /// As given; 0 is without limit.
    read_timeout: Option<Duration>,
    pub(crate) api_keys: Vec<String>,
    pub(crate) tokens: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port: 8080,
            dialect: Dialect::Documented,
            no_ui: false,
            refuse_all: false,
            control: false,
            until_stdin_ends: false,
            config: None,
            scenarios: Vec::new(),
            allowed_hosts: Vec::new(),
            origins: Vec::new(),
            narrow_cors: false,
            pace: None,
            grace: Duration::from_secs(5),
            idle_timeout: None,
            read_timeout: None,
            api_keys: Vec::new(),
            tokens: Vec::new(),
        }
    }
}

/// The default pace of streams, at which people can follow them.
const PACE: Duration = Duration::from_millis(30);

/// The default timeouts.
const IDLE_TIMEOUT: Duration = Duration::from_secs(60);
const READ_TIMEOUT: Duration = Duration::from_secs(30);

impl Options {
    /// Returns the pace if the configuration sets none. Under control the program has the defaults of the library.
    pub(crate) fn default_pace(&self) -> Duration {
        if self.control { Duration::ZERO } else { PACE }
    }

    /// Returns how long a connection may be idle; `None` is without limit.
    pub(crate) fn idle_timeout(&self) -> Option<Duration> {
        self.timeout(self.idle_timeout, IDLE_TIMEOUT)
    }

    /// Returns how long a request's head may take, and then its body; `None` is without limit.
    pub(crate) fn read_timeout(&self) -> Option<Duration> {
        self.timeout(self.read_timeout, READ_TIMEOUT)
    }

    fn timeout(&self, given: Option<Duration>, default: Duration) -> Option<Duration> {
        given.or((!self.control).then_some(default)).filter(|time| !time.is_zero())
    }
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

/// The environment variables of a key and a token, which keep them out of the process list.
const API_KEY: &str = "AGENTSPEC_MOCK_API_KEY";
const TOKEN: &str = "AGENTSPEC_MOCK_TOKEN";

/// Reads the arguments, and the environment for those that are absent.
///
/// # Errors
///
/// A message that names the argument or the variable, and what is expected.
pub(crate) fn read(parser: Parser, environment: impl Fn(&str) -> Option<OsString>) -> Result<Command, String> {
    let mut command = read_arguments(parser)?;
    if let Command::Serve(options) = &mut command {
        for (variable, given) in [(API_KEY, &mut options.api_keys), (TOKEN, &mut options.tokens)] {
            if given.is_empty() {
                given.extend(variable_of(variable, &environment)?);
            }
        }
    }
    Ok(command)
}

/// Returns the value of a variable. An empty one counts as unset.
fn variable_of(name: &str, environment: impl Fn(&str) -> Option<OsString>) -> Result<Option<String>, String> {
    let Some(value) = environment(name) else { return Ok(None) };
    let value = value.into_string().map_err(|_| format!("{name}: not UTF-8: set it to UTF-8 text, or unset it"))?;
    Ok(Some(value).filter(|value| !value.trim().is_empty()))
}

fn read_arguments(mut parser: Parser) -> Result<Command, String> {
    let mut options = Box::<Options>::default();
    while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Short('V') | Long("version") => return Ok(Command::Version),
            Long("example-config") => return Ok(Command::ExampleConfig),
            Long("example-scenarios") => return Ok(Command::ExampleScenarios),
            Long("host") => options.host = text(&mut parser, "--host", "an address or a name")?,
            Long("port") => options.port = number(&mut parser, "--port", "a number from 0 to 65535")?,
            Long("allow-host") => options.allowed_hosts.push(text(&mut parser, "--allow-host", "a name, such as mock.test")?),
            Long("cors") => options.origins.push(text(&mut parser, "--cors", "an origin, such as http://localhost:3000, or *")?),
            Long("narrow-cors") => options.narrow_cors = true,
            Long("dialect") => options.dialect = dialect(&mut parser)?,
            Long("no-ui") => options.no_ui = true,
            Long("refuse-all") => options.refuse_all = true,
            Long("control") => options.control = true,
            Long("until-stdin-ends") => options.until_stdin_ends = true,
            Long("config") => options.config = Some(path(&mut parser, "--config")?),
            Long("scenarios") => options.scenarios.push(path(&mut parser, "--scenarios")?),
            Long("pace-ms") => options.pace = Some(millis(&mut parser, "--pace-ms")?),
            Long("grace-ms") => options.grace = millis(&mut parser, "--grace-ms")?,
            Long("idle-timeout-s") => options.idle_timeout = Some(seconds(&mut parser, "--idle-timeout-s")?),
            Long("read-timeout-s") => options.read_timeout = Some(seconds(&mut parser, "--read-timeout-s")?),
            Long("api-key") => options.api_keys.push(text(&mut parser, "--api-key", "a non-empty key")?),
            Long("token") => options.tokens.push(text(&mut parser, "--token", "a non-empty token")?),
            Short(unknown) => return Err(format!("-{unknown}: unknown option")),
            Long(unknown) => return Err(format!("--{unknown}: unknown option")),
            lexopt::Arg::Value(_) => {
                return Err("every value needs an option, such as --port 8080: quote a value with spaces".to_owned());
            }
        }
    }
    for (is_given, option) in [(options.no_ui, "--no-ui"), (options.refuse_all, "--refuse-all")] {
        if is_given && options.dialect != Dialect::Runtime {
            return Err(format!("{option}: needs --dialect runtime"));
        }
    }
    Ok(Command::Serve(options))
}

fn dialect(parser: &mut Parser) -> Result<Dialect, String> {
    const RULE: &str = "documented or runtime";
    match &*text(parser, "--dialect", RULE)? {
        "documented" => Ok(Dialect::Documented),
        "runtime" => Ok(Dialect::Runtime),
        _ => Err(format!("--dialect: expected {RULE}")),
    }
}

fn millis(parser: &mut Parser, option: &str) -> Result<Duration, String> {
    let millis: u32 = number(parser, option, "an integer of milliseconds, up to 4294967295")?;
    Ok(Duration::from_millis(millis.into()))
}

/// Reads a time; 0 is without limit.
fn seconds(parser: &mut Parser, option: &str) -> Result<Duration, String> {
    let seconds: u32 = number(parser, option, "an integer of seconds, or 0 for no limit")?;
    Ok(Duration::from_secs(seconds.into()))
}

fn number<T: FromStr>(parser: &mut Parser, option: &str, rule: &str) -> Result<T, String> {
    text(parser, option, rule)?.parse().map_err(|_| format!("{option}: expected {rule}"))
}

fn text(parser: &mut Parser, option: &str, rule: &str) -> Result<String, String> {
    let value = parser.value().ok().map(OsString::into_string).and_then(Result::ok);
    value.filter(|value| !value.trim().is_empty()).ok_or_else(|| format!("{option}: expected {rule}"))
}

fn path(parser: &mut Parser, option: &str) -> Result<PathBuf, String> {
    let value = parser.value().ok().filter(|value| !value.is_empty());
    value.map(PathBuf::from).ok_or_else(|| format!("{option}: expected the path of a file"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(arguments: &[&str]) -> Result<Command, String> {
        read(Parser::from_args(arguments), |_| None)
    }

    /// Returns the keys and the tokens for these arguments and environment variables.
    fn credentials(arguments: &[&str], environment: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
        let value = |name: &str| environment.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value));
        match read(Parser::from_args(arguments), value) {
            Ok(Command::Serve(options)) => (options.api_keys, options.tokens),
            other => panic!("{arguments:?}: {other:?}"),
        }
    }

    #[test]
    fn a_key_and_a_token_come_from_the_environment_unless_an_argument_gives_one() {
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        let both = [(API_KEY, "own-key"), (TOKEN, "own-token")];
        assert_eq!(credentials(&[], &both), (texts(&["own-key"]), texts(&["own-token"])));
        assert_eq!(credentials(&["--api-key", "a"], &both), (texts(&["a"]), texts(&["own-token"])));
        assert_eq!(credentials(&["--token", "b"], &both), (texts(&["own-key"]), texts(&["b"])));
        assert_eq!(credentials(&[], &[(API_KEY, ""), (TOKEN, " ")]), (vec![], vec![]), "an empty one counts as unset");
    }

    #[test]
    fn every_option_is_read_and_keys_and_tokens_may_be_repeated() {
        let arguments = ["--port=0", "--api-key", "a", "--api-key", "b", "--token", "c", "--pace-ms", "5", "--grace-ms", "0"];
        let dialect = ["--no-ui", "--dialect", "runtime", "--refuse-all"];
        let times = ["--idle-timeout-s", "0", "--read-timeout-s", "7", "--allow-host", "mock.test", "--allow-host", "mock"];
        let Ok(Command::Serve(options)) = read_all(
            &[
                &arguments[..],
                &dialect,
                &times,
                &["--config", "agents.yaml", "--scenarios", "a.yaml", "--scenarios", "b.json", "--host", "::1"],
            ]
            .concat(),
        ) else {
            panic!("{arguments:?} are refused")
        };
        assert_eq!((options.port, &*options.host), (0, "::1"));
        assert_eq!((options.pace, options.grace), (Some(Duration::from_millis(5)), Duration::ZERO));
        assert_eq!((options.idle_timeout(), options.read_timeout()), (None, Some(Duration::from_secs(7))));
        assert_eq!((options.dialect, options.no_ui, options.refuse_all), (Dialect::Runtime, true, true));
        assert_eq!(options.allowed_hosts, ["mock.test", "mock"]);
        assert_eq!(options.config, Some(PathBuf::from("agents.yaml")));
        assert_eq!(options.scenarios, [PathBuf::from("a.yaml"), PathBuf::from("b.json")]);
        assert_eq!((options.api_keys, options.tokens), (vec!["a".to_owned(), "b".to_owned()], vec!["c".to_owned()]));
    }

    #[test]
    fn idle_and_slow_connections_are_closed_by_default() {
        let Ok(Command::Serve(options)) = read_all(&[]) else { panic!("no option is required") };
        assert_eq!((options.idle_timeout(), options.read_timeout()), (Some(Duration::from_secs(60)), Some(Duration::from_secs(30))));
    }

    #[test]
    fn under_control_the_defaults_are_those_of_the_library() {
        let Ok(Command::Serve(options)) = read_all(&["--control"]) else { panic!("--control is refused") };
        assert_eq!((options.default_pace(), options.idle_timeout(), options.read_timeout()), (Duration::ZERO, None, None));
        let Ok(Command::Serve(options)) = read_all(&["--idle-timeout-s", "5", "--control", "--until-stdin-ends"]) else {
            panic!("--control is refused")
        };
        assert_eq!((options.idle_timeout(), options.until_stdin_ends), (Some(Duration::from_secs(5)), true));
    }

    #[test]
    fn an_error_names_the_option_and_not_the_value() {
        for (arguments, expected) in [
            (&["--port", "secret"][..], "--port: expected a number from 0 to 65535"),
            (&["--port", "65536"], "--port: expected a number from 0 to 65535"),
            (&["--port"], "--port: expected a number from 0 to 65535"),
            (&["--api-key", ""], "--api-key: expected a non-empty key"),
            (&["--grace-ms", "5s"], "--grace-ms: expected an integer of milliseconds"),
            (&["--idle-timeout-s", "1m"], "--idle-timeout-s: expected an integer of seconds, or 0 for no limit"),
            (&["--allow-host", ""], "--allow-host: expected a name, such as mock.test"),
            (&["--dialect", "secret"], "--dialect: expected documented or runtime"),
            (&["--dialect"], "--dialect: expected documented or runtime"),
            (&["--no-ui"], "--no-ui: needs --dialect runtime"),
            (&["--refuse-all", "--dialect", "documented"], "--refuse-all: needs --dialect runtime"),
            (&["--config"], "--config: expected the path of a file"),
            (&["--scenarios", ""], "--scenarios: expected the path of a file"),
            (&["--prot", "1"], "--prot: unknown option"),
            (&["-x"], "-x: unknown option"),
            (&["--token", "Bearer", "secret"], "every value needs an option"),
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

    #[test]
    fn the_help_has_every_option() {
        let source = include_str!("arguments.rs");
        let options = source.split("Long(\"").skip(1).filter_map(|rest| rest.split('"').next());
        let missing: Vec<&str> = options.filter(|option| !HELP.contains(&format!("--{option} "))).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
