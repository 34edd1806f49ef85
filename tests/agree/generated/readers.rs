// Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.

//! The reader of each schema of the contract that the clients use.

use agentspec_client::json::{Undecodable, from_value};
use agentspec_client::types;
use serde_json::Value;

pub(crate) type Read = fn(&Value) -> Result<(), Undecodable>;
pub(crate) const READERS: &[(&str, Read)] = &[
    ("Agent", |value| from_value::<types::Agent>(value.clone()).map(drop)),
    ("AgentStatus", |value| from_value::<types::AgentStatus>(value.clone()).map(drop)),
    ("AgentList", |value| from_value::<types::AgentList>(value.clone()).map(drop)),
    (
        "InvokeRequest",
        |value| from_value::<types::InvokeRequest>(value.clone()).map(drop),
    ),
    (
        "InvokeOptions",
        |value| from_value::<types::InvokeOptions>(value.clone()).map(drop),
    ),
    ("Usage", |value| from_value::<types::Usage>(value.clone()).map(drop)),
    (
        "InvokeResponse",
        |value| from_value::<types::InvokeResponse>(value.clone()).map(drop),
    ),
    ("Metadata", |value| from_value::<types::Metadata>(value.clone()).map(drop)),
    (
        "CreateSessionRequest",
        |value| from_value::<types::CreateSessionRequest>(value.clone()).map(drop),
    ),
    ("Session", |value| from_value::<types::Session>(value.clone()).map(drop)),
    ("SessionList", |value| from_value::<types::SessionList>(value.clone()).map(drop)),
    (
        "SessionContinueResponse",
        |value| from_value::<types::SessionContinueResponse>(value.clone()).map(drop),
    ),
    ("RunStatus", |value| from_value::<types::RunStatus>(value.clone()).map(drop)),
    ("StepStatus", |value| from_value::<types::StepStatus>(value.clone()).map(drop)),
    ("StepError", |value| from_value::<types::StepError>(value.clone()).map(drop)),
    ("PipelineStep", |value| from_value::<types::PipelineStep>(value.clone()).map(drop)),
    (
        "PipelineRunResponse",
        |value| from_value::<types::PipelineRunResponse>(value.clone()).map(drop),
    ),
    (
        "PipelineStatus",
        |value| from_value::<types::PipelineStatus>(value.clone()).map(drop),
    ),
    ("HealthStatus", |value| from_value::<types::HealthStatus>(value.clone()).map(drop)),
    ("Health", |value| from_value::<types::Health>(value.clone()).map(drop)),
    ("HealthChecks", |value| from_value::<types::HealthChecks>(value.clone()).map(drop)),
    (
        "StreamEvent",
        |value| agentspec_ext::StreamEvent::parse(value.to_string()).map(drop),
    ),
    (
        "ErrorResponse",
        |value| from_value::<types::ErrorResponse>(value.clone()).map(drop),
    ),
    ("ErrorDetail", |value| from_value::<types::ErrorDetail>(value.clone()).map(drop)),
];
