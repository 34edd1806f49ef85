//! What telemetry records of a request.

use agentspec_client::types::InvokeRequest;

/// The agent, session or pipeline that a call addresses, and the message that it sends.
#[derive(Clone, Copy, Debug, Default)]
pub struct Subject<'a> {
    pub(crate) agent: Option<&'a str>,
    pub(crate) session: Option<&'a str>,
    pub(crate) pipeline: Option<&'a str>,
    pub(crate) message: Option<&'a InvokeRequest>,
}

impl<'a> Subject<'a> {
    /// Returns the message, if the call is a turn of a session.
    pub(crate) fn turn(&self) -> Option<&'a InvokeRequest> {
        self.message.filter(|_| self.session.is_some())
    }

    /// Returns the operation in OpenTelemetry's conventions for generative AI, and the name of the agent or workflow. None if the call sends no
    /// message.
    pub(crate) fn gen_ai(&self) -> Option<(&'static str, &'a str)> {
        self.message?;
        let agent = self.agent.map(|name| ("invoke_agent", name));
        agent.or(self.pipeline.map(|name| ("invoke_workflow", name)))
    }
}
