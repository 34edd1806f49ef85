//! The model of the contract, from which the code of each language is generated. Independent of languages and of YAML.

/// The schema of an error body. A response with this body is an error, never a value.
pub(crate) const ERROR_RESPONSE: &str = "ErrorResponse";

/// The schema of stream events, the only union that clients support.
pub(crate) const STREAM_EVENT: &str = "StreamEvent";

/// The schema of the body of operations that send a message to an agent.
const MESSAGE: &str = "InvokeRequest";

/// The part of `openapi.yaml` from which code is generated.
#[derive(Debug)]
pub(crate) struct Contract {
    /// The value of `info.version`.
    pub(crate) version: String,
    /// The groups of operations of a client, with their descriptions.
    pub(crate) groups: Vec<Group>,
    pub(crate) operations: Vec<Operation>,
    /// The schemas in the order of the contract.
    pub(crate) schemas: Vec<Schema>,
    pub(crate) errors: Vec<ErrorRow>,
}

/// A tag of the contract: a group of operations.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) docs: String,
}

/// An operation: one method of one path.
#[derive(Debug)]
pub(crate) struct Operation {
    /// The `operationId`.
    pub(crate) id: String,
    /// The HTTP method in upper case.
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) call: Call,
    /// The name of the type of all arguments, for languages that pass them as one value. None if there are no arguments.
    pub(crate) request: Option<String>,
    pub(crate) summary: String,
    pub(crate) docs: String,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    /// The content of every response that is not an error.
    pub(crate) answer: Answer,
    /// Whether a response that is not an error has an error status, such as the 503 of a degraded server.
    pub(crate) has_value_by_error_status: bool,
    /// The statuses of responses that are not errors, except ranges such as `2XX`.
    pub(crate) value_statuses: Vec<u16>,
    /// The statuses of error responses, in the notation of the contract: `404`, `4XX`.
    pub(crate) error_statuses: Vec<String>,
}

/// The place of an operation in a client: `agents.invoke`, or `health` of the client itself.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) group: Option<String>,
    pub(crate) name: String,
}

/// The relation of a call on a session to the session's turns.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum TurnRule {
    /// The call sends a message, and takes a turn.
    TakesTurn,
    /// The call waits for the current turn.
    WaitsForTurn,
    /// The call only reads, and does not wait.
    Independent,
}

/// A parameter of the path or the query. The transport sets headers, not the caller.
#[derive(Debug)]
pub(crate) struct Parameter {
    /// The name for callers.
    pub(crate) name: String,
    /// The name in the request.
    pub(crate) wire_name: String,
    /// The name of the shared parameter, if it is one.
    pub(crate) component: Option<String>,
    /// Whether the parameter is in the path. Otherwise it is in the query.
    pub(crate) is_in_path: bool,
    /// The kind of object that the value identifies, if telemetry or session handles need it.
    pub(crate) subject: Option<Subject>,
    pub(crate) required: bool,
    pub(crate) docs: String,
    pub(crate) ty: Type,
    pub(crate) limits: Limits,
    /// The example, if it is a string.
    pub(crate) example: Option<String>,
}

/// The kind of object that a parameter identifies.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Subject {
    Agent,
    Session,
    Pipeline,
}

/// The limits of a parameter. The docs describe them, and the server enforces them.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    pub(crate) minimum: Option<i64>,
    pub(crate) maximum: Option<i64>,
    pub(crate) default: Option<i64>,
    /// Whether an empty string is invalid.
    pub(crate) is_non_empty: bool,
}

/// The JSON body of a request.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) schema: String,
    /// The strings of its example, with the names of their fields.
    pub(crate) example: Vec<(String, String)>,
}

/// The content of a response.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Answer {
    Nothing,
    /// JSON of this schema.
    Json(String),
    /// Server-Sent Events. The data of each is JSON of this schema.
    Events(String),
    Text,
}

/// A named schema.
#[derive(Debug)]
pub(crate) struct Schema {
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) shape: Shape,
}

#[derive(Debug)]
pub(crate) enum Shape {
    Record(Record),
    /// Records distinguished by their `type`.
    Union(Vec<Arm>),
    /// An object with any keys, whose values have this type.
    Map(Type),
    /// Known strings, to which later servers may add.
    OpenEnum(Vec<String>),
}

/// An object with named fields.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) fields: Vec<Field>,
    /// Whether the contract allows unknown fields. Rust types keep them only then; events and Python types always keep them.
    pub(crate) is_open: bool,
    /// The field whose list represents the whole record.
    pub(crate) list: Option<String>,
}

