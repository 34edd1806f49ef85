//! An agent's answer to one message: its events, its text and its usage. Pure.

use serde_json::Value;

use super::{
    brain::{Part, Turn},
    failure::Failure,
    tokens,
};
use crate::api::wire::{StreamEvent, Usage};

/// An agent's answer, truncated to `max_tokens`.
#[derive(Debug)]
pub(crate) struct Completion {
    parts: Vec<Part>,
    /// Set if the agent failed half-way.
    pub(crate) failure: Option<Failure>,
    pub(crate) output: String,
    pub(crate) usage: Usage,
}

impl Completion {
    /// Truncates the text to `max_tokens` tokens. Tool calls do not count, and are kept.
    pub(crate) fn new(mut parts: Vec<Part>, history: &[Turn], input: &str, max_tokens: Option<u64>) -> Self {
        let mut left = max_tokens.unwrap_or(u64::MAX);
        let mut output = String::new();
        let mut output_tokens = 0;
        for part in &mut parts {
            let Part::Text(text) = part else { continue };
            let kept: Vec<&str> = tokens::split(text).into_iter().zip(0..left).map(|(token, _)| token).collect();
            output_tokens += kept.len() as u64;
            left -= kept.len() as u64;
            *text = kept.concat();
            output.push_str(text);
        }
        let input_tokens = tokens::count(input) + history.iter().map(words_of).sum::<u64>();
        Self { parts, failure: None, output, usage: Usage::new(input_tokens, output_tokens) }
    }

    /// Returns the events of the answer. The last one is `done` or `error`.
    pub(crate) fn events(&self) -> impl Iterator<Item = StreamEvent<'_>> {
        let end = match &self.failure {
            None => StreamEvent::Done { usage: self.usage },
            Some(Failure { code, message, .. }) => StreamEvent::Error { code, message },
        };
        self.parts.iter().flat_map(events_of).chain([end])
    }
}

fn events_of(part: &Part) -> Vec<StreamEvent<'_>> {
    match part {
        Part::Text(text) => tokens::split(text).into_iter().map(|content| StreamEvent::Token { content }).collect(),
        Part::ToolCall { name, arguments } => vec![tool_call(name, arguments)],
        Part::ToolResult { name, output } => vec![StreamEvent::ToolResult { name, output }],
    }
}

fn tool_call<'a>(name: &'a str, arguments: &'a Value) -> StreamEvent<'a> {
    StreamEvent::ToolCall { name, arguments }
}

fn words_of(turn: &Turn) -> u64 {
    tokens::count(&turn.input) + tokens::count(&turn.output)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agents::brain::{self, Role};

    fn answer(history: &[Turn], input: &str, max_tokens: Option<u64>) -> Completion {
        Completion::new(brain::answer(Role::Assistant, history, input), history, input, max_tokens)
    }

    fn contents(answer: &Completion) -> Vec<String> {
        answer
            .events()
            .filter_map(|event| match event {
                StreamEvent::Token { content } => Some(content.to_owned()),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn the_token_events_join_to_the_output_and_are_as_many_as_its_tokens() {
        let answer = answer(&[], "Can you tell me a story?", None);
        assert_eq!(contents(&answer).concat(), answer.output);
        assert_eq!(contents(&answer).len() as u64, answer.usage.output_tokens);
    }

    #[test]
    fn max_tokens_truncates_the_answer() {
        let answer = answer(&[], "What is the capital of France?", Some(3));
        assert_eq!(answer.output, "The capital of");
        assert_eq!(answer.usage, Usage::new(6, 3));
    }

    #[test]
    fn max_tokens_keeps_the_calls_of_tools() {
        let answer = answer(&[], "What is 2 + 3 * 4?", Some(1));
        assert_eq!(answer.output, "2");
        assert_eq!(answer.events().count(), 4);
    }

    #[test]
    fn the_turns_before_count_as_input() {
        let history = [Turn { input: "one two".to_owned(), output: "three four five".to_owned() }];
        let answer = answer(&history, "What is the capital of France?", None);
        assert_eq!(answer.usage.input_tokens, 2 + 3 + 6);
    }
}
