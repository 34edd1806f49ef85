//! Rejected contracts: each row changes the golden contract once.

use super::super::sources;
use super::SMALL;

/// The replaced text, its replacement, and a part of the expected error.
const ROWS: &[(&str, &str, &str)] = &[
    ("3.0.3", "3.1.0", "openapi: expected OpenAPI 3.0"),
    ("  version: 0.3.0\n", "", "info: `version` is missing"),
    ("paths:\n", "webhooks: {}\npaths:\n", "the document: `webhooks` is not supported here"),
    ("      operationId: status\n", "", "paths./status.get: `operationId` is missing"),
    ("operationId: status", "operationId: get_book", "paths./status.get: get_book is also the operationId of GET /books/{id}"),
    ("      x-sdk-call: yield\n", "", "paths./status.get: `x-sdk-call` is missing"),
    ("x-sdk-call: yield", "x-sdk-call: a.b.c", "paths./status.get.x-sdk-call: expected a name, or a group and a name"),
    ("      x-sdk-request: GetBookRequest\n", "", "paths./books/{id}.get: `x-sdk-request` is missing"),
    ("      x-sdk-call: yield\n", "      x-sdk-call: yield\n      x-sdk-request: Ask\n", "x-sdk-request: the operation has no arguments"),
    ("x-sdk-request: GetBookRequest", "x-sdk-request: get_book", "x-sdk-request: \"get_book\" is not a name such as InvokeRequest"),
    ("x-sdk-request: GetBookRequest", "x-sdk-request: Loan", "x-sdk-request: Loan is also the name of a schema"),
    ("x-sdk-request: GetBookRequest", "x-sdk-request: ReadBookRequest", "ReadBookRequest is also the request of another operation"),
    ("in: query", "in: cookie", "paths./books/{id}.get.parameters.1.in: cookie is not supported"),
    (
        "      x-sdk-name: book\n",
        "      x-sdk-name: book\n      x-sdk-subject: reader\n",
        "expected agent, session or pipeline, got reader",
    ),
    (
        "      name: X-Correlation-ID\n",
        "      name: X-Trace\n",
        "paths./books/{id}.get: X-Trace: X-Correlation-ID and Idempotency-Key are the headers that clients send: remove it",
    ),
    (
        "        - $ref: '#/components/parameters/IdempotencyKey'\n",
        "",
        "paths./books/{id}/read.post: Idempotency-Key: clients send it with every POST and with no other method",
    ),
    (
        "      description: All of them.\n      parameters:\n        - $ref: '#/components/parameters/CorrelationId'\n",
        "",
        "paths./loans.get: X-Correlation-ID is missing: clients send it with every call, so every operation has the parameter",
    ),
    (
        "parameters/BookId'\n        - {",
        "parameters/Nobody'\n        - {",
        "parameters.0: there is no Nobody in components.parameters: add it, or correct the $ref",
    ),
    (
        "        required: true\n        content",
        "        required: false\n        content",
        "requestBody.required: an optional body is not supported",
    ),
    ("            example: { voice: low, options: { speed: 2 } }\n", "", "requestBody.content.application/json: `example` is missing"),
    ("voice: low, ", "", "read_book: the example of the request body lacks the string `voice`"),
    ("text/plain", "image/png", "responses.200.content: expected exactly one of application/json, text/event-stream and text/plain"),
    ("{ schema: { $ref: '#/components/schemas/Book' } }", "{ schema: { type: object } }", "a schema without a name is not supported"),
    (
        "        '404': { $ref: '#/components/responses/Error' }\n",
        "        '201': { $ref: '#/components/responses/Lost' }\n",
        "paths./books/{id}.get.responses.201: there is no Lost in components.responses: add it, or correct the $ref",
    ),
    (
        "        '404': { $ref: '#/components/responses/Error' }\n",
        "        '201': { description: New., content: { application/json: { schema: { $ref: '#/components/schemas/Lost' } } } }\n",
        "paths./books/{id}.get.responses.201.content.application/json.schema: there is no Lost in components.schemas: add it, or correct the $ref",
    ),
    (
        "        '404': { $ref: '#/components/responses/Error' }\n",
        "        '201': { description: New., content: { application/json: { schema: { type: object } } } }\n",
        "paths./books/{id}.get.responses.201.content.application/json.schema: a schema without a name is not supported: move it to components.schemas",
    ),
    (
        "        '404': { $ref: '#/components/responses/Error' }\n",
        "        '201': { description: New., content: { application/json: {} } }\n",
        "paths./books/{id}.get.responses.201.content.application/json: `schema` is missing",
    ),
    (
        "        '404': { $ref: '#/components/responses/Error' }\n",
        "        '201': { description: New. }\n",
        "paths./books/{id}.get.responses.201: no content, but 200 has the JSON of Book: give all responses the same content",
    ),
    (
        "        '404': { $ref: '#/components/responses/Error' }\n",
        "        '201': { description: New., content: { application/json: { schema: { $ref: '#/components/schemas/Loan' } } } }\n",
        "paths./books/{id}.get.responses.201: the JSON of Loan, but 200 has the JSON of Book: give all responses the same content",
    ),
    (
        "        '404': { $ref: '#/components/responses/Error' }\n",
        "        '201': { description: New., content: { text/plain: { schema: { type: string } } } }\n",
        "paths./books/{id}.get.responses.201: text/plain, but 200 has the JSON of Book: give all responses the same content",
    ),
    (
        "        '404': { $ref: '#/components/responses/Error' }\n",
        "        '404': { description: None. }\n",
        "paths./books/{id}.get.responses.404: no content, but 200 has the JSON of Book: give all responses the same content, except errors, whose JSON is ErrorResponse",
    ),
    ("schemas/Shelf' }", "schemas/Wall' }", "components.schemas.Book.properties.shelf: unknown schema Wall"),
    (
        "schemas/Loan' }, description: 'Its",
        "schemas/Gift' }, description: 'Its",
        "components.schemas.Book.properties.loans: unknown schema Gift",
    ),
    ("'#/components/schemas/Shelf'", "'other.yaml#/Shelf'", "shelf.$ref: only a reference to #/components/schemas/… is supported here"),
    (
        "{ $ref: '#/components/schemas/Shelf' }",
        "{ $ref: '#/components/schemas/Shelf', nullable: true }",
        "shelf: OpenAPI 3.0 ignores members beside a $ref",
    ),
    ("      description: A loan.\n", "", "components.schemas.Loan: `description` is missing"),
    (", description: The title. }", " }", "components.schemas.Book.properties.title: `description` is missing"),
    ("title: { type: string,", "title: { type: string, maxLength: 3,", "properties.title: `maxLength` is not supported here"),
    ("format: int64", "format: int128", "properties.isbn.format: int128 is not supported: int32, int64, uint32 and uint64 are"),
    ("isbn: { type: integer, format: int64,", "isbn: { type: integer,", "properties.isbn: `format` is missing"),
    ("facts: { type: object, additionalProperties: {},", "facts: { type: object,", "properties.facts: an object with fields of its own"),
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
    ("        title: {", "        extra: {", "properties.extra: the name extra is reserved"),
    ("        title: {", "        from_dict: {", "properties.from_dict: the name from_dict is reserved"),
    ("        title: {", "        Title: {", "properties.Title: \"Title\" is not a name such as total_tokens"),
    ("        title: {", "        the-title: {", "properties.the-title: \"the-title\" is not a name"),
    ("        title: {", "        title_: {", "properties.title_: \"title_\" is not a name"),
    ("    Loan:\n", "    loan:\n", "components.schemas.loan: \"loan\" is not a name such as InvokeRequest"),
    ("    ReadRequest:\n", "    Optional:\n", "components.schemas.Optional: the name Optional is reserved"),
    ("[reading_room, cellar]", "[]", "Shelf.x-extensible-enum: expected a value"),
    ("[reading_room, cellar]", "[reading room, cellar]", "x-extensible-enum: \"reading room\" cannot become a name"),
    ("[reading_room, cellar]", "[2nd, cellar]", "x-extensible-enum: \"2nd\" cannot become a name"),
    ("[reading_room, cellar]", "[unknown, cellar]", "x-extensible-enum: \"unknown\" is reserved"),
    ("[reading_room, cellar]", "[reading_room, reading-room]", "\"reading_room\" and \"reading-room\" become the same name, ReadingRoom"),
    ("[word]", "[unknown]", "components.schemas.StreamEvent.oneOf: \"unknown\" is reserved"),
    ("[word]", "[done]", "StreamEvent.oneOf: \"done\" and \"done\" become the same name, Done"),
    ("title: Word\n", "title: Loan\n", "StreamEvent.oneOf.0: Loan is the name of another schema or arm"),
    ("title: Word\n", "title: Done\n", "StreamEvent.oneOf.2: Done is the name of another schema or arm"),
    ("title: Word\n", "title: UnknownEvent\n", "oneOf.0.title: the name UnknownEvent is reserved"),
    ("name: books\n", "name: Books\n", "tags.0.name: \"Books\" is not a name"),
    ("x-sdk-call: books.loans", "x-sdk-call: shelves.loans", "paths./loans.get: x-sdk-call: shelves is not among `tags`"),
    ("x-sdk-call: books.loans", "x-sdk-call: books.del", "paths./loans.get.x-sdk-call: another operation has the same call"),
    ("operationId: status", "operationId: get-status", "paths./status.get.operationId: \"get-status\" is not a name"),
    ("x-sdk-name: book\n", "x-sdk-name: voice\n", "paths./books/{id}/read.post: voice: the call has another argument of this name"),
    (
        "        since: { type: string, format: date-time,",
        "        since: { $ref: '#/components/schemas/Book' }\n        x: { type: string,",
        "a recursive schema is not supported: Book -> Loan -> Book",
    ),
    (
        "        scores: { $ref: '#/components/schemas/Scores' }",
        "        scores: { $ref: '#/components/schemas/StreamEvent' }",
        "components.schemas.Book.properties.scores: StreamEvent is a oneOf, which only a stream may contain",
    ),
    (
        "additionalProperties: { type: integer, format: int32 }",
        "additionalProperties: { type: integer, format: int32, nullable: true }",
        "components.schemas.Scores.additionalProperties: null in a map is not supported",
    ),
    ("required: [title, shelf,", "required: [notes, title, shelf,", "properties.notes: a required field cannot have a default"),
    (
        "    ReadOptions:\n      description: More of how to read.\n",
        "    ReadOptions:\n      description: More.\n      required: [speed]\n",
        "components.schemas.ReadOptions.properties.speed: a required field of what is only sent",
    ),
    (
        "        speed: {",
        "        from: {",
        "components.schemas.ReadOptions.properties.from: a keyword of Python cannot be a key of options",
    ),
    ("        total: {", "        count: {", "components.schemas.Loans.properties.count: the name is that of a method of Python's lists"),
    (
        "    StreamEvent:\n",
        "    OtherEvent:\n",
        "read.post.responses.200.content.text/event-stream.schema: there is no StreamEvent in components.schemas",
    ),
    (
        "    Scores:\n",
        "    Other: { description: Of another kind., oneOf: [] }\n    Scores:\n",
        "components.schemas.Other.oneOf: expected a value",
    ),
    (
        "    Scores:\n",
        "    Other:\n      description: Another.\n      oneOf:\n        - { title: A, description: It., type: object, \
         properties: { type: { type: string, enum: [a] } } }\n    Scores:\n",
        "components.schemas.Other: the only oneOf that clients support is StreamEvent",
    ),
    (
        "{ schema: { $ref: '#/components/schemas/Loans' } }",
        "{ schema: { $ref: '#/components/schemas/Scores' } }",
        "paths./loans.get: Scores: the JSON of a response must be an object",
    ),
    (
        "{ text/event-stream: { schema: { $ref: '#/components/schemas/StreamEvent' } } }",
        "{ text/event-stream: { schema: { $ref: '#/components/schemas/Loan' } } }",
        "paths./books/{id}/read.post: Loan: the schema of events must be a oneOf",
    ),
    (
        "schema: { $ref: '#/components/schemas/ReadRequest' }",
        "schema: { $ref: '#/components/schemas/Scores' }",
        "paths./books/{id}/read.post: requestBody: Scores: a body must be an object with named fields",
    ),
    ("required: [voice]", "required: [voice, options]", "paths./books/{id}/read.post: options: a required argument must be a string"),
    ("{ name: edition, in: query,", "{ name: edition, in: query, required: true,", "edition: a required argument must be a string"),
    ("{ name: edition, in: query,", "{ name: edition, in: query, style: form,", "parameters.1: `style` is not supported here"),
    ("minimum: 1 } }\n", "minimum: 1, nullable: true } }\n", "parameters.1.schema: `nullable` is not supported here"),
    (
        "      required: true\n      schema",
        "      required: false\n      schema",
        "components.parameters.BookId.in: a path parameter must be `required`",
    ),
    ("  /books/{id}:\n", "  /books/{book}:\n", "components.parameters.BookId.in: the path /books/{book} does not contain it"),
    (
        "            example: { voice",
        "            encoding: {}\n            example: { voice",
        "application/json: `encoding` is not supported here",
    ),
    (
        "'204': { description: It is gone. }",
        "'204': { description: It is gone., links: {} }",
        "responses.204: `links` is not supported here",
    ),
    (
        "{ text/plain: { schema: { type: string } } }",
        "{ text/plain: { schema: { type: integer } } }",
        "text/plain.schema.type: expected a string",
    ),
    (
        "    description: The books.\n",
        "    description: The books.\n    externalDocs: {}\n",
        "tags.0: `externalDocs` is not supported here",
    ),
    ("summary: List the loans.", "summary: List | the loans.", "paths./loans.get.summary: expected one line without `|`"),
    ("when: no such book", "when: no | book", "x-errors.0.when: expected one line without `|`"),
    ("retried: GET and DELETE", "retried: \"GET\\nDELETE\"", "x-errors.4.retried: expected one line without `|`"),
    ("kind: NotFound", "kind: not found", "x-errors.0.kind: \"not found\" is not a name such as InvokeRequest"),
    ("codes: [not_found, gone]", "codes: [http_<status>]", "x-errors.0.codes: an explicit status needs a code of its own"),
    ("codes: [not_found, gone]", "codes: [not_found, http_<status>]", "x-errors.0.codes.1: \"http_<status>\" is not a name"),
    (
        "statuses: [5XX]\n    codes: [http_<status>]",
        "statuses: [5XX]\n    codes: [fail]",
        "x-errors.2.codes: a range of statuses must have the code http_<status>",
    ),
    ("statuses: [5XX]", "statuses: ['503', 5XX]", "x-errors.2.codes: an explicit status needs a code of its own"),
    ("statuses: [5XX]", "statuses: [4XX]", "x-errors.3: one of its statuses is also in a row of Server"),
    ("codes: [timeout]", "codes: [gone]", "x-errors.4: the code gone is also in a row of NotFound"),
    ("statuses: ['500']", "statuses: ['501']", "x-errors: expected a row with the status 500"),
    ("classes: []", "classes: [StatusError]", "x-errors: expected one row without classes"),
    (
        "classes: [ConnectionError, TimeoutError]",
        "classes: []",
        "x-errors.4.codes: the row without classes must have the code http_<status>",
    ),
    (
        "classes: [ServerError]\n    statuses: [5XX]",
        "classes: [OtherError]\n    statuses: [5XX]",
        "x-errors.2: all rows of Server must have the same classes",
    ),
    ("required: [since]", "required: [when]", "components.schemas.Loan.properties: when is required but missing"),
    (
        "      x-extensible-enum: [reading_room, cellar]",
        "      enum: [cellar]",
        "components.schemas.Shelf: a named string must be an open enum",
    ),
    (
        "        - title: Word\n",
        "        - $ref: '#/components/schemas/Loan'\n        - title: Word\n",
        "StreamEvent.oneOf.0: inline the arm of a oneOf",
    ),
    ("enum: [word]", "enum: [word, words]", "properties.type.enum: expected one value"),
    ("        - title: Word\n", "        - title: Word\n          x-ends-stream: true\n", "agentspec-ext/src/stream.rs"),
    ("'410'", "gone", "x-errors.0.statuses.1: expected a status, as in '404' or 4XX"),
    ("codes: [timeout]", "codes: []", "x-errors.4.codes: expected a code"),
    ("codes: [timeout]", "codes: [http_<status>]", "x-errors.4.codes: http_<status> needs `statuses`"),
    (
        "        until: {",
        "        id: { type: string, description: An id. }\n        i_d: { type: string, description: Another. }\n        until: {",
        "Loan: id and i_d become the same field in Go, ID",
    ),
    (
        "x-sdk-request: GetBookRequest",
        "x-sdk-request: BooksService",
        "the request of get_book: BooksService is also the name of the service of books in Go",
    ),
    (
        "x-sdk-request: GetBookRequest",
        "x-sdk-request: EventWord",
        "the event Word: EventWord is also the name of the request of get_book in Go",
    ),
    ("            line: {", "            raw: {", "Word: raw is the name of the whole event in Go"),
    (
        "            reader: { $ref: '#/components/schemas/Reader' }",
        "            line: { type: string, description: Its line. }",
        "Done: line has another type in another event, and Go has one struct for all",
    ),
];

