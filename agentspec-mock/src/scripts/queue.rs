//! The scripted answers that have not been used yet.

use std::collections::VecDeque;

use super::answer::Answer;
use crate::api::request::Request;

/// The scripted answers, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Scripts(VecDeque<(Target, Answer)>);

/// The requests that a scripted answer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// Any request under `/v1/` or to `/healthz`, known or not.
    Any,
    /// Requests for the operation of that id.
    Operation(&'static str),
}

impl Scripts {
    pub(crate) fn add(&mut self, target: Target, answer: Answer) {
        self.0.push_back((target, answer));
    }

    /// Removes and returns the first answer for this request.
    pub(crate) fn take(&mut self, request: &Request) -> Option<Answer> {
        let at = self.0.iter().position(|(target, _)| target.matches(request))?;
        self.0.remove(at).map(|(_, answer)| answer)
    }

    /// Describes each answer that has not been used.
    pub(crate) fn unused(&self) -> Vec<String> {
        self.0.iter().map(|(target, answer)| format!("an answer with status {} to {}", answer.status_code(), target.name())).collect()
    }
}

impl Target {
    fn name(self) -> &'static str {
        match self {
            Self::Any => "any request",
            Self::Operation(id) => id,
        }
    }

    fn matches(self, request: &Request) -> bool {
        match self {
            Self::Any => request.path().starts_with("/v1/") || request.path() == "/healthz",
            Self::Operation(id) => request.operation == Some(id),
        }
    }
}
