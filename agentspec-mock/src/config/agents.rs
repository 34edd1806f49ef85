//! `agents`.

use std::sync::Arc;

use super::{
    node::{Node, Problem, check_unique},
    replies,
};
use crate::agents::{
    brain::Role,
    catalog::{Agent, MODEL},
};

const KEYS: [&str; 7] = ["name", "model", "skills", "status", "control_flow", "answers_as", "replies"];

const ROLES: [(&str, Role); 4] =
    [("assistant", Role::Assistant), ("reviewer", Role::Reviewer), ("researcher", Role::Researcher), ("summarizer", Role::Summarizer)];

pub(super) fn read(node: &Node<'_>) -> Result<Vec<Arc<Agent>>, Problem> {
    let list = node.list()?;
    let agents = list.iter().map(|node| agent(node).map(Arc::new)).collect::<Result<Vec<_>, _>>()?;
    check_unique(&list, &agents, |agent| &agent.name)?;
    Ok(agents)
}

fn agent(node: &Node<'_>) -> Result<Agent, Problem> {
    let agent = node.object(&KEYS)?;
    let name = agent.require("name")?.name()?;
    // The default role is the one of the same name.
    let own = ROLES.iter().find(|(word, _)| *word == name).map(|(_, role)| *role);
    let role = agent.read("answers_as", |role| role.one_of(&ROLES))?.or(own);
    Ok(Agent {
        name,
        model: agent.read("model", Node::non_empty_string)?.unwrap_or_else(|| MODEL.to_owned()),
        skills: agent.read("skills", Node::strings)?.unwrap_or_default(),
        status: agent.read("status", Node::non_empty_string)?.unwrap_or_else(|| "ready".to_owned()),
        has_control_flow: agent.read("control_flow", Node::boolean)?.unwrap_or(false),
        role: role.unwrap_or(Role::Assistant),
        replies: agent.read("replies", replies::read)?.unwrap_or_default(),
    })
}
