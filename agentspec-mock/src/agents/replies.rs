//! The configured replies of an agent, and how often each was used. Pure.

use std::{collections::HashMap, time::Duration};

use super::{brain::Part, failure::Failure};

/// An answer to certain messages, in place of the brain's.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) when: When,
    /// How often it is used; `None` is without limit.
    pub(crate) times: Option<u32>,
    pub(crate) delay: Duration,
    pub(crate) content: ReplyContent,
}

/// The messages that a reply matches. The comparison is exact, including case and white space.
#[derive(Debug, Clone)]
pub(crate) enum When {
    Always,
    Equals(String),
    Contains(String),
}

#[derive(Debug, Clone)]
pub(crate) enum ReplyContent {
    /// Text and tools, then a failure if the agent fails half-way.
    Parts { parts: Vec<Part>, failure: Option<Failure> },
    /// An HTTP error.
    Error(Failure),
}

impl When {
    fn matches(&self, input: &str) -> bool {
        match self {
            Self::Always => true,
            Self::Equals(text) => input == text,
            Self::Contains(text) => input.contains(text.as_str()),
        }
    }
}

/// How often each reply with a limit was used, by agent and index.
#[derive(Debug, Default)]
pub(crate) struct ReplyCounts(HashMap<(String, usize), u32>);

impl ReplyCounts {
    /// Returns the first reply that matches and is within its limit, and counts it.
    pub(crate) fn choose<'r>(&mut self, agent: &str, replies: &'r [Reply], input: &str) -> Option<&'r Reply> {
        replies.iter().enumerate().filter(|(_, reply)| reply.when.matches(input)).find_map(|(at, reply)| {
            let Some(times) = reply.times else { return Some(reply) };
            let count = self.0.entry((agent.to_owned(), at)).or_default();
            let is_left = *count < times;
            *count += u32::from(is_left);
            is_left.then_some(reply)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(when: When, times: Option<u32>) -> Reply {
        Reply { when, times, delay: Duration::ZERO, content: ReplyContent::Parts { parts: Vec::new(), failure: None } }
    }

    fn chosen(counts: &mut ReplyCounts, replies: &[Reply], input: &str) -> Option<usize> {
        let chosen = counts.choose("agent", replies, input)?;
        replies.iter().position(|reply| std::ptr::eq(reply, chosen))
    }

    #[test]
    fn the_first_reply_that_matches_is_used() {
        let replies = [reply(When::Equals("Hi".to_owned()), None), reply(When::Contains("Hi".to_owned()), None), reply(When::Always, None)];
        let counts = &mut ReplyCounts::default();
        assert_eq!(["Hi", "Hi!", "hi"].map(|input| chosen(counts, &replies, input)), [Some(0), Some(1), Some(2)]);
        assert_eq!(chosen(counts, &replies[..2], "hi"), None);
    }

    #[test]
    fn a_reply_with_a_limit_is_used_that_often() {
        let replies = [reply(When::Always, Some(2)), reply(When::Always, Some(1))];
        let counts = &mut ReplyCounts::default();
        assert_eq!([(); 4].map(|()| chosen(counts, &replies, "Hi")), [Some(0), Some(0), Some(1), None]);
    }
}
