// Generated from openapi.yaml 0.1.0 (sha256 8dabfa6dfdae66a9e0740d184731033b89f23b9168733e0cf80ded860062df37) by `cargo xtask codegen`. Not to be edited.

//! The schemas of what users get and give.
pub use agentspec_client::types::{
    Agent, AgentStatus, AgentList, InvokeOptions, Usage, InvokeResponse, Metadata,
    Session, SessionList, SessionContinueResponse, RunStatus, StepStatus, StepError,
    PipelineStep, PipelineRunResponse, PipelineStatus, HealthStatus, Health, HealthChecks,
};
