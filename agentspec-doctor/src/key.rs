//! Checks the key or token of the environment. Never prints a response to a request with the key, since the response may contain it.

use std::env;

use agentspec_ext::reqwest::StatusCode;
use agentspec_ext::{Client, Error};

use crate::address::Address;
use crate::report::{Advice, Finding};

const VARIABLES: [&str; 2] = ["AGENTSPEC_API_KEY", "AGENTSPEC_TOKEN"];

pub(crate) struct Key {
    /// The variable of the key or token; `None` if neither is set.
    variable: Option<&'static str>,
    /// Whether the key would be sent unencrypted to another machine.
    is_exposed: bool,
    /// Whether it is sent nevertheless.
    plain_http: bool,
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

    /// Checks whether the server accepts the key, and returns a client that sends it.
    pub(crate) async fn is_accepted(&self, address: &Address) -> Result<(Client, Finding), Advice> {
        let client = address.ask(Client::builder()).build();
        let client = client.map_err(|error| Advice::of_message(error.message(), "set it again"))?;
        let finding = match (client.agents().list().await, self.variable) {
            (Ok(_), None) => Finding::ok("none is set, and none is needed"),
            (Ok(_), Some(variable)) if is_open(address).await => Finding::ok(format!("{variable} is set but not needed")),
            (Ok(_), Some(variable)) => Finding::ok(format!("{variable} is accepted")),
            (Err(error), _) if error.is_unsupported() => Finding::skipped("the server has no list of agents to check it with"),
            (Err(error), variable) => Finding::Problem(refused(&error, variable)),
        };
        Ok((client, finding))
    }
}

/// Returns whether the server lists its agents to anyone.
async fn is_open(address: &Address) -> bool {
    match address.ask(Client::builder().without_environment()).build() {
        Ok(anyone) => anyone.agents().list().await.is_ok(),
        Err(_) => false,
    }
}

fn refused(error: &Error, variable: Option<&str>) -> Advice {
    match (error.status(), variable) {
        (Some(StatusCode::UNAUTHORIZED), None) => Advice::new(
            "the server requires a key, and none is set",
            "set AGENTSPEC_API_KEY to a key of this server, or AGENTSPEC_TOKEN to a token",
        ),
        (Some(StatusCode::UNAUTHORIZED), Some(variable)) => Advice::new(
            format!("the server does not accept {variable}"),
            format!("set {variable} to a key or token of this server: it may belong to another server or have expired"),
        ),
        (Some(StatusCode::FORBIDDEN), Some(variable)) => {
            Advice::new(format!("{variable} may not list agents"), "ask the server's operator for one that may")
        }
        (Some(status), _) => {
            Advice::new(format!("/v1/agents returns status {}", status.as_u16()), "try again later, and check the server's logs")
        }
        (None, _) => Advice::new(format!("/v1/agents: {}", error.message()), "try again later, and check the server's logs"),
    }
}
