//! The agents and the pipeline that are built in.

use crate::{brain::Role, error::ApiError, error::shorten, wire::Agent};

const MODEL: &str = "claude-sonnet-4-20250514";

pub(crate) static AGENTS: [Agent; 2] = [
    Agent { name: "assistant", model: MODEL, skills: &["search", "calculator"], status: "ready" },
    Agent { name: "reviewer", model: MODEL, skills: &["code-review"], status: "ready" },
];

/// A pipeline: agents run one after the other, each on the output of the one before.
pub(crate) struct Pipeline {
    pub(crate) name: &'static str,
    pub(crate) steps: &'static [(&'static str, Role)],
}

static PIPELINES: [Pipeline; 1] =
    [Pipeline { name: "research-and-summarize", steps: &[("researcher", Role::Researcher), ("summarizer", Role::Summarizer)] }];

/// How the agent of that name answers.
pub(crate) fn role_of(name: &str) -> Result<Role, ApiError> {
    match name {
        "assistant" => Ok(Role::Assistant),
        "reviewer" => Ok(Role::Reviewer),
        _ => {
            let message = format!("There is no agent named '{}': GET /v1/agents lists those there are.", shorten(name));
            Err(ApiError::not_found(message))
        }
    }
}

pub(crate) fn pipeline(name: &str) -> Result<&'static Pipeline, ApiError> {
    PIPELINES.iter().find(|pipeline| pipeline.name == name).ok_or_else(|| {
        let known = PIPELINES[0].name;
        ApiError::not_found(format!("There is no pipeline named '{}': this server has '{known}'.", shorten(name)))
    })
}
