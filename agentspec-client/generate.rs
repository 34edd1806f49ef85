//! From the contract to the source of the raw client: progenitor, between a few changes to what goes in and to what comes out.
//!
//! Shared by `build.rs` and `cargo xtask codegen`, so that the snapshot and a fresh generation are the same bytes.

use std::error::Error;
use std::fmt::Write as _;

use openapiv3::{
    OpenAPI, Operation, Parameter, ParameterSchemaOrContent, ReferenceOr, Response, Schema, SchemaKind, StatusCode, StringType, Type,
    VariantOrUnknownOrEmpty,
};
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TagStyle, TypeImpl, TypePatch};
use syn::visit_mut::{self, VisitMut};

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

/// Makes the raw client's source from the text of the contract.
///
/// # Errors
/// A contract that is not OpenAPI 3.0, that progenitor refuses, or a progenitor whose output is no longer what this file changes.
pub(crate) fn generate(contract: &str) -> Result<String> {
    let mut spec: OpenAPI = serde_yaml_ng::from_str(contract).map_err(|e| format!("openapi.yaml: {e}"))?;
    let operations = operations(&spec)?;
    let enums = open_enums(&spec);
    let nullable = nullable_lists(&spec);
    keep_errors_whole(&mut spec)?;
    loosen_parameters(&mut spec);
    loosen_schemas(&mut spec);

    let tokens = Generator::new(&settings(&spec, &enums)?).generate_tokens(&spec).map_err(|e| format!("openapi.yaml: progenitor: {e}"))?;
    let mut file = syn::parse2(tokens)?;
    drop_constructors(&mut file)?;
    drop_debug(&mut file)?;
    read_answers_whole(&mut file)?;
    document_fields(&mut file, &spec);
    read_null_as_empty(&mut file, &nullable)?;

    let mut source = format!("// Generated from openapi.yaml {} by `cargo xtask codegen`. Not to be edited.\n\n", spec.info.version);
    source.push_str(&prettyplease::unparse(&file));
    source.push_str(&operations);
    for open_enum in &enums {
        source.push_str(&open_enum.source);
    }
    Ok(source)
}

/// Every struct is `non_exhaustive`, so that a field more in the contract breaks no user.
fn settings(spec: &OpenAPI, enums: &[OpenEnum]) -> Result<GenerationSettings> {
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_tag(TagStyle::Merged)
        .with_hooks(HooksMode::Expected)
        .with_inner_type("::std::sync::Arc<dyn crate::Executor>".parse().map_err(|e| format!("{e}"))?)
        .with_derive("PartialEq");
    for open_enum in enums {
        let path = format!("crate::generated::{}", open_enum.name);
        settings.with_replacement(&open_enum.name, path, [TypeImpl::Display, TypeImpl::FromStr].into_iter());
    }
    for (name, schema) in schemas(spec) {
        if let SchemaKind::Type(Type::Object(object)) = &schema.schema_kind
            && !object.properties.is_empty()
        {
            let mut patch = TypePatch::default();
            patch.with_attr("#[non_exhaustive]");
            if object.required.is_empty() && object.additional_properties.is_some() {
                patch.with_derive("Default");
            }
            settings.with_patch(name, &patch);
        }
    }
    Ok(settings)
}

/// An undeclared answer reaches the caller whole; a declared error that does not parse would lose its status and headers.
/// So the answers whose body is an `ErrorResponse` are not declared to progenitor.
fn keep_errors_whole(spec: &mut OpenAPI) -> Result<()> {
    let declared = spec.components.clone().unwrap_or_default().responses;
    for operation in operations_mut(spec) {
        let mut kept = Vec::new();
        for (status, response) in std::mem::take(&mut operation.responses.responses) {
            let is_error = match &response {
                ReferenceOr::Item(item) => is_error(item),
                ReferenceOr::Reference { reference } => {
                    let name = reference.rsplit('/').next().unwrap_or_default();
                    let item = declared.get(name).and_then(ReferenceOr::as_item);
                    is_error(item.ok_or_else(|| format!("openapi.yaml: {reference} is not there"))?)
                }
            };
            if !is_error {
                kept.push((status, response));
            }
        }
        operation.responses.responses.extend(kept);
    }
    Ok(())
}

fn is_error(response: &Response) -> bool {
    response.content.values().any(|media| match &media.schema {
        Some(ReferenceOr::Reference { reference }) => reference.ends_with("/ErrorResponse"),
        _ => false,
    })
}

