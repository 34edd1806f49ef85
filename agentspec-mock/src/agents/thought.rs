//! How an agent comes to its answer: by a reply of the configuration that fits, else by the brain.

use std::time::Duration;

use super::{
    brain::{self, Turn},
    catalog::Agent,
    completion::Completion,
    failure::Failure,
    replies::{Given, Reply, Says},
};

/// An agent that has read a message and has not answered yet.
#[derive(Debug)]
pub(crate) struct Thought<'s> {
    agent: &'s Agent,
    reply: Option<&'s Reply>,
}

impl<'s> Thought<'s> {
    pub(crate) fn about(agent: &'s Agent, input: &str, given: &mut Given) -> Self {
        Self { agent, reply: given.choose(&agent.name, &agent.replies, input) }
    }

    /// How long it thinks.
    pub(crate) fn takes(&self) -> Duration {
        self.reply.map_or(Duration::ZERO, |reply| reply.delay)
    }

    /// The answer, which may break off with a failure.
    ///
    /// # Errors
    ///
    /// Where the agent fails before it says anything.
    pub(crate) fn complete(&self, history: &[Turn], input: &str, max_tokens: Option<u64>) -> Result<Completion, Failure> {
        let (parts, failure) = match self.reply.map(|reply| &reply.says) {
            None => (brain::answer(self.agent.role, history, input), None),
            Some(Says::Parts { parts, failure }) => (parts.clone(), failure.clone()),
            Some(Says::Error(failure)) => return Err(failure.clone()),
        };
        let mut completion = Completion::new(parts, history, input, max_tokens);
        completion.failure = failure;
        Ok(completion)
    }
}
