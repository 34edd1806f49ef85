//! The agents and pipelines of a server: the built-in ones, or those of its configuration.

use std::{sync::Arc, time::Duration};

use super::{brain::Role, failure::Failure, replies::Reply};
use crate::api::{
    error::{ApiError, truncate},
    wire,
};

pub(crate) const MODEL: &str = "claude-sonnet-4-20250514";

#[derive(Debug, Clone)]
pub(crate) struct Agent {
    pub(crate) name: String,
    pub(crate) model: String,
    pub(crate) skills: Vec<String>,
    pub(crate) status: String,
    /// Whether it has a control flow of its own, which the runtime's dialect answers with activity and without tokens.
    pub(crate) has_control_flow: bool,
    /// Answers if no reply matches.
    pub(crate) role: Role,
    pub(crate) replies: Vec<Reply>,
}

/// Agents that run in sequence, each on the output of the previous one.
#[derive(Debug, Clone)]
pub(crate) struct Pipeline {
    pub(crate) name: String,
    pub(crate) steps: Vec<Step>,
}

#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) name: String,
    pub(crate) agent: Arc<Agent>,
    /// How long it takes, in addition to the delay of its agent's reply.
    pub(crate) delay: Duration,
    /// The failure, if the step fails.
    pub(crate) failure: Option<Failure>,
}

#[derive(Debug, Clone)]
pub(crate) struct Catalog {
    pub(crate) agents: Vec<Arc<Agent>>,
    pub(crate) pipelines: Vec<Pipeline>,
}

impl Agent {
    fn built_in(name: &str, role: Role, skills: &[&str]) -> Self {
        Self {
            name: name.to_owned(),
            model: MODEL.to_owned(),
            skills: skills.iter().copied().map(str::to_owned).collect(),
            status: "ready".to_owned(),
            has_control_flow: false,
            role,
            replies: Vec::new(),
        }
    }

    /// Returns the agents of the built-in pipeline. They are not listed, and only pipelines run them.
    pub(crate) fn of_pipelines() -> [Arc<Self>; 2] {
        [("researcher", Role::Researcher), ("summarizer", Role::Summarizer)].map(|(name, role)| Arc::new(Self::built_in(name, role, &[])))
    }

    pub(crate) fn listed(&self) -> wire::Agent<'_> {
        wire::Agent { name: &self.name, model: &self.model, skills: &self.skills, status: &self.status }
    }
}

impl Default for Catalog {
    fn default() -> Self {
        Self::new(vec![
            Arc::new(Agent::built_in("assistant", Role::Assistant, &["search", "calculator"])),
            Arc::new(Agent::built_in("reviewer", Role::Reviewer, &["code-review"])),
        ])
    }
}

impl Catalog {
    /// Creates a catalog of these agents and the built-in pipeline. An agent with the name of one of its steps runs that step.
    pub(crate) fn new(agents: Vec<Arc<Agent>>) -> Self {
        let mut catalog = Self { agents, pipelines: Vec::new() };
        let steps = Agent::of_pipelines().map(|built_in| {
            let agent = catalog.for_pipelines(&built_in.name).unwrap_or(built_in);
            Step { name: agent.name.clone(), agent, delay: Duration::ZERO, failure: None }
        });
        catalog.pipelines.push(Pipeline { name: "research-and-summarize".to_owned(), steps: steps.into() });
        catalog
    }

    /// Returns the agent of that name that a pipeline may run: a listed one, or one of the built-in pipeline.
    pub(crate) fn for_pipelines(&self, name: &str) -> Option<Arc<Agent>> {
        let built_in = Agent::of_pipelines();
        self.agents.iter().chain(&built_in).find(|agent| agent.name == name).map(Arc::clone)
    }

    pub(crate) fn agent(&self, name: &str) -> Result<&Agent, ApiError> {
        self.agents.iter().find(|agent| agent.name == name).map(AsRef::as_ref).ok_or_else(|| {
            let message = format!("There is no agent named '{}': GET /v1/agents lists the agents.", truncate(name));
            ApiError::not_found(message)
        })
    }

    pub(crate) fn pipeline(&self, name: &str) -> Result<&Pipeline, ApiError> {
        self.pipelines.iter().find(|pipeline| pipeline.name == name).ok_or_else(|| {
            let known = names(&self.pipelines, |pipeline| &pipeline.name);
            ApiError::not_found(format!("There is no pipeline named '{}': this server has {known}.", truncate(name)))
        })
    }

    /// Checks that there is a pipeline with that step, for a test that changes it.
    ///
    /// # Errors
    ///
    /// A message with the known names.
    pub(crate) fn check_step(&self, pipeline: &str, step: &str) -> Result<(), String> {
        let Some(found) = self.pipelines.iter().find(|known| known.name == pipeline) else {
            return Err(format!("there is no pipeline {pipeline:?}: the server has {}", names(&self.pipelines, |known| &known.name)));
        };
        if found.steps.iter().any(|known| known.name == step) {
            return Ok(());
        }
        Err(format!("the pipeline {pipeline:?} has no step {step:?}: it has {}", names(&found.steps, |known| &known.name)))
    }
}

/// Returns the names of `all` for a message, quoted and in their order.
pub(crate) fn names<T>(all: &[T], name: impl Fn(&T) -> &String) -> String {
    if all.is_empty() {
        return "none".to_owned();
    }
    all.iter().map(|one| format!("'{}'", name(one))).collect::<Vec<_>>().join(", ")
}
