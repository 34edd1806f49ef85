//! The answers that a test has scripted and that have not been given yet.

use std::collections::VecDeque;

use super::answer::Answer;
use crate::api::request::Request;

/// The scripted answers, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Scripts(VecDeque<(For, Answer)>);

/// What a scripted answer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    /// Any request under `/v1/` or to `/healthz`, known or not.
    Any,
    /// Requests for the operation of that id.
    Operation(&'static str),
}

impl Scripts {
    pub(crate) fn add(&mut self, whom: For, answer: Answer) {
        self.0.push_back((whom, answer));
    }

    /// The first answer that is for this request: it is given once.
    pub(crate) fn take(&mut self, request: &Request) -> Option<Answer> {
        let at = self.0.iter().position(|(whom, _)| whom.is(request))?;
        self.0.remove(at).map(|(_, answer)| answer)
    }

    /// Those that nobody has asked for yet, a line each.
    pub(crate) fn unused(&self) -> Vec<String> {
        self.0.iter().map(|(whom, answer)| format!("an answer with status {} to {}", answer.shown_status(), whom.shown())).collect()
    }
}

impl For {
    fn shown(self) -> &'static str {
        match self {
            Self::Any => "any request",
            Self::Operation(id) => id,
        }
    }

    fn is(self, request: &Request) -> bool {
        match self {
            Self::Any => request.path().starts_with("/v1/") || request.path() == "/healthz",
            Self::Operation(id) => request.operation == Some(id),
        }
    }
}
