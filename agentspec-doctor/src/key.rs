//! Checks the key or token of the environment. Never prints a response to a request with the key, since the response may contain it.

use std::env;

use agentspec_ext::reqwest::StatusCode;
use agentspec_ext::types::{Agent, AgentList};
use agentspec_ext::{Client, Error};
use serde_json::Value;

use crate::address::Address;
use crate::finding::{Advice, Finding};
use crate::server::Spoken;

const VARIABLES: [&str; 2] = ["AGENTSPEC_API_KEY", "AGENTSPEC_TOKEN"];

/// The fields of an agent that only the public runtime lists.
const MARKS: [&str; 3] = ["active_sessions", "fqn", "strategy"];

/// How the public runtime is started where it has no key.
const NO_AUTH: &str = "; a runtime that has no key accepts calls only if it is started with --no-auth";

/// The longest text of a server that is repeated, in characters.
const MAX_SAID: usize = 300;

pub(crate) struct Key {
    /// The variable of the key or token; `None` if neither is set.
    variable: Option<&'static str>,
    /// Whether the key would be sent unencrypted to another machine.
    is_exposed: bool,
    /// Whether it is sent nevertheless.
    plain_http: bool,
}

/// What the list of agents tells.
#[derive(Debug, Default)]
pub(crate) struct Listed {
    /// Whether the agents are listed as the public runtime does.
    pub(crate) is_of_runtime: bool,
}

impl Key {
    pub(crate) fn of_environment(address: &Address, plain_http: bool) -> Self {
        let variable = VARIABLES.into_iter().find(|name| env::var_os(name).is_some_and(|value| !value.is_empty()));
        Self { variable, is_exposed: variable.is_some() && !address.is_https() && !address.is_loopback(), plain_http }
    }

    pub(crate) fn is_held_back(&self) -> bool {
        self.is_exposed && !self.plain_http
    }

    pub(crate) fn in_plain_text(&self, address: &Address) -> Finding {
        let Some(variable) = self.variable.filter(|_| self.is_exposed) else {
            return Finding::ok("no key is sent unencrypted to another machine");
        };
        let host = address.host();
        if self.is_held_back() {
            return Finding::warning(
                format!("{variable} would be sent to {host} unencrypted, where anyone on the network can read it, and is not sent"),
                "use https, or send it anyway with --plain-http",
            );
        }
        Finding::warning(
            format!("{variable} is sent to {host} unencrypted, where anyone on the network can read it"),
            "use https, and replace the key, which others may have read",
        )
    }

    /// Checks whether the server accepts the key.
    pub(crate) async fn is_accepted(&self, address: &Address, spoken: Spoken) -> Result<(Listed, Finding), Advice> {
        let client = client(address, spoken)?;
        // The request without the key comes first, so that no key of ours can be in what the server says.
        let open = list_for_anyone(address, spoken).await;
        let Some(variable) = self.variable else {
            return match open {
                Ok(agents) => Ok((Listed::of(&agents), Finding::ok("none is set, and none is needed"))),
                Err(error) if error.is_unsupported() => Ok(without_list()),
                Err(error) => Err(refused(&error, spoken)),
            };
        };
        match client.agents().list().await {
            Ok(agents) if open.is_ok() => Ok((Listed::of(&agents), Finding::ok(format!("{variable} is set but not needed")))),
            Ok(agents) => Ok((Listed::of(&agents), Finding::ok(format!("{variable} is accepted")))),
            Err(error) if error.is_unsupported() => Ok(without_list()),
            Err(error) => Err(refused_with(&error, variable, open.err().as_ref(), spoken)),
        }
    }
}

/// Returns a client that speaks as the server does, and sends the key of the environment.
pub(crate) fn client(address: &Address, spoken: Spoken) -> Result<Client, Advice> {
    let client = address.ask(Client::builder(), spoken).build();
    client.map_err(|error| Advice::of_message(error.message(), "set it again"))
}

impl Listed {
    fn of(agents: &AgentList) -> Self {
        let is_marked = |agent: &Agent| MARKS.iter().all(|mark| agent.extra.contains_key(*mark));
        Self { is_of_runtime: agents.agents.first().is_some_and(is_marked) }
    }
}

fn without_list() -> (Listed, Finding) {
    (Listed::default(), Finding::skipped("the server has no list of agents to check it with"))
}

async fn list_for_anyone(address: &Address, spoken: Spoken) -> Result<AgentList, Error> {
    address.ask(Client::builder().without_environment(), spoken).build()?.agents().list().await
}

/// Explains the refusal of a request without a key.
fn refused(error: &Error, spoken: Spoken) -> Advice {
    let said = said(error).map_or(String::new(), |said| format!("; it says {said:?}"));
    if error.status() == Some(StatusCode::UNAUTHORIZED) {
        return Advice::new(format!("the server requires a key, and none is set{said}"), how_to_set(spoken));
    }
    let Advice { what, fix } = failed(error);
    Advice { what: what + &said, fix }
}

/// Explains the refusal of a request with the key or token of a variable.
fn refused_with(error: &Error, variable: &str, open: Option<&Error>, spoken: Spoken) -> Advice {
    match error.status() {
        Some(StatusCode::UNAUTHORIZED) => {
            let said = open.filter(|open| open.is_authentication()).and_then(said);
            let said = said.map_or(String::new(), |said| format!("; without it, the server says {said:?}"));
            let own = match spoken {
                Spoken::Documented => "",
                Spoken::Runtime => NO_AUTH,
            };
            Advice::new(
                format!("the server does not accept {variable}{said}"),
                format!("set {variable} to a key or token of this server: it may belong to another server or have expired{own}"),
            )
        }
        Some(StatusCode::FORBIDDEN) => Advice::new(format!("{variable} may not list agents"), "ask the server's operator for one that may"),
        _ => failed(error),
    }
}

fn how_to_set(spoken: Spoken) -> String {
    let set = "set AGENTSPEC_API_KEY to a key of this server, or AGENTSPEC_TOKEN to a token";
    match spoken {
        Spoken::Documented => set.to_owned(),
        Spoken::Runtime => format!("{set}{NO_AUTH}"),
    }
}

fn failed(error: &Error) -> Advice {
    let later = "try again later, and check the server's logs";
    match error.status() {
        Some(status) if error.is_decode() => Advice::new(
            format!("/v1/agents returns status {} in another format", status.as_u16()),
            "give the URL of the server itself: another program may answer below /v1",
        ),
        Some(status) => Advice::new(format!("/v1/agents returns status {}", status.as_u16()), later),
        None => Advice::new(format!("/v1/agents: {}", error.message()), later),
    }
}

/// Returns the message of an error's body, unless a key or token of the environment is in it.
fn said(error: &Error) -> Option<String> {
    let body: Value = serde_json::from_slice(error.body()?).ok()?;
    let said = body.pointer("/error/message").or_else(|| body.get("message"))?.as_str()?.trim();
    let secrets = VARIABLES.into_iter().filter_map(|name| env::var(name).ok()).filter(|secret| !secret.is_empty());
    let is_free = !said.is_empty() && secrets.into_iter().all(|secret| !said.contains(secret.trim()));
    is_free.then(|| said.chars().take(MAX_SAID).collect())
}
