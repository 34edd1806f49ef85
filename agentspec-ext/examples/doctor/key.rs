//! The key or token of the environment. What a server says to a request that has it is never printed, for it may hold it.

use std::env;

use agentspec_ext::reqwest::StatusCode;
use agentspec_ext::{Client, Error};

use crate::address::Address;
use crate::report::{Advice, Finding};

const VARIABLES: [&str; 2] = ["AGENTSPEC_API_KEY", "AGENTSPEC_TOKEN"];

pub(crate) struct Key {
    /// The variable that it is from; `None` where neither is set.
    variable: Option<&'static str>,
    /// Whether it would go to another machine unencrypted.
    is_exposed: bool,
    /// Whether it is sent all the same.
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
            return Finding::ok("no key goes unencrypted to another machine");
        };
        let host = address.host();
        if self.is_held_back() {
            return Finding::warning(
                format!("{variable} would go to {host} unencrypted, for all on the way to read, and is not sent"),
                "use https, or let it be sent all the same with --plain-http",
            );
        }
        Finding::warning(
            format!("{variable} goes to {host} unencrypted, for all on the way to read"),
            "use https, and change a key that others may have read",
        )
    }

    /// Whether the server accepts it, and a client that sends it.
    pub(crate) async fn is_accepted(&self, address: &Address) -> Result<(Client, Finding), Advice> {
        let client = address.ask(Client::builder()).build();
        let client = client.map_err(|error| Advice::of_message(error.message(), "set it again"))?;
        let finding = match (client.agents().list().await, self.variable) {
            (Ok(_), None) => Finding::ok("none is set, and none is needed"),
            (Ok(_), Some(variable)) if is_open(address).await => Finding::ok(format!("{variable} is set, and not needed")),
            (Ok(_), Some(variable)) => Finding::ok(format!("{variable} is accepted")),
            (Err(error), _) if error.is_unsupported() => Finding::skipped("the server has no list of agents to ask for with it"),
            (Err(error), variable) => Finding::Problem(refused(&error, variable)),
        };
        Ok((client, finding))
    }
}

/// Whether the server lists its agents to anyone.
async fn is_open(address: &Address) -> bool {
    match address.ask(Client::builder().without_environment()).build() {
        Ok(anyone) => anyone.agents().list().await.is_ok(),
        Err(_) => false,
    }
}

fn refused(error: &Error, variable: Option<&str>) -> Advice {
    match (error.status(), variable) {
        (Some(StatusCode::UNAUTHORIZED), None) => Advice::new(
            "the server needs a key, and none is set",
            "set AGENTSPEC_API_KEY to a key of this server, or AGENTSPEC_TOKEN to a token",
        ),
        (Some(StatusCode::UNAUTHORIZED), Some(variable)) => Advice::new(
            format!("the server does not accept {variable}"),
            format!("set {variable} to one of this server: it may be of another, or no longer valid"),
        ),
        (Some(StatusCode::FORBIDDEN), Some(variable)) => {
            Advice::new(format!("{variable} may not list agents"), "ask the server's operator for one that may")
        }
        (Some(status), _) => {
            Advice::new(format!("/v1/agents is answered with status {}", status.as_u16()), "try again later, and look at the server's logs")
        }
        (None, _) => Advice::new(format!("/v1/agents: {}", error.message()), "try again later, and look at the server's logs"),
    }
}