/// Parameters are plain strings to the generated client: their limits would each become a type of their own.
fn loosen_parameters(spec: &mut OpenAPI) {
    let Some(components) = &mut spec.components else { return };
    let shared = components.parameters.values_mut();
    for parameter in shared {
        loosen_parameter(parameter);
    }
    for operation in operations_mut(spec) {
        operation.parameters.iter_mut().for_each(loosen_parameter);
    }
}

fn loosen_parameter(parameter: &mut ReferenceOr<Parameter>) {
    let ReferenceOr::Item(
        Parameter::Query { parameter_data, .. }
        | Parameter::Header { parameter_data, .. }
        | Parameter::Path { parameter_data, .. }
        | Parameter::Cookie { parameter_data, .. },
    ) = parameter
    else {
        return;
    };
    if let ParameterSchemaOrContent::Schema(ReferenceOr::Item(schema)) = &mut parameter_data.format {
        match &mut schema.schema_kind {
            SchemaKind::Type(Type::String(string)) => *string = StringType::default(),
            SchemaKind::Type(Type::Integer(integer)) => integer.minimum = Some(0),
            _ => {}
        }
    }
}

/// A timestamp stays the text that the server sent; an integer is a plain one, whose limits the server judges; and a list that may be
/// null is a list: see [`read_null_as_empty`].
fn loosen_schemas(spec: &mut OpenAPI) {
    let Some(components) = &mut spec.components else { return };
    for schema in components.schemas.values_mut() {
        let ReferenceOr::Item(Schema { schema_kind: SchemaKind::Type(Type::Object(object)), .. }) = schema else { continue };
        for property in object.properties.values_mut() {
            let ReferenceOr::Item(property) = property else { continue };
            match &mut property.schema_kind {
                SchemaKind::Type(Type::String(string)) => string.format = VariantOrUnknownOrEmpty::Empty,
                SchemaKind::Type(Type::Integer(integer)) => integer.minimum = Some(0),
                SchemaKind::Type(Type::Array(_)) => property.schema_data.nullable = false,
                _ => {}
            }
        }
    }
}

struct OpenEnum {
    name: String,
    source: String,
}

/// A string with `x-extensible-enum` becomes an enum that keeps the values it does not know.
fn open_enums(spec: &OpenAPI) -> Vec<OpenEnum> {
    let mut enums = Vec::new();
    for (name, schema) in schemas(spec) {
        let Some(values) = schema.schema_data.extensions.get("x-extensible-enum").and_then(|values| values.as_array()) else { continue };
        let mut source = String::from("\ncrate::open::open_enum! {\n");
        for line in schema.schema_data.description.iter().flat_map(|text| text.lines()) {
            let _ = writeln!(source, "    /// {line}");
        }
        let _ = writeln!(source, "    {name} {{");
        for value in values.iter().filter_map(|value| value.as_str()) {
            let _ = writeln!(source, "        {} = {value:?},", pascal_case(value));
        }
        source.push_str("    }\n}\n");
        enums.push(OpenEnum { name: name.to_owned(), source });
    }
    enums
}

fn pascal_case(value: &str) -> String {
    value
        .split('_')
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        })
        .collect()
}

/// The table of operations, with what each may answer.
fn operations(spec: &OpenAPI) -> Result<String> {
    let mut source = String::from("\n/// Every operation of the contract.\npub const OPERATIONS: &[crate::Operation] = &[\n");
    for (path, method, operation) in spec.operations() {
        let id = operation.operation_id.as_ref().ok_or_else(|| format!("openapi.yaml: {method} {path} has no operationId"))?;
        let _ = writeln!(
            source,
            "    crate::Operation {{ id: {id:?}, method: {:?}, path: {path:?}, accept: {:?} }},",
            method.to_uppercase(),
            accept(spec, operation)
        );
    }
    source.push_str("];\n");
    Ok(source)
}

fn accept(spec: &OpenAPI, operation: &Operation) -> String {
    let success = operation.responses.responses.iter().find(|(status, _)| matches!(status, StatusCode::Code(200..=299)));
    let response = match success {
        Some((_, ReferenceOr::Item(response))) => Some(response),
        Some((_, ReferenceOr::Reference { reference })) => {
            let name = reference.rsplit('/').next().unwrap_or_default();
            spec.components.as_ref().and_then(|components| components.responses.get(name)).and_then(ReferenceOr::as_item)
        }
        None => None,
    };
    let media = response.and_then(|response| response.content.keys().next());
    media.map_or("application/json", String::as_str).to_owned()
}

fn schemas(spec: &OpenAPI) -> impl Iterator<Item = (&str, &Schema)> {
    let schemas = spec.components.iter().flat_map(|components| &components.schemas);
    schemas.filter_map(|(name, schema)| Some((name.as_str(), schema.as_item()?)))
}