/// A record of a union.
#[derive(Debug)]
pub(crate) struct Arm {
    /// The value of the `type` field.
    pub(crate) tag: String,
    pub(crate) name: String,
    pub(crate) docs: String,
    /// Whether it ends the stream.
    pub(crate) is_end: bool,
    /// The fields except `type`.
    pub(crate) record: Record,
}

#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// The description of the field or of its schema.
    pub(crate) docs: String,
    pub(crate) ty: Type,
    pub(crate) is_required: bool,
    /// Whether null is a valid value. For a list, null is the empty list.
    pub(crate) is_nullable: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Type {
    Boolean,
    /// A number without a fraction.
    Integer(Integer),
    Number,
    String,
    /// An RFC 3339 timestamp, kept as text.
    DateTime,
    /// Any JSON value.
    Any,
    /// An object with any keys.
    Object,
    List(Box<Type>),
    /// The schema with this name.
    Named(String),
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Integer {
    pub(crate) format: IntegerFormat,
    pub(crate) minimum: Option<i64>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum IntegerFormat {
    Int32,
    Int64,
    Uint32,
    Uint64,
}

/// A row of the error table.
#[derive(Debug)]
pub(crate) struct ErrorRow {
    pub(crate) kind: String,
    /// The exception classes, base classes first. Empty for the root of all errors.
    pub(crate) classes: Vec<String>,
    pub(crate) statuses: Vec<Statuses>,
    pub(crate) code: Code,
    /// Additional codes of the same kind.
    pub(crate) more_codes: Vec<String>,
    pub(crate) when: String,
    /// Whether the request may have run.
    pub(crate) outcome: String,
    pub(crate) retried: String,
    /// What the caller should do.
    pub(crate) advice: String,
}

/// A status, `404`, or a class of statuses, `4XX`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Statuses {
    One(u16),
    /// A class of statuses by its first digit: 4 is 400 to 499.
    Class(u16),
}

/// The code of an error whose response has none.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Code {
    Fixed(String),
    /// The code `http_<status>`.
    OfStatus,
}

impl Contract {
    pub(crate) fn schema(&self, name: &str) -> Option<&Schema> {
        self.schemas.iter().find(|schema| schema.name == name)
    }

    /// Returns the events of a stream.
    pub(crate) fn events(&self) -> &[Arm] {
        match self.schema(STREAM_EVENT).map(|schema| &schema.shape) {
            Some(Shape::Union(arms)) => arms,
            _ => &[],
        }
    }

    /// Returns the fields of the body of an operation, which are arguments of its call.
    pub(crate) fn body_fields(&self, operation: &Operation) -> &[Field] {
        let schema = operation.body.as_ref().and_then(|body| self.schema(&body.schema));
        match schema.map(|schema| &schema.shape) {
            Some(Shape::Record(record)) => &record.fields,
            _ => &[],
        }
    }

    pub(crate) fn required_fields(&self, operation: &Operation) -> impl Iterator<Item = &Field> {
        self.body_fields(operation).iter().filter(|field| field.is_required)
    }

    /// Returns the schemas that callers receive or pass: those of responses and of the fields of request bodies, and all schemas that these
    /// contain. A whole body is not among them, since its fields are arguments of the call.
    pub(crate) fn held(&self) -> Vec<&Schema> {
        let mut names = self.answered();
        for operation in &self.operations {
            let body = operation.body.as_ref().and_then(|body| self.schema(&body.schema));
            for name in body.into_iter().flat_map(Schema::uses) {
                self.collect(name, &mut names);
            }
        }
        self.schemas.iter().filter(|schema| names.contains(&schema.name.as_str())).collect()
    }

    /// Returns the names of the schemas that responses contain.
    pub(crate) fn answered(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for operation in &self.operations {
            if let Answer::Json(name) | Answer::Events(name) = &operation.answer {
                self.collect(name, &mut names);
            }
        }
        names
    }

    /// Adds `name` and all schemas that it contains to `names`.
    fn collect<'a>(&'a self, name: &'a str, names: &mut Vec<&'a str>) {
        if !names.contains(&name) {
            names.push(name);
            for used in self.schema(name).into_iter().flat_map(Schema::uses) {
                self.collect(used, names);
            }
        }
    }
}

