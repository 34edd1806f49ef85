//! Changes the code that progenitor generates. Each change fails if it does not find the code to change.

use syn::parse::Parser;
use syn::visit_mut::{self, VisitMut};

use super::super::Result;
use super::super::contract::{Contract, Schema, Shape};
use super::super::rust_types::{constructor, is_nullable_list, schema_of_field, schema_of_type};
use super::fields::{self, Which, all_found};

/// Applies all changes.
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

/// Removes the generated constructors, which set a total timeout of 15 seconds that ends streams. `client.rs` has ours.
fn drop_constructors(file: &mut syn::File) -> Result<()> {
    let before = file.items.len();
    file.items.retain(|item| {
        let syn::Item::Impl(block) = item else { return true };
        !block.items.iter().any(|item| matches!(item, syn::ImplItem::Fn(function) if function.sig.ident == "new_with_client"))
    });
    if before == file.items.len() {
        return Err(
            "progenitor no longer generates `Client::new_with_client`: see drop_constructors in codegen/raw_client/source.rs".into()
        );
    }
    Ok(())
}

/// Removes the derived `Debug`, which shows the HTTP client's default headers and their secrets. `client.rs` has ours.
fn drop_debug(file: &mut syn::File) -> Result<()> {
    let client = file.items.iter_mut().find_map(|item| match item {
        syn::Item::Struct(item) if item.ident == "Client" => Some(item),
        _ => None,
    });
    let client = client.ok_or("progenitor no longer generates `struct Client`: see drop_debug in codegen/raw_client/source.rs")?;
    client.attrs.retain(|attribute| !attribute.path().is_ident("derive"));
    client.attrs.push(syn::parse_quote!(#[derive(Clone)]));
    Ok(())
}

/// Reads null as an empty list in the fields where the contract allows null.
fn read_null_as_empty(file: &mut syn::File, contract: &Contract) -> Result<()> {
    fields::each_field(file, contract, Which::All, |field, known| {
        if is_nullable_list(known) {
            field.attrs.push(syn::parse_quote!(#[serde(deserialize_with = "crate::json::null_as_empty")]));
        }
        Ok(())
    })
}

/// Replaces `ResponseValue::from_response`, which loses status and headers if the body does not parse, by `answer::read`.
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
            "progenitor no longer generates `ResponseValue::from_response`: see read_answers_whole in codegen/raw_client/source.rs".into(),
        );
    }
    Ok(())
}

/// Replaces `ResponseValue::empty`, which accepts a body that is cut short, by `answer::read_and_discard`.
fn read_empty_answers(file: &mut syn::File) {
    struct Redirect;
    impl VisitMut for Redirect {
        fn visit_expr_mut(&mut self, expression: &mut syn::Expr) {
            let inner = argument_of(expression, &["Ok"]);
            if inner.and_then(|inner| argument_of(inner, &["ResponseValue", "empty"])).is_some() {
                *expression = syn::parse_quote!(crate::answer::read_and_discard(response).await);
            }
            visit_mut::visit_expr_mut(self, expression);
        }
    }
    Redirect.visit_file_mut(file);
}

/// Returns the first argument if the expression is a call of this function.
fn argument_of<'a>(expression: &'a syn::Expr, function: &[&str]) -> Option<&'a syn::Expr> {
    let syn::Expr::Call(call) = expression else { return None };
    let syn::Expr::Path(path) = &*call.func else { return None };
    let is_it = path.path.segments.iter().map(|segment| segment.ident.to_string()).eq(function.iter().copied());
    call.args.first().filter(|_| is_it)
}

/// Adds the docs that progenitor omits: those of properties that are only a `$ref`, and of unknown fields.
fn document_fields(file: &mut syn::File, contract: &Contract) -> Result<()> {
    struct Extra(usize);
    impl VisitMut for Extra {
        fn visit_item_struct_mut(&mut self, item: &mut syn::ItemStruct) {
            for field in item.fields.iter_mut().filter(|field| field.ident.as_ref().is_some_and(|name| name == "extra")) {
                document(field, "Fields that this version does not know, as received.");
                self.0 += 1;
            }
        }
    }
    let mut extra = Extra(0);
    extra.visit_file_mut(file);
    let is_open = |schema: &&Schema| matches!(&schema.shape, Shape::Record(record) if record.is_open);
    all_found(extra.0, contract.schemas.iter().filter(is_open).count(), "fields `extra`")?;
    fields::each_field(file, contract, Which::All, |field, known| {
        document(field, &known.docs);
        Ok(())
    })
}

fn document(field: &mut syn::Field, docs: &str) {
    if !field.attrs.iter().any(|attribute| attribute.path().is_ident("doc")) {
        let docs = format!(" {docs}");
        field.attrs.push(syn::parse_quote!(#[doc = #docs]));
    }
}

/// Adds the attributes for JSON Schema, behind the feature `schema`. `agentspec-ext` has the schema of `StreamEvent`.
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
    fields::each_field(file, contract, Which::OfStructs, |field, known| {
        field.attrs.extend(attributes(&schema_of_field(known, &path))?);
        Ok(())
    })
}

/// Adds constructors, since users cannot write literals of `non_exhaustive` types.
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
