// Generated from openapi.yaml 0.3.0 (sha256 7eb34635b386db4c68c4ffd753cd3e7ff8b606742e061b6d4cd664fb1a0a9758) by `cargo xtask codegen`. Not to be edited.

//! The types of the contract.
pub(crate) const STAMP: &str = "Generated from openapi.yaml 0.3.0 (sha256 7eb34635b386db4c68c4ffd753cd3e7ff8b606742e061b6d4cd664fb1a0a9758) by `cargo xtask codegen`. Not to be edited.";
/// Describes every type of the contract.
pub(crate) fn describe(generator: &mut schemars::SchemaGenerator) {
    generator.subschema_for::<agentspec_client::types::Book>();
    generator.subschema_for::<agentspec_client::types::Loans>();
    generator.subschema_for::<agentspec_client::types::Loan>();
    generator.subschema_for::<agentspec_client::types::Scores>();
    generator.subschema_for::<agentspec_client::types::Shelf>();
    generator.subschema_for::<agentspec_client::types::ReadRequest>();
    generator.subschema_for::<agentspec_client::types::ReadOptions>();
    generator.subschema_for::<agentspec_client::types::ErrorResponse>();
    generator.subschema_for::<agentspec_ext::StreamEvent>();
}
