//! The contract as a small model: what each language is made from. Knows no language and no YAML.

/// The schema of an error's body: no answer that holds it is a value.
pub(crate) const ERROR_RESPONSE: &str = "ErrorResponse";

/// The one union that clients have: what a stream holds.
pub(crate) const STREAM_EVENT: &str = "StreamEvent";

/// The body of the operations that send a message to an agent.
const MESSAGE: &str = "InvokeRequest";

/// What `openapi.yaml` says, as far as code is made from it.
#[derive(Debug)]
pub(crate) struct Contract {
    /// `info.version`.
    pub(crate) version: String,
    /// Where clients have operations, each with what it is.
    pub(crate) groups: Vec<Group>,
    pub(crate) operations: Vec<Operation>,
    /// In the contract's order.
    pub(crate) schemas: Vec<Schema>,
    pub(crate) errors: Vec<ErrorRow>,
}

/// A tag of the contract.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) docs: String,
}

/// One method of one path.
#[derive(Debug)]
pub(crate) struct Operation {
    /// Its `operationId`.
    pub(crate) id: String,
    /// In capitals.
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) call: Call,
    /// The type of all arguments, in languages that pass them as one value. None where there are none.
    pub(crate) request: Option<String>,
    pub(crate) summary: String,
    pub(crate) docs: String,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    /// What every answer that is no error holds.
    pub(crate) answer: Answer,
    /// Whether an answer that is no error has the status of one, such as the 503 of a degraded server.
    pub(crate) has_value_by_error_status: bool,
    /// The statuses of answers that are no errors; a range such as `2XX` is not among them.
    pub(crate) value_statuses: Vec<u16>,
    /// The statuses of answers that hold an error, as the contract writes them: `404`, `4XX`.
    pub(crate) error_statuses: Vec<String>,
}

/// Where a client has the operation: `agents.invoke`, or `health` of the client itself.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) group: Option<String>,
    pub(crate) name: String,
}

/// What a call on a session has to do with the session's turns.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum TurnRule {
    /// It sends a message, and takes a turn.
    TakesTurn,
    /// It waits for the turn under way.
    WaitsForTurn,
    /// It reads, and waits for no turn.
    Independent,
}

/// A parameter of the path or the query. Headers are the transport's, not the caller's.
#[derive(Debug)]
pub(crate) struct Parameter {
    /// As callers name it.
    pub(crate) name: String,
    /// As the request names it.
    pub(crate) wire_name: String,
    /// The shared parameter that it is, if it is one.
    pub(crate) component: Option<String>,
    /// Whether it is in the path. Others are in the query.
    pub(crate) is_in_path: bool,
    /// What the value identifies, if telemetry and session handles need to know.
    pub(crate) subject: Option<Subject>,
    pub(crate) required: bool,
    pub(crate) docs: String,
    pub(crate) ty: Type,
    pub(crate) limits: Limits,
    /// The contract's example of a text.
    pub(crate) example: Option<String>,
}

/// What a parameter identifies.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Subject {
    Agent,
    Session,
    Pipeline,
}

/// The limits of a parameter: the server enforces them, the docs tell them.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    pub(crate) minimum: Option<i64>,
    pub(crate) maximum: Option<i64>,
    pub(crate) default: Option<i64>,
    /// Whether an empty text is invalid.
    pub(crate) is_non_empty: bool,
}

/// The JSON that is sent.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) schema: String,
    /// The texts of the contract's example of it, by their fields.
    pub(crate) example: Vec<(String, String)>,
}

/// What an answer holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Answer {
    Nothing,
    /// JSON of this schema.
    Json(String),
    /// Server-Sent Events, the data of each one JSON of this schema.
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
    /// Records told apart by their `type`.
    Union(Vec<Arm>),
    /// An object of any keys.
    Map(Type),
    /// Strings, of which a later server may have more.
    OpenEnum(Vec<String>),
}

/// An object of named fields.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) fields: Vec<Field>,
    /// Whether the contract says that further fields may come. Then types of Rust keep them; events, and types of Python, always do.
    pub(crate) is_open: bool,
    /// The field whose list callers use the whole as.
    pub(crate) list: Option<String>,
}

/// One of the records of a union.
#[derive(Debug)]
pub(crate) struct Arm {
    /// The value of its `type`.
    pub(crate) tag: String,
    pub(crate) name: String,
    pub(crate) docs: String,
    /// Whether a stream ends with it.
    pub(crate) is_end: bool,
    /// Without the `type`.
    pub(crate) record: Record,
}

