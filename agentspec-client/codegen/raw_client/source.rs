//! What is changed in the source that progenitor makes. Each change fails where it finds nothing to change.

use syn::parse::Parser;
use syn::visit_mut::{self, VisitMut};

use super::super::Result;
use super::super::contract::{Contract, Field, Record, Shape, pascal_case};
use super::super::rust_types::{is_nullable_list, schema_of_field, schema_of_type};

/// Changes all of it.
pub(super) fn finish(file: &mut syn::File, contract: &Contract) -> Result<()> {
    drop_constructors(file)?;
    drop_debug(file)?;
    read_answers_whole(file)?;
    read_null_as_empty(file, contract)?;
    document_fields(file, contract);
    describe_types(file, contract)
}

/// The generated constructors bring a total timeout of 15 seconds, which ends streams; `executor.rs` has ours.
fn drop_constructors(file: &mut syn::File) -> Result<()> {
    let before = file.items.len();
    file.items.retain(|item| {
        let syn::Item::Impl(block) = item else { return true };
        !block.items.iter().any(|item| matches!(item, syn::ImplItem::Fn(function) if function.sig.ident == "new_with_client"))
    });
    if before == file.items.len() {
        return Err(
            "progenitor no longer generates `Client::new_with_client`: look at drop_constructors in codegen/raw_client/source.rs".into()
        );
    }
    Ok(())
}

/// The derived `Debug` shows the HTTP client's default headers, which may hold secrets; `executor.rs` has ours.
fn drop_debug(file: &mut syn::File) -> Result<()> {
    let client = file.items.iter_mut().find_map(|item| match item {
        syn::Item::Struct(item) if item.ident == "Client" => Some(item),
        _ => None,
    });
    let client = client.ok_or("progenitor no longer generates `struct Client`: look at drop_debug in codegen/raw_client/source.rs")?;
    client.attrs.retain(|attribute| !attribute.path().is_ident("derive"));
    client.attrs.push(syn::parse_quote!(#[derive(Clone)]));
    Ok(())
}

/// Null is read as an empty list where the contract says that it may come.
fn read_null_as_empty(file: &mut syn::File, contract: &Contract) -> Result<()> {
    struct Mark<'a>(&'a Contract, usize);
    impl VisitMut for Mark<'_> {
        fn visit_item_struct_mut(&mut self, item: &mut syn::ItemStruct) {
            for (field, due) in fields_mut(item, self.0) {
                if is_nullable_list(due) {
                    field.attrs.push(syn::parse_quote!(#[serde(deserialize_with = "crate::json::null_as_empty")]));
                    self.1 += 1;
                }
            }
        }
    }
    let mut mark = Mark(contract, 0);
    mark.visit_file_mut(file);
    let due = records(contract).flat_map(|record| &record.fields).filter(|field| is_nullable_list(field)).count();
    if mark.1 == due {
        Ok(())
    } else {
        Err("a list that may be null has no field of its name: look at read_null_as_empty in codegen/raw_client/source.rs".into())
    }
}

fn records(contract: &Contract) -> impl Iterator<Item = &Record> {
    contract.schemas.iter().filter_map(|schema| match &schema.shape {
        Shape::Record(record) => Some(record),
        Shape::Union(_) | Shape::Map(_) | Shape::OpenEnum(_) => None,
    })
}

/// The fields of a struct, each with the field of the contract that it is.
fn fields_mut<'i, 'c>(item: &'i mut syn::ItemStruct, contract: &'c Contract) -> impl Iterator<Item = (&'i mut syn::Field, &'c Field)> {
    let record = match contract.schema(&item.ident.to_string()).map(|schema| &schema.shape) {
        Some(Shape::Record(record)) => Some(record),
        _ => None,
    };
    matched(&mut item.fields, record)
}

fn matched<'i, 'c>(fields: &'i mut syn::Fields, record: Option<&'c Record>) -> impl Iterator<Item = (&'i mut syn::Field, &'c Field)> {
    let due = record.map_or(&[][..], |record| &record.fields);
    fields.iter_mut().filter_map(move |field| {
        let name = field.ident.as_ref()?.to_string();
        let due = due.iter().find(|due| due.name == name || format!("{}_", due.name) == name)?;
        Some((field, due))
    })
}

/// `ResponseValue::from_response` loses status and headers where the body does not parse; `answer::read` has its shape and does not.
fn read_answers_whole(file: &mut syn::File) -> Result<()> {
    struct Redirect(usize);
    impl VisitMut for Redirect {
        fn visit_expr_path_mut(&mut self, path: &mut syn::ExprPath) {
            let segments: Vec<_> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            if segments == ["ResponseValue", "from_response"] {
                *path = syn::parse_quote!(crate::answer::read);
                self.0 += 1;
            }
            visit_mut::visit_expr_path_mut(self, path);
        }
    }
    let mut redirect = Redirect(0);
    redirect.visit_file_mut(file);
    if redirect.0 == 0 {
        return Err(
            "progenitor no longer generates `ResponseValue::from_response`: look at read_answers_whole in codegen/raw_client/source.rs"
                .into(),
        );
    }
    Ok(())
}

/// progenitor knows no text for a property that is only a `$ref`.
fn document_fields(file: &mut syn::File, contract: &Contract) {
    struct Document<'a>(&'a Contract);
    impl VisitMut for Document<'_> {
        fn visit_item_struct_mut(&mut self, item: &mut syn::ItemStruct) {
            fields_mut(item, self.0).for_each(|(field, due)| document(field, &due.docs));
            if let Some(extra) = item.fields.iter_mut().find(|field| field.ident.as_ref().is_some_and(|name| name == "extra")) {
                document(extra, "Fields that this version does not know, as they came.");
            }
        }

        fn visit_item_enum_mut(&mut self, item: &mut syn::ItemEnum) {
            let Some(Shape::Union(arms)) = self.0.schema(&item.ident.to_string()).map(|schema| &schema.shape) else { return };
            for variant in &mut item.variants {
                let arm = arms.iter().find(|arm| variant.ident == arm.name || variant.ident == pascal_case(&arm.tag));
                matched(&mut variant.fields, arm.map(|arm| &arm.record)).for_each(|(field, due)| document(field, &due.docs));
            }
        }
    }
    Document(contract).visit_file_mut(file);
}

