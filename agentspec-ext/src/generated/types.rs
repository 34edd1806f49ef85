// Generated from openapi.yaml 0.1.0 (sha256 1eda6a2c21f40419889cc5a522ac46efda83691eb15cd7c6204ba728a42db73d) by `cargo xtask codegen`. Not to be edited.

//! The schemas of what users get and give.
pub use agentspec_client::types::{
    Agent, AgentStatus, AgentList, InvokeOptions, Usage, InvokeResponse, Metadata,
    Session, SessionList, SessionContinueResponse, RunStatus, StepStatus, StepError,
    PipelineStep, PipelineRunResponse, PipelineStatus, HealthStatus, Health, HealthChecks,
};
