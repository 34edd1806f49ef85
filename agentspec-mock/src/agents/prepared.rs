//! Chooses how an agent answers a message: by a configured reply that matches, else by the brain.

use std::time::Duration;

use super::{
    brain::{self, Turn},
    catalog::Agent,
    completion::Completion,
    failure::Failure,
    replies::{Reply, ReplyContent, ReplyCounts},
};

/// The answer of an agent to a message, before its delay.
#[derive(Debug)]
pub(crate) struct PreparedCompletion<'s> {
    agent: &'s Agent,
    reply: Option<&'s Reply>,
}

impl<'s> PreparedCompletion<'s> {
    pub(crate) fn new(agent: &'s Agent, input: &str, counts: &mut ReplyCounts) -> Self {
        Self { agent, reply: counts.choose(&agent.name, &agent.replies, input) }
    }

    /// Returns the delay of the answer.
    pub(crate) fn delay(&self) -> Duration {
        self.reply.map_or(Duration::ZERO, |reply| reply.delay)
    }

    /// Returns the answer, which may end early with a failure.
    ///
    /// # Errors
    ///
    /// The agent fails before its first output.
    pub(crate) fn complete(&self, history: &[Turn], input: &str, max_tokens: Option<u64>) -> Result<Completion, Failure> {
        let (parts, failure) = match self.reply.map(|reply| &reply.content) {
            None => (brain::answer(self.agent.role, history, input), None),
            Some(ReplyContent::Parts { parts, failure }) => (parts.clone(), failure.clone()),
            Some(ReplyContent::Error(failure)) => return Err(failure.clone()),
        };
        let mut completion = Completion::new(parts, history, input, max_tokens);
        completion.failure = failure;
        Ok(completion)
    }
}
