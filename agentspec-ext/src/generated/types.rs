// Generated from openapi.yaml 0.1.0 (sha256 de4687c552063aa26cc0319d839bc47315d16f31b0791d33022facccd21d7814) by `cargo xtask codegen`. Not to be edited.

//! The schemas of what users get and give.
pub use agentspec_client::types::{
    Agent, AgentStatus, AgentList, InvokeOptions, Usage, InvokeResponse, Metadata,
    Session, SessionList, SessionContinueResponse, RunStatus, StepStatus, StepError,
    PipelineStep, PipelineRunResponse, PipelineStatus, HealthStatus, Health, HealthChecks,
};
