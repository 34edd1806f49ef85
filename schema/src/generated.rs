// Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.

//! The types of the contract.

pub(crate) const VERSION: &str = "0.1.0";
pub(crate) const STAMP: &str = "Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.";
/// Describes every type of the contract.
pub(crate) fn describe(generator: &mut schemars::SchemaGenerator) {
    generator.subschema_for::<agentspec_client::types::Agent>();
    generator.subschema_for::<agentspec_client::types::AgentStatus>();
    generator.subschema_for::<agentspec_client::types::AgentList>();
    generator.subschema_for::<agentspec_client::types::InvokeRequest>();
    generator.subschema_for::<agentspec_client::types::InvokeOptions>();
    generator.subschema_for::<agentspec_client::types::Usage>();
    generator.subschema_for::<agentspec_client::types::InvokeResponse>();
    generator.subschema_for::<agentspec_client::types::Metadata>();
    generator.subschema_for::<agentspec_client::types::CreateSessionRequest>();
    generator.subschema_for::<agentspec_client::types::Session>();
    generator.subschema_for::<agentspec_client::types::SessionList>();
    generator.subschema_for::<agentspec_client::types::SessionContinueResponse>();
    generator.subschema_for::<agentspec_client::types::RunStatus>();
    generator.subschema_for::<agentspec_client::types::StepStatus>();
    generator.subschema_for::<agentspec_client::types::StepError>();
    generator.subschema_for::<agentspec_client::types::PipelineStep>();
    generator.subschema_for::<agentspec_client::types::PipelineRunResponse>();
    generator.subschema_for::<agentspec_client::types::PipelineStatus>();
    generator.subschema_for::<agentspec_client::types::HealthStatus>();
    generator.subschema_for::<agentspec_client::types::Health>();
    generator.subschema_for::<agentspec_client::types::HealthChecks>();
    generator.subschema_for::<agentspec_ext::StreamEvent>();
    generator.subschema_for::<agentspec_client::types::ErrorResponse>();
    generator.subschema_for::<agentspec_client::types::ErrorDetail>();
}
