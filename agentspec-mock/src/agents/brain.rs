//! What the agents say: a pure function of the agent, the turns before and the input. No model, no I/O, no randomness, no
//! clock.

mod conversation;
mod text;

mod facts;

mod arithmetic;
mod calculator;
mod coding;
mod general;
mod introductions;
mod knowledge;
mod pipeline;
mod reviewer;
mod small_talk;
mod writing;

pub(crate) use conversation::{Part, Turn};

use conversation::Conversation;

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Assistant,
    Reviewer,
    Researcher,
    Summarizer,
}

/// A rule: what it says to the newest message, if that is its affair.
type Rule = fn(&Conversation<'_>) -> Option<String>;

/// What the assistant may say, the first that applies. Questions come before statements, as a message may hold both.
const ASSISTANT: [Rule; 7] = [
    introductions::recall,
    knowledge::answer,
    coding::answer,
    introductions::greet,
    writing::answer,
    small_talk::who_am_i,
    small_talk::answer,
];

const REVIEWER: [Rule; 3] = [introductions::recall, introductions::greet, small_talk::answer];

/// The answer to `input` after the turns of `history`. It has at least one text, and none is empty.
pub(crate) fn answer(role: Role, history: &[Turn], input: &str) -> Vec<Part> {
    let input = &text::tidy(input);
    match role {
        Role::Assistant => {
            arithmetic::answer(input).unwrap_or_else(|| say(first(&ASSISTANT, history, input).unwrap_or_else(|| general::answer(input))))
        }
        Role::Reviewer if reviewer::is_code(input) => say(reviewer::review(input)),
        Role::Reviewer => say(first(&REVIEWER, history, input).unwrap_or_else(|| reviewer::question(input))),
        Role::Researcher => say(pipeline::research(input)),
        Role::Summarizer => say(pipeline::summarize(input)),
    }
}

fn first(rules: &[Rule], history: &[Turn], input: &str) -> Option<String> {
    let earlier: Vec<String> = history.iter().map(|turn| text::tidy(&turn.input)).collect();
    let conversation = Conversation { input, earlier: &earlier };
    rules.iter().find_map(|rule| rule(&conversation))
}

fn say(text: String) -> Vec<Part> {
    vec![Part::Text(text)]
}

#[cfg(test)]
mod tests;
