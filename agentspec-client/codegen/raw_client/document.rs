//! Prepares the contract for progenitor: removes the parts for which it generates code that loses responses or breaks users.

use openapiv3::{
    AdditionalProperties, OpenAPI, Operation, Parameter, ParameterSchemaOrContent, ReferenceOr, Response, Schema, SchemaKind, StatusCode,
    StringType, Type, VariantOrUnknownOrEmpty,
};

use super::super::Result;
use super::super::contract::ERROR_RESPONSE;

/// Returns the document for progenitor.
pub(super) fn prepare(document: &OpenAPI) -> Result<OpenAPI> {
    let mut spec = document.clone();
    keep_errors_whole(&mut spec)?;
    leave_to_ranges(&mut spec);
    loosen_parameters(&mut spec);
    loosen_schemas(&mut spec);
    Ok(spec)
}

/// Removes the responses whose body is an `ErrorResponse`. An undeclared response reaches the caller whole; a declared error that does not
/// parse would lose its status and headers.
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
                    is_error(item.ok_or_else(|| format!("openapi.yaml: {reference} does not exist"))?)
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

/// Removes statuses that a declared range with the same content covers. progenitor would match the range first.
fn leave_to_ranges(spec: &mut OpenAPI) {
    for operation in operations_mut(spec) {
        let responses = &mut operation.responses.responses;
        let ranges: Vec<_> = responses.keys().cloned().collect();
        responses.retain(|status, _| match status {
            StatusCode::Code(code) => !ranges.contains(&StatusCode::Range(code / 100)),
            StatusCode::Range(_) => true,
        });
    }
}

fn is_error(response: &Response) -> bool {
    response.content.values().any(|media| match &media.schema {
        Some(ReferenceOr::Reference { reference }) => reference.strip_prefix("#/components/schemas/") == Some(ERROR_RESPONSE),
        _ => false,
    })
}

/// Removes the limits of parameters, since progenitor would generate a type for each.
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

/// Simplifies schemas: a timestamp stays text, an integer has no limits, which the server checks, and a nullable list is a list: see
/// `read_null_as_empty` in `source.rs`.
fn loosen_schemas(spec: &mut OpenAPI) {
    let Some(components) = &mut spec.components else { return };
    components.schemas.values_mut().for_each(loosen);
}

fn loosen(schema: &mut ReferenceOr<Schema>) {
    if let ReferenceOr::Item(schema) = schema {
        loosen_schema(schema);
    }
}

fn loosen_boxed(schema: &mut ReferenceOr<Box<Schema>>) {
    if let ReferenceOr::Item(schema) = schema {
        loosen_schema(schema);
    }
}

fn loosen_schema(schema: &mut Schema) {
    match &mut schema.schema_kind {
        SchemaKind::Type(Type::String(string)) => string.format = VariantOrUnknownOrEmpty::Empty,
        SchemaKind::Type(Type::Integer(integer)) => integer.minimum = Some(0),
        SchemaKind::Type(Type::Array(array)) => {
            schema.schema_data.nullable = false;
            array.items.iter_mut().for_each(loosen_boxed);
        }
        SchemaKind::Type(Type::Object(object)) => {
            object.properties.values_mut().for_each(loosen_boxed);
            if let Some(AdditionalProperties::Schema(values)) = &mut object.additional_properties {
                loosen(values);
            }
        }
        SchemaKind::OneOf { one_of } => one_of.iter_mut().for_each(loosen),
        _ => {}
    }
}

fn operations_mut(spec: &mut OpenAPI) -> impl Iterator<Item = &mut Operation> {
    let items = spec.paths.paths.values_mut().flat_map(|item| match item {
        ReferenceOr::Item(item) => vec![&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch],
        ReferenceOr::Reference { .. } => Vec::new(),
    });
    items.flatten()
}