#[test]
fn an_unsupported_contract_is_rejected_with_the_location_and_the_reason() {
    let mut wrong = Vec::new();
    for (before, after, expected) in ROWS {
        let changed = SMALL.replacen(before, after, 1);
        let error = sources(&changed).err().map(|error| error.to_string()).unwrap_or_default();
        if changed == SMALL || !error.starts_with("openapi.yaml: ") || !error.contains(expected) {
            wrong.push(format!("{before:?} -> {after:?}\n  expected: {expected}\n  got:      {error}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_argument_with_the_name_of_an_option_is_refused() {
    for name in [
        "timeout",
        "deadline",
        "max_retries",
        "retry_policy",
        "correlation_id",
        "idempotency_key",
        "byte_idle_timeout",
        "event_idle_timeout",
        "self",
        "headers",
        "header",
        "credential",
        "credential_source",
        "record_in",
        "send",
        "call",
        "clone",
    ] {
        let error = sources(&SMALL.replacen("name: edition", &format!("name: {name}"), 1)).err().map(|error| error.to_string());
        let expected = format!("openapi.yaml: paths./books/{{id}}.get: {name}: the call has another argument of this name");
        assert_eq!(error.as_ref(), Some(&expected), "{name}");
    }
}

#[test]
fn a_one_of_with_another_name_is_rejected() {
    let error = sources(&SMALL.replace("StreamEvent", "OtherEvent")).err().unwrap().to_string();
    assert_eq!(error, "openapi.yaml: components.schemas.OtherEvent: the only oneOf that clients support is StreamEvent");
}
