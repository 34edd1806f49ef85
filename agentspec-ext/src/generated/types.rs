// Generated from openapi.yaml 0.1.0 (sha256 6917b5297f71ca9813b96dfa0f5e4adeafd600f19280acd3f7be67326a41cd51) by `cargo xtask codegen`. Not to be edited.

//! The schemas of what users get and give.
pub use agentspec_client::types::{
    Agent, AgentStatus, AgentList, InvokeOptions, Usage, InvokeResponse, Metadata,
    Session, SessionList, SessionContinueResponse, RunStatus, StepStatus, StepError,
    PipelineStep, PipelineRunResponse, PipelineStatus, HealthStatus, Health, HealthChecks,
};
