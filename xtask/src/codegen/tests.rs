//! The golden files, what is refused and where, and what is stale.

use std::fs;
use std::path::PathBuf;

use super::artefact::Artefact;
use super::{check, sources};
use crate::workspace;

const CONTRACT: &str = include_str!("../../../openapi.yaml");
const SMALL: &str = include_str!("golden/openapi.yaml");

/// What `artefact` is compared with.
fn golden(artefact: &Artefact) -> PathBuf {
    let name = artefact.to_string().replace(['/', ' '], "-").replace(['(', ')'], "");
    workspace::root().join("xtask/src/codegen/golden").join(name)
}

#[test]
fn the_small_contract_makes_the_golden_files() {
    for artefact in sources(SMALL).unwrap() {
        let path = golden(&artefact);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &artefact.content).unwrap();
        }
        let due = fs::read_to_string(&path).unwrap_or_default();
        let name = path.display();
        assert!(due == artefact.content, "{name} differs: read the difference after `UPDATE_GOLDEN=1 cargo test -p xtask golden`");
    }
}

#[test]
fn what_is_not_supported_is_refused_with_its_place_and_the_reason() {
    for (before, after, told) in [
        ("3.0.3", "3.1.0", "openapi: OpenAPI 3.0 is due"),
        ("  version: 0.3.0\n", "", "info: `version` is missing"),
        ("paths:\n", "webhooks: {}\npaths:\n", "the document: `webhooks` is not supported here"),
        ("      operationId: status\n", "", "paths./status.get: `operationId` is missing"),
        ("operationId: status", "operationId: get_book", "paths./status.get: get_book is the operationId of GET /books/{id} too"),
        ("      x-sdk-call: status\n", "", "paths./status.get: `x-sdk-call` is missing"),
        ("x-sdk-call: status", "x-sdk-call: a.b.c", "paths./status.get.x-sdk-call: a name is due, or a group and a name"),
        ("in: query", "in: cookie", "paths./books/{id}.get.parameters.1.in: cookie is not supported"),
        (
            "parameters/BookId'\n        - {",
            "parameters/Nobody'\n        - {",
            "parameters.0: there is no Nobody among components.parameters",
        ),
        (
            "        required: true\n        content",
            "        required: false\n        content",
            "requestBody.required: a body that may be left out",
        ),
        ("            example: { voice: low, options: { speed: 2 } }\n", "", "requestBody.content.application/json: `example` is missing"),
        ("voice: low, ", "", "read_book: the example of the request body lacks the text `voice`"),
        ("text/plain", "image/png", "responses.200.content: one of application/json, text/event-stream and text/plain is due"),
        ("{ schema: { $ref: '#/components/schemas/Book' } }", "{ schema: { type: object } }", "a schema without a name is not supported"),
        ("schemas/Shelf' }", "schemas/Wall' }", "components.schemas.Book.properties.shelf: there is no schema Wall"),
        ("schemas/Loan' }, description: 'Its", "schemas/Gift' }, description: 'Its", "components.schemas.Book: there is no schema Gift"),
        ("'#/components/schemas/Shelf'", "'other.yaml#/Shelf'", "shelf.$ref: only a reference to #/components/schemas/… is supported here"),
        ("{ $ref: '#/components/schemas/Shelf' }", "{ $ref: '#/components/schemas/Shelf', nullable: true }", "shelf: beside a $ref"),
        ("      description: A loan.\n", "", "components.schemas.Loan: `description` is missing"),
        (", description: The title. }", " }", "components.schemas.Book.properties.title: `description` is missing"),
        ("title: { type: string,", "title: { type: string, maxLength: 3,", "properties.title: `maxLength` is not supported here"),
        ("format: int64", "format: int128", "properties.isbn.format: int128 is not supported: int32, int64, uint32 and uint64 are"),
        ("isbn: { type: integer, format: int64,", "isbn: { type: integer,", "properties.isbn: `format` is missing"),
        (
            "facts: { type: object, additionalProperties: {},",
            "facts: { type: object,",
            "properties.facts: an object with fields of its own",
        ),
        (
            "additionalProperties: {}\n      properties:\n        title",
            "additionalProperties: true\n      properties:\n        title",
            "Book.additionalProperties: beside properties, only {} is supported",
        ),
        (
            "items: { type: string }, description: Its",
            "items: { type: string, nullable: true }, description: Its",
            "properties.tags.items: null in a list",
        ),
        ("        title: {", "        extra: {", "properties.extra: this name is taken"),
        ("required: [since]", "required: [when]", "components.schemas.Loan.properties: when is required and is not there"),
        (
            "      x-extensible-enum: [reading_room, cellar]",
            "      enum: [cellar]",
            "components.schemas.Shelf: a named string is an open enum",
        ),
        (
            "        - title: Word\n",
            "        - $ref: '#/components/schemas/Loan'\n        - title: Word\n",
            "StreamEvent.oneOf.0: write the arm of a oneOf in its place",
        ),
        ("enum: [word]", "enum: [word, words]", "properties.type.enum: one value is due"),
        (
            "          description: A word.\n",
            "          description: A word.\n          x-ends-stream: true\n",
            "agentspec-ext/src/stream.rs",
        ),
        ("'410'", "gone", "x-errors.0.statuses.1: a status is due, as in '404' or 4XX"),
        ("codes: [timeout]", "codes: []", "x-errors.4.codes: a code is due"),
        ("codes: [timeout]", "codes: [http_<status>]", "x-errors.4.codes: http_<status> needs `statuses`"),
    ] {
        let changed = SMALL.replacen(before, after, 1);
        assert_ne!(changed, SMALL, "{before}");
        let error = sources(&changed).err().unwrap_or_else(|| panic!("{after} was not refused")).to_string();
        assert!(error.starts_with("openapi.yaml: ") && error.contains(told), "{before} -> {after}: {error}");
    }
}

