//! What is changed in the source that progenitor makes. Each change fails where it finds nothing to change.

use syn::parse::Parser;
use syn::visit_mut::{self, VisitMut};

use super::super::Result;
use super::super::contract::{Contract, Schema, Shape};
use super::super::rust_types::{constructor, is_nullable_list, schema_of_field, schema_of_type};
use super::fields::{self, Which, all_found};

/// Changes all of it.
pub(super) fn finish(file: &mut syn::File, contract: &Contract) -> Result<()> {
    drop_constructors(file)?;
    drop_debug(file)?;
    read_answers_whole(file)?;
    read_empty_answers(file);
    read_null_as_empty(file, contract)?;
    document_fields(file, contract)?;
    describe_types(file, contract)?;
    construct_types(file, contract)
}

/// Removes the generated constructors: they set a total timeout of 15 seconds, which ends streams. Ours are in `src/client.rs`.
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

/// Removes the derived `Debug`: it shows the HTTP client's default headers, which may contain secrets. Ours is in `src/client.rs`.
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
    fields::each_field(file, contract, Which::All, |field, due| {
        if is_nullable_list(due) {
            field.attrs.push(syn::parse_quote!(#[serde(deserialize_with = "crate::json::null_as_empty")]));
        }
        Ok(())
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

/// `ResponseValue::empty` takes an answer for whole whose body breaks off; `answer::nothing` does not.
fn read_empty_answers(file: &mut syn::File) {
    struct Redirect;
    impl VisitMut for Redirect {
        fn visit_expr_mut(&mut self, expression: &mut syn::Expr) {
            let made = argument_of(expression, &["Ok"]);
            if made.and_then(|made| argument_of(made, &["ResponseValue", "empty"])).is_some() {
                *expression = syn::parse_quote!(crate::answer::nothing(response).await);
            }
            visit_mut::visit_expr_mut(self, expression);
        }
    }
    Redirect.visit_file_mut(file);
}

/// What is given to this function, where it is called.
fn argument_of<'a>(expression: &'a syn::Expr, function: &[&str]) -> Option<&'a syn::Expr> {
    let syn::Expr::Call(call) = expression else { return None };
    let syn::Expr::Path(path) = &*call.func else { return None };
    let is_it = path.path.segments.iter().map(|segment| segment.ident.to_string()).eq(function.iter().copied());
    call.args.first().filter(|_| is_it)
}

/// progenitor knows no text for a property that is only a `$ref`, and none for further fields.
fn document_fields(file: &mut syn::File, contract: &Contract) -> Result<()> {
    struct Extra(usize);
    impl VisitMut for Extra {
        fn visit_item_struct_mut(&mut self, item: &mut syn::ItemStruct) {
            for field in item.fields.iter_mut().filter(|field| field.ident.as_ref().is_some_and(|name| name == "extra")) {
                document(field, "Fields that this version does not know, as they came.");
                self.0 += 1;
            }
        }
    }
    let mut extra = Extra(0);
    extra.visit_file_mut(file);
    let is_open = |schema: &&Schema| matches!(&schema.shape, Shape::Record(record) if record.is_open);
    all_found(extra.0, contract.schemas.iter().filter(is_open).count(), "fields `extra`")?;
    fields::each_field(file, contract, Which::All, |field, due| {
        document(field, &due.docs);
        Ok(())
    })
}

fn document(field: &mut syn::Field, docs: &str) {
    if !field.attrs.iter().any(|attribute| attribute.path().is_ident("doc")) {
        let docs = format!(" {docs}");
        field.attrs.push(syn::parse_quote!(#[doc = #docs]));
    }
}

/// With the feature `schema`, the types can be described as JSON Schema. `StreamEvent` is described as `agentspec-ext` has it.
fn describe_types(file: &mut syn::File, contract: &Contract) -> Result<()> {
    struct Describe<'a>(&'a Contract, Vec<Result<()>>);
    impl VisitMut for Describe<'_> {
        fn visit_item_struct_mut(&mut self, item: &mut syn::ItemStruct) {
            if let Some(schema) = self.0.schema(&item.ident.to_string()) {
                self.1.push(attributes(&schema_of_type(&schema.shape)).map(|attributes| item.attrs.extend(attributes)));
            }
        }
    }
    let mut describe = Describe(contract, Vec::new());
    describe.visit_file_mut(file);
    let described = describe.1.into_iter().collect::<Result<Vec<_>>>()?;
    let is_struct = |schema: &&Schema| matches!(schema.shape, Shape::Record(_) | Shape::Map(_));
    all_found(described.len(), contract.schemas.iter().filter(is_struct).count(), "structs")?;
    let path = |name: &str| match contract.schema(name).map(|schema| &schema.shape) {
        Some(Shape::OpenEnum(_)) => format!("super::{name}"),
        _ => name.to_owned(),
    };
    fields::each_field(file, contract, Which::OfStructs, |field, due| {
        field.attrs.extend(attributes(&schema_of_field(due, &path))?);
        Ok(())
    })
}

/// What is `non_exhaustive` is made by a function.
fn construct_types(file: &mut syn::File, contract: &Contract) -> Result<()> {
    for schema in &contract.schemas {
        let Shape::Record(record) = &schema.shape else { continue };
        if let Some(constructor) =
            constructor(record, record.is_open.then_some("::serde_json::Map::new()"), &|name| format!("schemas::{name}"))
        {
            file.items.push(syn::parse_str(&format!("impl types::{} {{ {constructor} }}", schema.name))?);
        }
    }
    Ok(())
}

fn attributes(texts: &[String]) -> Result<Vec<syn::Attribute>> {
    Ok(syn::Attribute::parse_outer.parse_str(&texts.concat())?)
}
