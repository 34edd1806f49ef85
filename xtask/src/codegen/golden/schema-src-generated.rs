// Generated from openapi.yaml 0.3.0 (sha256 cfe406612298effb3ccfe983d58d34d294c95c51493b3b008bce816356338215) by `cargo xtask codegen`. Not to be edited.

//! The types of the contract.
pub(crate) const VERSION: &str = "0.3.0";
pub(crate) const STAMP: &str = "Generated from openapi.yaml 0.3.0 (sha256 cfe406612298effb3ccfe983d58d34d294c95c51493b3b008bce816356338215) by `cargo xtask codegen`. Not to be edited.";
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
    generator.subschema_for::<agentspec_client::types::ReadOptions>();
    generator.subschema_for::<agentspec_client::types::ErrorResponse>();
    generator.subschema_for::<agentspec_ext::StreamEvent>();
}