#[test]
fn what_is_no_yaml_is_refused_with_the_file_and_the_place() {
    let error = sources("openapi: 3.0.3\npaths: [").err().unwrap().to_string();
    assert!(error.starts_with("openapi.yaml: ") && error.contains("line"), "{error}");
    let error = sources("- openapi").err().unwrap().to_string();
    assert_eq!(error, "openapi.yaml: the document: an object is due");
}

#[test]
fn the_first_stage_is_as_the_contract_makes_it() {
    let root = workspace::root();
    for artefact in sources(CONTRACT).unwrap() {
        assert_eq!(artefact.check(&root).unwrap(), None);
    }
}

#[test]
fn a_changed_contract_makes_every_file_stale_and_the_message_shows_how_to_mend_it() {
    for (before, after) in [
        ("        turn: {", "        turn_number: {"),
        ("x-extensible-enum: [ready, running]", "x-extensible-enum: [ready, running, stopped]"),
        ("title: Done\n", "title: Finished\n"),
        ("operationId: invoke_agent", "operationId: ask_agent"),
    ] {
        let changed = CONTRACT.replace(before, after).replace("required: [output, usage, turn]", "required: [output, usage]");
        assert_ne!(changed, CONTRACT, "{before}");
        let artefacts = sources(&changed).unwrap();
        let error = check(&workspace::root(), &artefacts).unwrap_err().to_string();
        let paths = artefacts.iter().map(|artefact| format!("stale: {artefact}\n"));
        let told = ["stale: schema/agentspec.schema.json\n", "\n  +", "cargo xtask codegen"].map(str::to_owned);
        for told in paths.chain(told) {
            assert!(error.contains(&told), "{before}: {told}: {error}");
        }
    }
}

#[test]
fn every_artefact_records_the_contracts_version_and_hash() {
    let stamp = "Generated from openapi.yaml 0.3.0 (sha256 ";
    for artefact in sources(SMALL).unwrap() {
        let start = artefact.content.find(stamp).unwrap_or_else(|| panic!("{artefact} has no stamp"));
        let hash = &artefact.content[start + stamp.len()..][..64];
        assert!(hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{artefact}: {hash}");
    }
}
