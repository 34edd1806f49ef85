//! Finds the fields of the contract in the code that progenitor generates.

use syn::visit_mut::VisitMut;

use super::super::Result;
use super::super::contract::{Contract, Field, Record, Shape, pascal_case};

/// The types whose fields are changed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Which {
    All,
    OfStructs,
}

/// Applies a change to each field, with the field of the contract.
///
/// # Errors
/// If a field of the contract is missing, or a change fails.
pub(super) fn each_field(
    file: &mut syn::File,
    contract: &Contract,
    which: Which,
    change: impl FnMut(&mut syn::Field, &Field) -> Result<()>,
) -> Result<()> {
    let mut walk = Walk { contract, which, change, done: Vec::new() };
    walk.visit_file_mut(file);
    let done = walk.done.into_iter().collect::<Result<Vec<_>>>()?;
    let expected = contract.schemas.iter().map(|schema| match &schema.shape {
        Shape::Record(record) => record.fields.len(),
        Shape::Union(arms) if which == Which::All => arms.iter().map(|arm| arm.record.fields.len()).sum(),
        Shape::Union(_) | Shape::Map(_) | Shape::OpenEnum(_) => 0,
    });
    all_found(done.len(), expected.sum(), "fields")
}

/// Checks that a change was applied everywhere.
pub(super) fn all_found(found: usize, expected: usize, what: &str) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    Err(format!(
        "progenitor generated other {what} than the contract has (expected {expected}, got {found}): see codegen/raw_client/source.rs"
    )
    .into())
}

struct Walk<'a, F> {
    contract: &'a Contract,
    which: Which,
    change: F,
    done: Vec<Result<()>>,
}

impl<F: FnMut(&mut syn::Field, &Field) -> Result<()>> Walk<'_, F> {
    fn fields(&mut self, fields: &mut syn::Fields, record: &Record) {
        for field in fields {
            let Some(name) = field.ident.as_ref().map(ToString::to_string) else { continue };
            if let Some(known) = record.fields.iter().find(|known| known.name == name || format!("{}_", known.name) == name) {
                self.done.push((self.change)(field, known));
            }
        }
    }
}

impl<F: FnMut(&mut syn::Field, &Field) -> Result<()>> VisitMut for Walk<'_, F> {
    fn visit_item_struct_mut(&mut self, item: &mut syn::ItemStruct) {
        if let Some(Shape::Record(record)) = self.contract.schema(&item.ident.to_string()).map(|schema| &schema.shape) {
            self.fields(&mut item.fields, record);
        }
    }

    fn visit_item_enum_mut(&mut self, item: &mut syn::ItemEnum) {
        let shape = self.contract.schema(&item.ident.to_string()).map(|schema| &schema.shape);
        let (Some(Shape::Union(arms)), Which::All) = (shape, self.which) else { return };
        for variant in &mut item.variants {
            if let Some(arm) = arms.iter().find(|arm| variant.ident == pascal_case(&arm.tag)) {
                self.fields(&mut variant.fields, &arm.record);
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::super::super::Source;
    use super::*;

    #[test]
    fn a_field_that_is_not_found_is_an_error() {
        let source = Source::parse(include_str!("../../../xtask/tests/golden/openapi.yaml")).unwrap();
        let mut file = syn::parse_str("struct Reader { renamed: Vec<String> }").unwrap();
        let error = each_field(&mut file, &source.contract, Which::OfStructs, |_, _| Ok(())).unwrap_err().to_string();
        assert!(error.starts_with("progenitor generated other fields than the contract has (expected "), "{error}");
    }
}
