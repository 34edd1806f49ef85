// Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.

//! The types of the contract.

pub(crate) const VERSION: &str = "0.3.0";
pub(crate) const STAMP: &str = "Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.";
/// Describes every type of the contract.
pub(crate) fn describe(generator: &mut schemars::SchemaGenerator) {
    generator.subschema_for::<agentspec_client::types::Book>();
    generator.subschema_for::<agentspec_client::types::Loans>();
    generator.subschema_for::<agentspec_client::types::Loan>();
    generator.subschema_for::<agentspec_client::types::Lent>();
    generator.subschema_for::<agentspec_client::types::Seen>();
    generator.subschema_for::<agentspec_client::types::Reader>();
    generator.subschema_for::<agentspec_client::types::Scores>();
    generator.subschema_for::<agentspec_client::types::Shelf>();
    generator.subschema_for::<agentspec_client::types::ReadRequest>();
    generator.subschema_for::<agentspec_client::types::InvokeRequest>();
    generator.subschema_for::<agentspec_client::types::ReadOptions>();
    generator.subschema_for::<agentspec_client::types::ErrorResponse>();
    generator.subschema_for::<agentspec_ext::StreamEvent>();
}