fn document(field: &mut syn::Field, docs: &str) {
    if !field.attrs.iter().any(|attribute| attribute.path().is_ident("doc")) {
        let docs = format!(" {docs}");
        field.attrs.push(syn::parse_quote!(#[doc = #docs]));
    }
}

/// With the feature `schema`, the types can be described as JSON Schema.
fn describe_types(file: &mut syn::File, contract: &Contract) -> Result<()> {
    struct Describe<'a>(&'a Contract, Result<()>);
    impl Describe<'_> {
        fn describe(&mut self, item: &mut syn::ItemStruct) -> Result<()> {
            let Some(schema) = self.0.schema(&item.ident.to_string()) else { return Ok(()) };
            let record = if let Shape::Record(record) = &schema.shape { Some(record) } else { None };
            item.attrs.extend(attributes(&schema_of_type(record))?);
            for (field, due) in fields_mut(item, self.0) {
                field.attrs.extend(attributes(&schema_of_field(due, &|name| self.path(name)))?);
            }
            Ok(())
        }

        fn path(&self, name: &str) -> String {
            match self.0.schema(name).map(|schema| &schema.shape) {
                Some(Shape::OpenEnum(_)) => format!("crate::generated::{name}"),
                _ => name.to_owned(),
            }
        }
    }
    impl VisitMut for Describe<'_> {
        fn visit_item_struct_mut(&mut self, item: &mut syn::ItemStruct) {
            let described = self.describe(item);
            if self.1.is_ok() {
                self.1 = described;
            }
        }
    }
    let mut describe = Describe(contract, Ok(()));
    describe.visit_file_mut(file);
    describe.1
}

fn attributes(texts: &[String]) -> Result<Vec<syn::Attribute>> {
    Ok(syn::Attribute::parse_outer.parse_str(&texts.concat())?)
}
