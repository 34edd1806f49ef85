//! Replies that a configuration gives an agent, and how many times each has been given. Pure.

use std::{collections::HashMap, time::Duration};

use super::{brain::Part, failure::Failure};

/// What an agent says to certain messages, instead of what it would say.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) when: When,
    /// How many times it is given; without a limit where there is none.
    pub(crate) times: Option<u32>,
    pub(crate) delay: Duration,
    pub(crate) says: Says,
}

/// Which messages a reply is for. Letters are compared as they are, case and white space too.
#[derive(Debug, Clone)]
pub(crate) enum When {
    Always,
    Equals(String),
    Contains(String),
}

#[derive(Debug, Clone)]
pub(crate) enum Says {
    /// Text and tools, and a failure after them where the agent fails half-way.
    Parts { parts: Vec<Part>, failure: Option<Failure> },
    /// An HTTP error.
    Error(Failure),
}

impl When {
    fn fits(&self, input: &str) -> bool {
        match self {
            Self::Always => true,
            Self::Equals(text) => input == text,
            Self::Contains(text) => input.contains(text.as_str()),
        }
    }
}

/// How many times each reply that has a limit has been given, by agent and place.
#[derive(Debug, Default)]
pub(crate) struct Given(HashMap<(String, usize), u32>);

impl Given {
    /// The first reply of the agent that fits and has not been given often enough; it counts as given.
    pub(crate) fn choose<'r>(&mut self, agent: &str, replies: &'r [Reply], input: &str) -> Option<&'r Reply> {
        replies.iter().enumerate().filter(|(_, reply)| reply.when.fits(input)).find_map(|(at, reply)| {
            let Some(times) = reply.times else { return Some(reply) };
            let given = self.0.entry((agent.to_owned(), at)).or_default();
            let due = *given < times;
            *given += u32::from(due);
            due.then_some(reply)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(when: When, times: Option<u32>) -> Reply {
        Reply { when, times, delay: Duration::ZERO, says: Says::Parts { parts: Vec::new(), failure: None } }
    }

    fn chosen(given: &mut Given, replies: &[Reply], input: &str) -> Option<usize> {
        let chosen = given.choose("agent", replies, input)?;
        replies.iter().position(|reply| std::ptr::eq(reply, chosen))
    }

    #[test]
    fn the_first_reply_that_fits_is_given() {
        let replies = [reply(When::Equals("Hi".to_owned()), None), reply(When::Contains("Hi".to_owned()), None), reply(When::Always, None)];
        let given = &mut Given::default();
        assert_eq!(["Hi", "Hi!", "hi"].map(|input| chosen(given, &replies, input)), [Some(0), Some(1), Some(2)]);
        assert_eq!(chosen(given, &replies[..2], "hi"), None);
    }

    #[test]
    fn a_reply_with_a_limit_is_given_so_many_times() {
        let replies = [reply(When::Always, Some(2)), reply(When::Always, Some(1))];
        let given = &mut Given::default();
        assert_eq!([(); 4].map(|()| chosen(given, &replies, "Hi")), [Some(0), Some(0), Some(1), None]);
    }
}