impl Limits {
    /// Describes the limits: `1 to 100. Default: 20.`
    pub(crate) fn in_words(&self) -> String {
        let range = match (self.minimum.filter(|minimum| *minimum != 0), self.maximum) {
            (Some(minimum), Some(maximum)) => Some(format!("{minimum} to {maximum}.")),
            (Some(minimum), None) => Some(format!("At least {minimum}.")),
            (None, Some(maximum)) => Some(format!("At most {maximum}.")),
            (None, None) => None,
        };
        let default = self.default.map(|default| format!("Default: {default}."));
        range.into_iter().chain(default).collect::<Vec<_>>().join(" ")
    }
}

impl Operation {
    /// Returns the required parameters: those of the path in order, then those of the query by name.
    pub(crate) fn required_parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| parameter.required)
    }

    /// Returns the optional parameters, by their names in the query.
    pub(crate) fn optional_parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| !parameter.required)
    }

    pub(crate) fn parameter_of(&self, subject: Subject) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.subject == Some(subject))
    }

    /// Returns whether the operation sends a message to an agent, with options.
    pub(crate) fn sends_message(&self) -> bool {
        self.body.as_ref().is_some_and(|body| body.schema == MESSAGE)
    }

    /// Returns the turn rule of an operation on one session; `None` for any other operation. An operation with a turn rule is a method of the
    /// session's handle, without the parameters that identify the session.
    pub(crate) fn turn_rule(&self) -> Option<TurnRule> {
        let is_on_session =
            self.required_parameters().map(|parameter| parameter.subject).eq([Some(Subject::Agent), Some(Subject::Session)]);
        match self.method.as_str() {
            _ if !is_on_session => None,
            _ if self.sends_message() => Some(TurnRule::TakesTurn),
            "GET" => Some(TurnRule::Independent),
            _ => Some(TurnRule::WaitsForTurn),
        }
    }

    /// Returns whether the method is POST. Only a POST has an idempotency key.
    pub(crate) fn is_post(&self) -> bool {
        self.method == "POST"
    }
}

impl TurnRule {
    /// Returns the name for templates.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::TakesTurn => "takes",
            Self::WaitsForTurn => "waits",
            Self::Independent => "independent",
        }
    }
}

impl Parameter {
    /// Returns the docs without the encoding on the wire, which callers need not know.
    pub(crate) fn docs_for_callers(&self) -> String {
        self.docs.replace(", percent-encoded into one path segment", "")
    }

    /// Returns whether the parameter identifies a session or its agent. A session handle supplies both.
    pub(crate) fn is_of_session(&self) -> bool {
        matches!(self.subject, Some(Subject::Agent | Subject::Session))
    }
}

impl Schema {
    /// Returns the names of the schemas that this schema refers to.
    pub(crate) fn uses(&self) -> Vec<&str> {
        match &self.shape {
            Shape::Record(record) => record.uses().collect(),
            Shape::Union(arms) => arms.iter().flat_map(|arm| arm.record.uses()).collect(),
            Shape::Map(ty) => ty.named().into_iter().collect(),
            Shape::OpenEnum(_) => Vec::new(),
        }
    }
}

impl Record {
    /// Returns the item type of the list that represents the whole record.
    pub(crate) fn list_item(&self) -> Option<&Type> {
        let list = self.list.as_ref()?;
        match &self.fields.iter().find(|field| field.name == *list)?.ty {
            Type::List(item) => Some(item),
            _ => None,
        }
    }

    fn uses(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().filter_map(|field| field.ty.named())
    }
}

impl Type {
    /// Returns the name of the schema that the type refers to, directly or as the items of a list.
    pub(crate) fn named(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::List(item) => item.named(),
            Self::Boolean | Self::Integer(_) | Self::Number | Self::String | Self::DateTime | Self::Any | Self::Object => None,
        }
    }
}

impl ErrorRow {
    /// Returns the codes that identify the kind, except a code made from the status.
    pub(crate) fn codes(&self) -> Vec<&str> {
        let own = match &self.code {
            Code::Fixed(code) => Some(code.as_str()),
            Code::OfStatus => None,
        };
        own.into_iter().chain(self.more_codes.iter().map(String::as_str)).collect()
    }
}

impl Answer {
    /// Returns the media type for the `Accept` header.
    pub(crate) fn media_type(&self) -> &'static str {
        match self {
            Self::Nothing | Self::Json(_) => "application/json",
            Self::Events(_) => "text/event-stream",
            Self::Text => "text/plain",
        }
    }
}

/// Converts `tool_call` to `ToolCall`.
pub(crate) fn pascal_case(name: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    name.split(['_', '-']).map(capital).collect()
}

/// Converts `ToolCall` to `tool_call`.
pub(crate) fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}
