//! Generates the raw client with progenitor, with a few changes to its input and output.

mod document;
mod fields;
mod source;
mod tables;

use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TagStyle, TypeImpl, TypePatch};

use super::Result;
use super::contract::{Contract, Shape};

pub(super) fn emit(contract: &Contract, document: &OpenAPI) -> Result<String> {
    let document = document::prepare(document)?;
    let mut generator = Generator::new(&settings(contract)?);
    let tokens = generator.generate_tokens(&document).map_err(|error| format!("openapi.yaml: progenitor: {error}"))?;
    let mut file = syn::parse2(tokens)?;
    source::finish(&mut file, contract)?;
    Ok(prettyplease::unparse(&file) + &tables::emit(contract))
}

/// Returns the settings. Every struct is `non_exhaustive`, so that a new field in the contract does not break users.
fn settings(contract: &Contract) -> Result<GenerationSettings> {
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_tag(TagStyle::Merged)
        .with_hooks(HooksMode::Expected)
        .with_inner_type("::std::sync::Arc<dyn crate::Executor>".parse().map_err(|error| format!("{error}"))?)
        .with_map_type("::indexmap::IndexMap")
        .with_derive("PartialEq");
    for schema in &contract.schemas {
        match &schema.shape {
            Shape::OpenEnum(_) => {
                let path = format!("super::{}", schema.name);
                settings.with_replacement(&schema.name, path, [TypeImpl::Display, TypeImpl::FromStr].into_iter());
            }
            Shape::Record(record) => {
                let mut patch = TypePatch::default();
                patch.with_attr("#[non_exhaustive]");
                if record.is_open && record.fields.iter().all(|field| !field.is_required) {
                    patch.with_derive("Default");
                }
                settings.with_patch(&schema.name, &patch);
            }
            Shape::Union(_) | Shape::Map(_) => {}
        }
    }
    Ok(settings)
}
