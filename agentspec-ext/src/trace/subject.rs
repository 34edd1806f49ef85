//! Whom an operation speaks to, and what it says.

use agentspec_client::types::InvokeRequest;

/// Whom an operation speaks to, and what it says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Subject<'a> {
    pub(crate) agent: Option<&'a str>,
    pub(crate) session: Option<&'a str>,
    pub(crate) pipeline: Option<&'a str>,
    pub(crate) request: Option<&'a InvokeRequest>,
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

    /// What is said, where it is a turn of a session.
    pub(crate) fn turn(&self) -> Option<&'a InvokeRequest> {
        self.request.filter(|_| self.session.is_some())
    }

    /// What it is to OpenTelemetry's conventions for generative AI, where it is something: an operation and whose it is.
    pub(crate) fn gen_ai(&self) -> Option<(&'static str, &'a str)> {
        let _asked = self.request?;
        let agent = self.agent.map(|name| ("invoke_agent", name));
        agent.or(self.pipeline.map(|name| ("invoke_workflow", name)))
    }
}
