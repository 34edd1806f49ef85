//! The sessions and their turns. Knows nothing of requests.

use serde_json::{Map, Value};

use crate::{brain::Turn, clock, error::ApiError, error::shorten, wire};

/// A conversation with an agent.
#[derive(Debug)]
pub(crate) struct Session {
    id: String,
    agent: String,
    created_at: String,
    last_active_at: String,
    metadata: Map<String, Value>,
    pub(crate) turns: Vec<Turn>,
}

impl Session {
    /// Records a turn and gives its number; the first is 1.
    pub(crate) fn record(&mut self, turn: Turn) -> usize {
        self.turns.push(turn);
        self.last_active_at = clock::now_rfc3339();
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

/// All sessions, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    all: Vec<Session>,
    created: u64,
}

impl Sessions {
    pub(crate) fn create(&mut self, agent: &str, metadata: Map<String, Value>) -> &Session {
        self.created += 1;
        let now = clock::now_rfc3339();
        let session = Session {
            id: format!("sess-{:04}", self.created),
            agent: agent.to_owned(),
            created_at: now.clone(),
            last_active_at: now,
            metadata,
            turns: Vec::new(),
        };
        self.all.push(session);
        &self.all[self.all.len() - 1]
    }

    /// One page of the agent's sessions, newest first.
    pub(crate) fn list(&self, agent: &str, limit: usize, offset: usize) -> wire::SessionList<'_> {
        let of_agent = || self.all.iter().rev().filter(|session| session.agent == agent);
        wire::SessionList { sessions: of_agent().skip(offset).take(limit).map(Session::listed).collect(), total: of_agent().count() }
    }

    pub(crate) fn get_mut(&mut self, agent: &str, id: &str) -> Result<&mut Session, ApiError> {
        let at = self.position(agent, id)?;
        Ok(&mut self.all[at])
    }

    pub(crate) fn delete(&mut self, agent: &str, id: &str) -> Result<(), ApiError> {
        let at = self.position(agent, id)?;
        self.all.remove(at);
        Ok(())
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    fn position(&self, agent: &str, id: &str) -> Result<usize, ApiError> {
        self.all.iter().position(|session| session.id == id && session.agent == agent).ok_or_else(|| {
            let id = shorten(id);
            ApiError::not_found(format!("The agent '{agent}' has no session '{id}': it was deleted or never created."))
        })
    }
}
