//! Whom an operation speaks to, and what it says.

use agentspec_client::types::InvokeRequest;

/// Whom an operation speaks to, and what it says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Subject<'a> {
    pub(super) agent: Option<&'a str>,
    pub(super) session: Option<&'a str>,
    pub(super) pipeline: Option<&'a str>,
    pub(super) request: Option<&'a InvokeRequest>,
}

impl<'a> Subject<'a> {
    pub(crate) fn agent(name: &'a str) -> Self {
        Self { agent: Some(name), ..Self::default() }
    }

    pub(crate) fn pipeline(name: &'a str) -> Self {
        Self { pipeline: Some(name), ..Self::default() }
    }

    pub(crate) fn session(self, id: &'a str) -> Self {
        Self { session: Some(id), ..self }
    }

    pub(crate) fn asked(self, request: &'a InvokeRequest) -> Self {
        Self { request: Some(request), ..self }
    }

    /// What it is to OpenTelemetry's conventions for generative AI, where it is something: an operation and whose it is.
    pub(super) fn gen_ai(&self) -> Option<(&'static str, &'a str)> {
        let _asked = self.request?;
        let agent = self.agent.map(|name| ("invoke_agent", name));
        agent.or(self.pipeline.map(|name| ("invoke_workflow", name)))
    }
}