#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// Its own, or its schema's.
    pub(crate) docs: String,
    pub(crate) ty: Type,
    pub(crate) is_required: bool,
    /// Null is a value of it; on a list, null is the empty list.
    pub(crate) is_nullable: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Type {
    Boolean,
    /// Without a fraction.
    Integer(Integer),
    Number,
    String,
    /// RFC 3339, kept as the text that it is.
    DateTime,
    /// Any JSON.
    Any,
    /// An object of any keys.
    Object,
    List(Box<Type>),
    /// The schema of this name.
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

/// A row of the table of errors.
#[derive(Debug)]
pub(crate) struct ErrorRow {
    pub(crate) kind: String,
    /// Each after the one that it inherits from; none is the root of all errors itself.
    pub(crate) classes: Vec<String>,
    pub(crate) statuses: Vec<Statuses>,
    pub(crate) code: Code,
    /// Further codes of the same kind.
    pub(crate) more_codes: Vec<String>,
    pub(crate) when: String,
    /// What is known of the request.
    pub(crate) outcome: String,
    pub(crate) retried: String,
    /// What a caller does.
    pub(crate) advice: String,
}

/// `404`, or `4XX`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Statuses {
    One(u16),
    /// All of a hundred: 4 is 400 to 499.
    Class(u16),
}

/// The code of an error that brought none.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Code {
    Fixed(String),
    /// `http_<status>`.
    OfStatus,
}

impl Contract {
    pub(crate) fn schema(&self, name: &str) -> Option<&Schema> {
        self.schemas.iter().find(|schema| schema.name == name)
    }

    /// The events of a stream.
    pub(crate) fn events(&self) -> &[Arm] {
        match self.schema(STREAM_EVENT).map(|schema| &schema.shape) {
            Some(Shape::Union(arms)) => arms,
            _ => &[],
        }
    }

    /// The fields of an operation's body, which are arguments of its call.
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

    /// The schemas of what callers get and give, beside whole bodies, whose fields are arguments of calls: those of answers, and of
    /// the fields of bodies, with all that they hold.
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

    /// The names of the schemas that answers hold.
    pub(crate) fn answered(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for operation in &self.operations {
            if let Answer::Json(name) | Answer::Events(name) = &operation.answer {
                self.collect(name, &mut names);
            }
        }
        names
    }

    /// `name`, and what it is made of.
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
    /// `1 to 100. Default: 20.`
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
    /// The required parameters: those of the path in its order, then those of the query by their names.
    pub(crate) fn required_parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| parameter.required)
    }

    /// The optional parameters, by their names in the query.
    pub(crate) fn optional_parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| !parameter.required)
    }

    pub(crate) fn parameter_of(&self, subject: Subject) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.subject == Some(subject))
    }

    /// Whether it sends a message to an agent, with options.
    pub(crate) fn sends_message(&self) -> bool {
        self.body.as_ref().is_some_and(|body| body.schema == MESSAGE)
    }

    /// How an operation on one session treats its turns; `None` for any other operation. Such an operation is a method of a session's handle,
    /// without the parameters that name the session.
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

    /// Whether the call requires a key under which a server runs it once.
    pub(crate) fn is_post(&self) -> bool {
        self.method == "POST"
    }
}

impl TurnRule {
    /// Its name in templates.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::TakesTurn => "takes",
            Self::WaitsForTurn => "waits",
            Self::Independent => "independent",
        }
    }
}

impl Parameter {
    /// Its docs without how it travels, which is the client's business.
    pub(crate) fn docs_for_callers(&self) -> String {
        self.docs.replace(", percent-encoded into one path segment", "")
    }

    /// Whether it names a session, or the agent of one. A handle has both.
    pub(crate) fn is_of_session(&self) -> bool {
        matches!(self.subject, Some(Subject::Agent | Subject::Session))
    }
}

impl Schema {
    /// The names of the schemas that it names.
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
    /// What the list that stands for the whole holds.
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
    /// The schema that it names, itself or as the items of a list.
    pub(crate) fn named(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::List(item) => item.named(),
            Self::Boolean | Self::Integer(_) | Self::Number | Self::String | Self::DateTime | Self::Any | Self::Object => None,
        }
    }
}

impl ErrorRow {
    /// The codes that stand for its kind, but for one made of the status.
    pub(crate) fn codes(&self) -> Vec<&str> {
        let own = match &self.code {
            Code::Fixed(code) => Some(code.as_str()),
            Code::OfStatus => None,
        };
        own.into_iter().chain(self.more_codes.iter().map(String::as_str)).collect()
    }
}

impl Answer {
    /// The media type that it is asked for by.
    pub(crate) fn media_type(&self) -> &'static str {
        match self {
            Self::Nothing | Self::Json(_) => "application/json",
            Self::Events(_) => "text/event-stream",
            Self::Text => "text/plain",
        }
    }
}

/// `tool_call` as `ToolCall`.
pub(crate) fn pascal_case(name: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    name.split(['_', '-']).map(capital).collect()
}

/// `ToolCall` as `tool_call`.
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
