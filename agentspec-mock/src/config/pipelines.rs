//! `pipelines`.

use super::{
    node::{Node, Problem, check_unique},
    replies::failure,
};
use crate::agents::catalog::{Agent, Catalog, Pipeline, Step, names};

pub(super) fn read(node: &Node<'_>, catalog: &Catalog) -> Result<Vec<Pipeline>, Problem> {
    let list = node.list()?;
    let pipelines = list.iter().map(|node| pipeline(node, catalog)).collect::<Result<Vec<_>, _>>()?;
    check_unique(&list, &pipelines, |pipeline| &pipeline.name)?;
    Ok(pipelines)
}

fn pipeline(node: &Node<'_>, catalog: &Catalog) -> Result<Pipeline, Problem> {
    let pipeline = node.object(&["name", "steps"])?;
    let name = pipeline.require("name")?.name()?;
    let node = pipeline.require("steps")?;
    let list = node.list()?;
    if list.is_empty() {
        return Err(node.problem("must not be empty: a pipeline has at least one step"));
    }
    let steps = list.iter().map(|node| step(node, catalog)).collect::<Result<Vec<_>, _>>()?;
    check_unique(&list, &steps, |step| &step.name)?;
    Ok(Pipeline { name, steps })
}

fn step(node: &Node<'_>, catalog: &Catalog) -> Result<Step, Problem> {
    let step = node.object(&["name", "agent", "delay_ms", "fail"])?;
    let node = step.require("agent")?;
    let agent = node.non_empty_string()?;
    let agent = catalog.for_pipelines(&agent).ok_or_else(|| {
        let (listed, unlisted) = (names(&catalog.agents, |agent| &agent.name), names(&Agent::of_pipelines(), |agent| &agent.name));
        node.problem(format!("there is no agent '{agent}': the agents are {listed}, and for pipelines also {unlisted}"))
    })?;
    Ok(Step {
        // The default is the agent's name.
        name: step.read("name", Node::non_empty_string)?.unwrap_or_else(|| agent.name.clone()),
        agent,
        delay: step.read("delay_ms", Node::millis)?.unwrap_or_default(),
        failure: step.read("fail", failure)?,
    })
}
