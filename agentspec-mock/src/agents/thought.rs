//! How an agent comes to its answer: by a scripted reply that fits, else by the brain.

use std::time::Duration;

use super::{
    brain::{self, Turn},
    catalog::Agent,
    completion::Answer,
    failure::Failure,
    replies::{Given, Says, ScriptedReply},
};

/// An agent that has read a message and has not answered yet.
#[derive(Debug)]
pub(crate) struct Thought<'s> {
    agent: &'s Agent,
    scripted: Option<&'s ScriptedReply>,
}

impl<'s> Thought<'s> {
    pub(crate) fn about(agent: &'s Agent, input: &str, given: &mut Given) -> Self {
        Self { agent, scripted: given.choose(&agent.name, &agent.replies, input) }
    }

    /// How long it thinks.
    pub(crate) fn takes(&self) -> Duration {
        self.scripted.map_or(Duration::ZERO, |reply| reply.delay)
    }

    /// The answer, which may break off with a failure.
    ///
    /// # Errors
    ///
    /// Where the agent fails before it says anything.
    pub(crate) fn answer(&self, history: &[Turn], input: &str, max_tokens: Option<u64>) -> Result<Answer, Failure> {
        let (parts, failure) = match self.scripted.map(|reply| &reply.says) {
            None => (brain::reply(self.agent.role, history, input), None),
            Some(Says::Parts { parts, failure }) => (parts.clone(), failure.clone()),
            Some(Says::Error(failure)) => return Err(failure.clone()),
        };
        let mut answer = Answer::new(parts, history, input, max_tokens);
        answer.failure = failure;
        Ok(answer)
    }
}
