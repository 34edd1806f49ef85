// Generated from openapi.yaml 0.3.0 (sha256 552988206d56d78f0393d6a9c7672ce73ed33af80af5b6c4c7764e5ef004cab8) by `cargo xtask codegen`. Not to be edited.

//! The types of the contract.
pub(crate) const STAMP: &str = "Generated from openapi.yaml 0.3.0 (sha256 552988206d56d78f0393d6a9c7672ce73ed33af80af5b6c4c7764e5ef004cab8) by `cargo xtask codegen`. Not to be edited.";
/// Describes every type of the contract.
pub(crate) fn describe(generator: &mut schemars::SchemaGenerator) {
    generator.subschema_for::<agentspec_client::types::Book>();
    generator.subschema_for::<agentspec_client::types::Loan>();
    generator.subschema_for::<agentspec_client::types::Scores>();
    generator.subschema_for::<agentspec_client::types::Shelf>();
    generator.subschema_for::<agentspec_client::types::ReadRequest>();
    generator.subschema_for::<agentspec_client::types::ReadOptions>();
    generator.subschema_for::<agentspec_client::types::ErrorResponse>();
    generator.subschema_for::<agentspec_ext::StreamEvent>();
}
