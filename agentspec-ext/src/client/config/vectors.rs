//! `config.jsonl`: the base URL and the credential of a client, by its options and the environment.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;

use reqwest::header::HeaderMap;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::*;
use crate::credential::Credentials;
use crate::printed;

#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(default)]
struct Input {
    options: BTreeMap<Name, String>,
    environment: BTreeMap<String, String>,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
enum Name {
    BaseUrl,
    ApiKey,
    Token,
}
use Name::{ApiKey, BaseUrl, Token};

impl Input {
    fn decide(&self) -> Result<Value, Error> {
        let set = |builder: ClientBuilder, (name, value): (&Name, &String)| match name {
            BaseUrl => builder.base_url(value),
            ApiKey => builder.api_key(value),
            Token => builder.token(value),
        };
        let builder = self.options.iter().fold(ClientBuilder::new(), set);
        let variable = |name: &str| self.environment.get(name).map(OsString::from);
        let client = builder.clone().build_with(variable)?;
        let mut headers = HeaderMap::new();
        if let Credentials::Fixed(credential) = builder.credentials.resolve(|name| read_variable(name, variable(name)))? {
            credential.apply(&mut headers);
        }
        let header = headers.iter().next().map(|(name, value)| json!({ "name": name.as_str(), "value": value.to_str().unwrap() }));
        Ok(json!({ "base_url": client.base_url(), "header": header }))
    }
}

const URL: &str = "AGENTSPEC_BASE_URL";
const KEY: &str = "AGENTSPEC_API_KEY";
const TOKEN: &str = "AGENTSPEC_TOKEN";
const DIALECT: &str = "AGENTSPEC_DIALECT";

type Row = (&'static str, &'static [(Name, &'static str)], &'static [(&'static str, &'static str)]);

const ROWS: &[Row] = &[
    ("the defaults", &[], &[]),
    ("a variable replaces the default", &[], &[(URL, "http://variable:1")]),
    ("an option replaces a variable", &[(BaseUrl, "http://option:2")], &[(URL, "http://variable:1")]),
    ("a variable that an option replaces is not read", &[(BaseUrl, "http://option:2")], &[(URL, "nowhere")]),
    ("empty variables count as unset", &[], &[(URL, ""), (KEY, ""), (TOKEN, "")]),
    ("an empty variable for the key leaves the token", &[], &[(KEY, ""), (TOKEN, "your-token")]),
    ("a variable of blanks is not unset", &[], &[(URL, "  ")]),
    ("other variables are not read", &[], &[("AGENTSPEC_URL", "http://other:1"), ("AGENTSPEC_KEY", "other"), ("agentspec_token", "other")]),
    ("the dialect of the documented API", &[], &[(DIALECT, "documented")]),
    ("an empty variable for the dialect counts as unset", &[], &[(DIALECT, "")]),
    // Base URLs.
    ("a slash at the end is removed", &[(BaseUrl, "http://localhost:8080/")], &[]),
    ("all slashes at the end are removed", &[(BaseUrl, "http://localhost:8080//")], &[]),
    ("a path is kept", &[(BaseUrl, "https://host.example/team/a")], &[]),
    ("a path loses the slash at its end", &[(BaseUrl, "https://host.example/team/a/")], &[]),
    ("a path of a variable loses the slash at its end", &[], &[(URL, "https://host.example/team/a/")]),
    ("a path that ends in v1 is kept", &[(BaseUrl, "https://host.example/v1")], &[]),
    ("a slash within the path is kept", &[(BaseUrl, "https://host.example/team//a")], &[]),
    ("white space around it is removed", &[(BaseUrl, " \thttp://host.example\n")], &[]),
    ("white space around a variable is removed", &[], &[(URL, " http://host.example \n")]),
    ("scheme and host are in lower case, the path is not", &[(BaseUrl, "HTTP://Host.EXAMPLE/Team")], &[]),
    ("the default port of http is left out", &[(BaseUrl, "http://host.example:80")], &[]),
    ("the default port of https is left out", &[(BaseUrl, "https://host.example:443/a")], &[]),
    ("another port is kept", &[(BaseUrl, "https://host.example:80")], &[]),
    ("dots of a path are resolved", &[(BaseUrl, "http://host.example/a/./b/../c")], &[]),
    ("a space of a path is encoded", &[(BaseUrl, "http://host.example/team a")], &[]),
    ("an encoded character of a path stays encoded", &[(BaseUrl, "http://host.example/team%20a%2fb")], &[]),
    ("an IPv4 address", &[(BaseUrl, "http://127.0.0.1:8080")], &[]),
    ("an IPv6 address", &[(BaseUrl, "http://[::1]:8080/a/")], &[]),
    ("an empty option is refused", &[(BaseUrl, "")], &[]),
    ("an option of blanks is refused", &[(BaseUrl, "  ")], &[]),
    ("an option that is empty does not fall back to the variable", &[(BaseUrl, "")], &[(URL, "http://variable:1")]),
    ("a host alone is refused", &[(BaseUrl, "localhost")], &[]),
    ("a host alone of a variable is refused", &[], &[(URL, "nowhere")]),
    ("a host and a port are refused", &[(BaseUrl, "localhost:8080")], &[]),
    ("an address and a port are refused", &[(BaseUrl, "127.0.0.1:8080")], &[]),
    ("a path alone is refused", &[(BaseUrl, "/v1")], &[]),
    ("two slashes without a scheme are refused", &[(BaseUrl, "//host.example")], &[]),
    ("another scheme is refused", &[(BaseUrl, "ftp://host.example")], &[]),
    ("the scheme of web sockets is refused", &[(BaseUrl, "ws://host.example")], &[]),
    ("a file is refused", &[(BaseUrl, "file:///srv/agents")], &[]),
    ("a scheme without slashes is refused", &[(BaseUrl, "http:host.example")], &[]),
    ("a scheme alone is refused", &[(BaseUrl, "http://")], &[]),
    ("a third slash in place of a host is refused", &[(BaseUrl, "http:///host.example")], &[]),
    ("a port that is no number is refused", &[(BaseUrl, "http://host.example:port")], &[]),
    ("a port above 65535 is refused", &[(BaseUrl, "http://host.example:65536")], &[]),
    ("a space in the host is refused", &[(BaseUrl, "http://host example")], &[]),
    ("a line break within is refused", &[(BaseUrl, "http://host.example/a\nb")], &[]),
    ("a tab within is refused", &[(BaseUrl, "http://host.exa\tmple")], &[]),
    ("a backslash is refused", &[(BaseUrl, "http://host.example\\path")], &[]),
    ("a query is refused", &[(BaseUrl, "http://host.example?a=b")], &[]),
    ("an empty query is refused", &[(BaseUrl, "http://host.example/?")], &[]),
    ("a fragment is refused", &[(BaseUrl, "http://host.example/#top")], &[]),
    ("an empty fragment is refused", &[(BaseUrl, "http://host.example#")], &[]),
    ("a query of a variable is refused", &[], &[(URL, "http://host.example/?a=b")]),
    ("a user and a password are refused and not shown", &[(BaseUrl, "http://user:canary@host.example")], &[]),
    ("a user is refused and not shown", &[(BaseUrl, "http://canary@host.example")], &[]),
    ("a password alone is refused and not shown", &[(BaseUrl, "http://:canary@host.example")], &[]),
    ("a user and a password of a variable are refused and not shown", &[], &[(URL, "http://user:canary@host.example")]),
    // Credentials.
    ("a key is sent in X-API-Key", &[(ApiKey, "your-key")], &[]),
    ("a token is sent in Authorization", &[(Token, "your-token")], &[]),
    ("a key of a variable", &[], &[(KEY, "your-key")]),
    ("a token of a variable", &[], &[(TOKEN, "your-token")]),
    ("of two variables the key is used", &[], &[(KEY, "your-key"), (TOKEN, "your-token")]),
    ("an explicit key replaces both variables", &[(ApiKey, "mine")], &[(KEY, "your-key"), (TOKEN, "your-token")]),
    ("an explicit token replaces both variables", &[(Token, "mine")], &[(KEY, "your-key"), (TOKEN, "your-token")]),
    ("variables that an option replaces are not read", &[(Token, "mine")], &[(KEY, "bad\n"), (TOKEN, " bad")]),
    ("a token that the key replaces is not read", &[], &[(KEY, "your-key"), (TOKEN, "bad\n")]),
    ("a key and a token are refused", &[(ApiKey, "mine"), (Token, "mine-too")], &[]),
    ("characters of ASCII are kept as they are", &[(ApiKey, "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ 0Az")], &[]),
    ("an empty key is refused", &[(ApiKey, "")], &[]),
    ("an empty key does not fall back to the variable", &[(ApiKey, "")], &[(KEY, "your-key")]),
    ("an empty token is refused", &[(Token, "")], &[]),
    ("a key of blanks is refused", &[(ApiKey, "  ")], &[]),
    ("a key of blanks of a variable is refused", &[], &[(KEY, "  ")]),
    ("a key that ends with a line break is refused and not shown", &[(ApiKey, "canary\n")], &[]),
    ("a token that ends with a line break is refused and not shown", &[(Token, "canary\r\n")], &[]),
    ("a key of a variable that ends with a line break is refused and not shown", &[], &[(KEY, "canary\r\n")]),
    ("a token of a variable that starts with a space is refused and not shown", &[], &[(TOKEN, " canary")]),
    ("a line break within a key is refused and not shown", &[(ApiKey, "can\nary")], &[]),
    ("a carriage return within a token is refused and not shown", &[(Token, "can\rary")], &[]),
    ("a NUL within a key is refused and not shown", &[(ApiKey, "can\0ary")], &[]),
    ("a tab within a key is refused and not shown", &[(ApiKey, "can\tary")], &[]),
    ("a control character at the end of a key is refused and not shown", &[(ApiKey, "canary\u{1b}")], &[]),
    ("a letter outside ASCII in a token is refused and not shown", &[(Token, "canäry")], &[]),
    ("the first character that is not allowed is named", &[(ApiKey, "can\u{7f}ä\nry")], &[]),
    ("a bad base URL is named before a bad credential", &[(BaseUrl, "nowhere"), (ApiKey, "")], &[]),
];

#[test]
fn config_vectors_are_as_printed() {
    let inputs = ROWS.iter().map(|(name, options, environment)| {
        let options = options.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        ((*name).to_owned(), Input { options, environment })
    });
    printed::check("config.jsonl", inputs.collect(), |input: &Input| {
        input.decide().unwrap_or_else(|error| {
            assert!(error.is_configuration());
            json!({ "refusal": error.message() })
        })
    });
}
