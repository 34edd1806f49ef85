//! The sessions and their turns. Knows nothing of requests.

use std::{collections::VecDeque, time::Duration};

use serde_json::value::RawValue;

use crate::{
    agents::brain::Turn,
    api::{
        error::{ApiError, truncate},
        wire,
    },
    bounded::{Bound, DropCounter},
    clock::{Clock, Moment},
};

/// A conversation with an agent.
#[derive(Debug)]
pub(crate) struct Session {
    id: String,
    agent: String,
    created_at: String,
    last_active_at: String,
    last_used: Moment,
    /// As the client wrote it.
    metadata: Box<RawValue>,
    pub(crate) turns: Vec<Turn>,
    /// The size of its metadata and its turns.
    bytes: usize,
}

impl Session {
    fn record(&mut self, turn: Turn, clock: &Clock) -> usize {
        self.bytes += turn.input.len() + turn.output.len();
        self.turns.push(turn);
        self.last_active_at = clock.rfc3339();
        self.last_used = clock.now();
        self.turns.len()
    }

    /// Returns the answer to its creation.
    pub(crate) fn created(&self) -> wire::Session<'_> {
        wire::Session { turns: None, last_active_at: None, ..self.listed() }
    }

    /// Returns the entry in a list, with the number of its turns.
    pub(crate) fn listed(&self) -> wire::Session<'_> {
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

/// All sessions, the oldest first. Each access first removes the expired ones. Above the bound, the least recently used are dropped.
#[derive(Debug)]
pub(crate) struct Sessions {
    all: Vec<Session>,
    created: u64,
    /// How long after its last use a session expires.
    expiry: Option<Duration>,
    expired: usize,
    bound: Bound,
    dropped: DropCounter,
    /// The sessions that expired or were dropped last.
    gone: VecDeque<Gone>,
}

#[derive(Debug)]
struct Gone {
    agent: String,
    id: String,
    reason: GoneBecause,
}

#[derive(Debug, Clone, Copy)]
enum GoneBecause {
    Expired(Duration),
    Dropped,
}

/// How many sessions there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) active: usize,
    pub(crate) expired: usize,
}

impl Sessions {
    pub(crate) fn new(expiry: Option<Duration>, bound: Bound) -> Self {
        Self { all: Vec::new(), created: 0, expiry, expired: 0, bound, dropped: DropCounter::new("sessions"), gone: VecDeque::new() }
    }

    /// Creates a session with the id that `id` makes of its number, and returns what `answer` makes of it.
    pub(crate) fn create<T>(
        &mut self,
        id: impl FnOnce(u64) -> String,
        agent: &str,
        metadata: Box<RawValue>,
        clock: &Clock,
        answer: impl FnOnce(&Session) -> T,
    ) -> T {
        self.created += 1;
        let now = clock.rfc3339();
        let bytes = metadata.get().len();
        let session = Session {
            id: id(self.created),
            agent: agent.to_owned(),
            created_at: now.clone(),
            last_active_at: now,
            last_used: clock.now(),
            metadata,
            turns: Vec::new(),
            bytes,
        };
        let answer = answer(&session);
        self.all.push(session);
        self.trim();
        answer
    }

    /// Records a turn, and returns its number, from 1; `None` if the session is gone.
    pub(crate) fn record(&mut self, agent: &str, id: &str, turn: Turn, clock: &Clock) -> Option<usize> {
        let session = self.all.iter_mut().find(|session| session.id == id && session.agent == agent)?;
        let turn = session.record(turn, clock);
        self.trim();
        Some(turn)
    }

    /// Returns one page of the agent's sessions, newest first.
    pub(crate) fn list(&mut self, agent: &str, limit: usize, offset: usize, now: Moment) -> wire::SessionList<'_> {
        self.expire(now);
        let of_agent = || self.all.iter().rev().filter(|session| session.agent == agent);
        wire::SessionList { sessions: of_agent().skip(offset).take(limit).map(Session::listed).collect(), total: of_agent().count() }
    }

    pub(crate) fn get(&mut self, agent: &str, id: &str, now: Moment) -> Result<&Session, ApiError> {
        let at = self.position(agent, id, now)?;
        Ok(&self.all[at])
    }

    /// Returns the agent of the session of that id, whichever it is.
    pub(crate) fn agent_of(&mut self, id: &str, now: Moment) -> Option<String> {
        self.expire(now);
        self.all.iter().find(|session| session.id == id).map(|session| session.agent.clone())
    }

    pub(crate) fn delete(&mut self, agent: &str, id: &str, now: Moment) -> Result<(), ApiError> {
        let at = self.position(agent, id, now)?;
        self.all.remove(at);
        Ok(())
    }

    pub(crate) fn count(&mut self, now: Moment) -> Count {
        self.expire(now);
        Count { active: self.all.len(), expired: self.expired }
    }

    pub(crate) fn dropped(&self) -> u64 {
        self.dropped.count()
    }

    fn position(&mut self, agent: &str, id: &str, now: Moment) -> Result<usize, ApiError> {
        self.expire(now);
        let found = self.all.iter().position(|session| session.id == id && session.agent == agent);
        found.ok_or_else(|| ApiError::not_found(self.not_found_message(agent, id)))
    }

    fn not_found_message(&self, agent: &str, id: &str) -> String {
        match self.gone.iter().find(|gone| gone.id == id && gone.agent == agent).map(|gone| gone.reason) {
            Some(GoneBecause::Expired(expiry)) => {
                let seconds = expiry.as_secs_f64();
                format!("The session '{id}' of the agent '{agent}' expired: it was not used for {seconds} s. Create a new one.")
            }
            Some(GoneBecause::Dropped) => {
                let Bound { number, bytes } = self.bound;
                let bound = format!("this server keeps {number} sessions and {bytes} bytes of them, the most recently used");
                format!("The session '{id}' of the agent '{agent}' was dropped: {bound}. Create a new one.")
            }
            None => format!("The agent '{agent}' has no session '{}': it was deleted or never created.", truncate(id)),
        }
    }

    fn expire(&mut self, now: Moment) {
        let Some(expiry) = self.expiry else { return };
        let over: Vec<Session> = self.all.extract_if(.., |session| now >= session.last_used.plus(expiry)).collect();
        self.expired += over.len();
        for session in over {
            self.remember(session, GoneBecause::Expired(expiry));
        }
    }

    fn trim(&mut self) {
        while self.bound.is_exceeded(self.all.len(), self.all.iter().map(|session| session.bytes).sum()) {
            let unused = self.all.iter().enumerate().min_by_key(|(_, session)| session.last_used).map(|(at, _)| at);
            let Some(unused) = unused else { break };
            let session = self.all.remove(unused);
            self.dropped.add(self.bound);
            self.remember(session, GoneBecause::Dropped);
        }
    }

    fn remember(&mut self, Session { agent, id, .. }: Session, reason: GoneBecause) {
        self.gone.push_back(Gone { agent, id, reason });
        if self.gone.len() > self.bound.number {
            self.gone.pop_front();
        }
    }
}