fn operations_mut(spec: &mut OpenAPI) -> impl Iterator<Item = &mut Operation> {
    let items = spec.paths.paths.values_mut().flat_map(|item| match item {
        ReferenceOr::Item(item) => vec![&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch],
        ReferenceOr::Reference { .. } => Vec::new(),
    });
    items.flatten()
}

/// The generated constructors bring a total timeout of 15 seconds, which ends streams; `executor.rs` has ours.
fn drop_constructors(file: &mut syn::File) -> Result<()> {
    let before = file.items.len();
    file.items.retain(|item| {
        let syn::Item::Impl(block) = item else { return true };
        !block.items.iter().any(|item| matches!(item, syn::ImplItem::Fn(function) if function.sig.ident == "new_with_client"))
    });
    if before == file.items.len() {
        return Err("progenitor no longer generates `Client::new_with_client`: look at drop_constructors in generate.rs".into());
    }
    Ok(())
}

/// The derived `Debug` shows the HTTP client's default headers, which may hold secrets; `executor.rs` has ours.
fn drop_debug(file: &mut syn::File) -> Result<()> {
    let client = file.items.iter_mut().find_map(|item| match item {
        syn::Item::Struct(item) if item.ident == "Client" => Some(item),
        _ => None,
    });
    let client = client.ok_or("progenitor no longer generates `struct Client`: look at drop_debug in generate.rs")?;
    client.attrs.retain(|attribute| !attribute.path().is_ident("derive"));
    client.attrs.push(syn::parse_quote!(#[derive(Clone)]));
    Ok(())
}

/// The lists that may be null, each by its schema and its name.
fn nullable_lists(spec: &OpenAPI) -> Vec<(String, String)> {
    let mut lists = Vec::new();
    for (name, schema) in schemas(spec) {
        let SchemaKind::Type(Type::Object(object)) = &schema.schema_kind else { continue };
        for (field, property) in &object.properties {
            if property
                .as_item()
                .is_some_and(|property| property.schema_data.nullable && matches!(property.schema_kind, SchemaKind::Type(Type::Array(_))))
            {
                lists.push((name.to_owned(), field.clone()));
            }
        }
    }
    lists
}

/// Null is read as an empty list where the contract says that it may come.
fn read_null_as_empty(file: &mut syn::File, lists: &[(String, String)]) -> Result<()> {
    struct Mark<'a>(&'a [(String, String)], usize);
    impl VisitMut for Mark<'_> {
        fn visit_item_struct_mut(&mut self, item: &mut syn::ItemStruct) {
            for field in &mut item.fields {
                let is_list =
                    |(schema, name): &&(String, String)| item.ident == schema && field.ident.as_ref().is_some_and(|ident| ident == name);
                if self.0.iter().find(is_list).is_some() {
                    field.attrs.push(syn::parse_quote!(#[serde(deserialize_with = "crate::json::null_as_empty")]));
                    self.1 += 1;
                }
            }
        }
    }
    let mut mark = Mark(lists, 0);
    mark.visit_file_mut(file);
    if mark.1 == lists.len() {
        Ok(())
    } else {
        Err("a list that may be null has no field of its name: look at read_null_as_empty in generate.rs".into())
    }
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
        return Err("progenitor no longer generates `ResponseValue::from_response`: look at read_answers_whole in generate.rs".into());
    }
    Ok(())
}

/// A property that is only a `$ref` cannot have a description in OpenAPI 3.0: it takes its schema's.
fn document_fields(file: &mut syn::File, spec: &OpenAPI) {
    struct Document<'a>(&'a OpenAPI);
    impl VisitMut for Document<'_> {
        fn visit_field_mut(&mut self, field: &mut syn::Field) {
            if field.ident.is_none() || field.attrs.iter().any(|attribute| attribute.path().is_ident("doc")) {
                return;
            }
            let text = match &field.ident {
                Some(name) if name == "extra" => Some(" Fields that this version does not know, as they came."),
                _ => self.description(&field.ty),
            };
            field.attrs.extend(text.map(|text| syn::parse_quote!(#[doc = #text])));
        }
    }
    impl Document<'_> {
        fn description(&self, ty: &syn::Type) -> Option<&str> {
            let syn::Type::Path(path) = ty else { return None };
            let last = path.path.segments.last()?;
            if let syn::PathArguments::AngleBracketed(arguments) = &last.arguments
                && let Some(syn::GenericArgument::Type(inner)) = arguments.args.first()
            {
                return self.description(inner);
            }
            let (_, schema) = schemas(self.0).find(|(name, _)| last.ident == name)?;
            schema.schema_data.description.as_deref()
        }
    }
    Document(spec).visit_file_mut(file);
}
