// Generated from openapi.yaml 0.1.0 (sha256 15739539bbfdd465ef8b239dc0433818cce21e991119b19c46198e42f36ba526) by `cargo xtask codegen`. Not to be edited.

//! The schemas of what users get and give.
pub use agentspec_client::types::{
    Agent, AgentStatus, AgentList, InvokeOptions, Usage, InvokeResponse, Metadata,
    Session, SessionList, SessionContinueResponse, RunStatus, StepStatus, StepError,
    PipelineStep, PipelineRunResponse, PipelineStatus, HealthStatus, Health, HealthChecks,
};
