//! The sessions and their turns. Knows nothing of requests.

use std::{collections::HashSet, time::Duration};

use serde_json::{Map, Value};

use crate::{
    brain::Turn,
    clock::{Clock, Moment},
    error::ApiError,
    error::shorten,
    wire,
};

/// A conversation with an agent.
#[derive(Debug)]
pub(crate) struct Session {
    id: String,
    agent: String,
    created_at: String,
    last_active_at: String,
    last_used: Moment,
    metadata: Map<String, Value>,
    pub(crate) turns: Vec<Turn>,
}

impl Session {
    /// Records a turn and gives its number; the first is 1.
    pub(crate) fn record(&mut self, turn: Turn, clock: &Clock) -> usize {
        self.turns.push(turn);
        self.last_active_at = clock.rfc3339();
        self.last_used = clock.now();
        self.turns.len()
    }

    /// As it is answered when it is created.
    pub(crate) fn created(&self) -> wire::Session<'_> {
        wire::Session { turns: None, last_active_at: None, ..self.listed() }
    }

    fn listed(&self) -> wire::Session<'_> {
        wire::Session {
            session_id: &self.id,
            agent: &self.agent,
            created_at: &self.created_at,
            metadata: &self.metadata,
            turns: Some(self.turns.len()),
            last_active_at: Some(&self.last_active_at),
        }
    }
}

/// All sessions, oldest first. Before anything is asked of them, those whose time is over are let go.
#[derive(Debug)]
pub(crate) struct Sessions {
    all: Vec<Session>,
    created: u64,
    /// How long after its last use a session expires.
    expiry: Option<Duration>,
    expired: HashSet<(String, String)>,
}

/// How many sessions there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) active: usize,
    pub(crate) expired: usize,
}

impl Sessions {
    pub(crate) fn new(expiry: Option<Duration>) -> Self {
        Self { all: Vec::new(), created: 0, expiry, expired: HashSet::new() }
    }

    pub(crate) fn create(&mut self, agent: &str, metadata: Map<String, Value>, clock: &Clock) -> &Session {
        self.created += 1;
        let now = clock.rfc3339();
        let session = Session {
            id: format!("sess-{:04}", self.created),
            agent: agent.to_owned(),
            created_at: now.clone(),
            last_active_at: now,
            last_used: clock.now(),
            metadata,
            turns: Vec::new(),
        };
        self.all.push(session);
        &self.all[self.all.len() - 1]
    }

    /// One page of the agent's sessions, newest first.
    pub(crate) fn list(&mut self, agent: &str, limit: usize, offset: usize, now: Moment) -> wire::SessionList<'_> {
        self.expire(now);
        let of_agent = || self.all.iter().rev().filter(|session| session.agent == agent);
        wire::SessionList { sessions: of_agent().skip(offset).take(limit).map(Session::listed).collect(), total: of_agent().count() }
    }

    pub(crate) fn get_mut(&mut self, agent: &str, id: &str, now: Moment) -> Result<&mut Session, ApiError> {
        let at = self.position(agent, id, now)?;
        Ok(&mut self.all[at])
    }

    pub(crate) fn delete(&mut self, agent: &str, id: &str, now: Moment) -> Result<(), ApiError> {
        let at = self.position(agent, id, now)?;
        self.all.remove(at);
        Ok(())
    }

    pub(crate) fn count(&mut self, now: Moment) -> Count {
        self.expire(now);
        Count { active: self.all.len(), expired: self.expired.len() }
    }

    fn position(&mut self, agent: &str, id: &str, now: Moment) -> Result<usize, ApiError> {
        self.expire(now);
        let found = self.all.iter().position(|session| session.id == id && session.agent == agent);
        found.ok_or_else(|| ApiError::not_found(self.why_not(agent, id)))
    }

    fn why_not(&self, agent: &str, id: &str) -> String {
        match self.expiry.filter(|_| self.expired.contains(&(agent.to_owned(), id.to_owned()))) {
            Some(expiry) => {
                let seconds = expiry.as_secs_f64();
                format!("The session '{id}' of the agent '{agent}' expired: it was not used for {seconds} s. Create a new one.")
            }
            None => format!("The agent '{agent}' has no session '{}': it was deleted or never created.", shorten(id)),
        }
    }

    fn expire(&mut self, now: Moment) {
        let Some(expiry) = self.expiry else { return };
        for session in self.all.extract_if(.., |session| now >= session.last_used.plus(expiry)) {
            self.expired.insert((session.agent, session.id));
        }
    }
}
