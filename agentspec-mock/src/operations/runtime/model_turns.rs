//! The turns of the model's loop in an agent's answer: the model writes and calls tools, the tools run, and it is asked again. Pure.

use std::mem;

use serde_json::Value;

use crate::{
    agents::completion::Completion,
    api::{runtime::wire::Tokens, wire::StreamEvent},
};

/// A turn of the model.
#[derive(Debug, Default)]
pub(super) struct ModelTurn<'a> {
    /// The tokens of its text.
    pub(super) tokens: Vec<&'a str>,
    pub(super) calls: Vec<ToolCall<'a>>,
    /// Whether it was broken off by a failure of the agent.
    pub(super) is_cut: bool,
    pub(super) input_tokens: u64,
}

/// A tool that the model calls after its text.
#[derive(Debug)]
pub(super) struct ToolCall<'a> {
    pub(super) id: String,
    pub(super) name: &'a str,
    pub(super) input: &'a Value,
    pub(super) output: Option<&'a Value>,
}

impl ModelTurn<'_> {
    pub(super) fn content(&self) -> String {
        self.tokens.concat()
    }

    fn tools_have_run(&self) -> bool {
        self.calls.iter().any(|call| call.output.is_some())
    }
}

/// Returns the turns of an answer. The whole input counts in the first one, so that the sum is the usage of the answer.
pub(super) fn of(completion: &Completion) -> Vec<ModelTurn<'_>> {
    let mut turns = Vec::new();
    let mut turn = ModelTurn { input_tokens: completion.usage.input_tokens, ..ModelTurn::default() };
    let mut number = 0;
    for event in completion.events() {
        match event {
            StreamEvent::Token { content } => {
                if !turn.calls.is_empty() {
                    turns.push(mem::take(&mut turn));
                }
                turn.tokens.push(content);
            }
            StreamEvent::ToolCall { name, arguments } => {
                if turn.tools_have_run() {
                    turns.push(mem::take(&mut turn));
                }
                number += 1;
                turn.calls.push(ToolCall { id: format!("c{number}"), name, input: arguments, output: None });
            }
            // A result without a call has no place here.
            StreamEvent::ToolResult { name, output } => {
                if let Some(call) = turn.calls.iter_mut().find(|call| call.name == name && call.output.is_none()) {
                    call.output = Some(output);
                }
            }
            // The model has the last word, even if it is empty.
            StreamEvent::Done { .. } => {
                if !turn.calls.is_empty() {
                    turns.push(mem::take(&mut turn));
                }
            }
            StreamEvent::Error { .. } => {
                if turn.tools_have_run() {
                    turns.push(mem::take(&mut turn));
                }
                turn.is_cut = true;
            }
        }
    }
    turns.push(turn);
    turns
}

/// Returns the tokens of an answer.
pub(super) fn tokens(completion: &Completion) -> Tokens {
    let usage = completion.usage;
    Tokens { input: usage.input_tokens, output: usage.output_tokens, total: usage.total_tokens }
}
