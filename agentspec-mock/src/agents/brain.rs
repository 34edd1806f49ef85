//! The answers of the agents: a pure function of the agent, the previous turns and the input. No model, I/O, randomness or clock.

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

/// The kind of an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Assistant,
    Reviewer,
    Researcher,
    Summarizer,
}

/// A rule that answers the newest message; `None` if it does not apply.
type Rule = fn(&Conversation<'_>) -> Option<String>;

/// The rules of the assistant; the first that applies answers. Questions precede statements, as a message may contain both.
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

/// Answers `input` after the turns of `history`. The answer has at least one text, and no text is empty.
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
