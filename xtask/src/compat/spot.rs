//! Where in the contract the comparison stands: as an operation meets it, and where it is written.

/// Who writes the value: the client, or the server.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Direction {
    Request,
    Response,
}

/// What a schema is to clients.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Role {
    Value,
    /// The events of a stream, of which clients keep the unknown ones.
    Events,
    /// An alternative of a `oneOf`, whose title is the name of a type.
    Arm,
}

#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Spot {
    /// The operation, as in `POST /v1/agents/{name}/invoke`.
    place: String,
    /// Its part, as in `request body`; empty for the operation itself.
    part: String,
    /// The way from there, as in `options.seed`.
    path: String,
    /// The component that holds it and the way from there, as in `components.schemas.InvokeOptions.seed`.
    component: Option<String>,
    direction: Direction,
    role: Role,
}

impl Spot {
    /// An operation, or a part of the contract that belongs to none.
    pub(crate) fn new(place: impl Into<String>) -> Self {
        let (part, path) = (String::new(), String::new());
        Self { place: place.into(), part, path, component: None, direction: Direction::Request, role: Role::Value }
    }

    /// A part of an operation.
    pub(crate) fn part(&self, direction: Direction, part: impl Into<String>) -> Self {
        Self { part: part.into(), direction, ..self.clone() }
    }

    /// One step inwards, such as a field.
    pub(crate) fn step(&self, name: &str) -> Self {
        let path = if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
        let component = self.component.as_ref().map(|component| format!("{component}.{name}"));
        Self { path, component, role: Role::Value, ..self.clone() }
    }

    /// One step to an alternative of a `oneOf`.
    pub(crate) fn arm(&self, name: &str) -> Self {
        Self { role: Role::Arm, ..self.step(name) }
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> Self {
        let component = self.component.as_ref().map(|component| format!("{component}[]"));
        Self { path: format!("{}[]", self.path), component, role: Role::Value, ..self.clone() }
    }

    /// The same spot, written in the component of this name, where there is one.
    pub(crate) fn written_in(&self, component: Option<String>) -> Self {
        Self { component: component.or_else(|| self.component.clone()), ..self.clone() }
    }

    /// The same spot, as the events of a stream.
    pub(crate) fn of_events(&self) -> Self {
        Self { role: Role::Events, ..self.clone() }
    }

    pub(crate) fn is_events(&self) -> bool {
        self.role == Role::Events
    }

    pub(crate) fn is_arm(&self) -> bool {
        self.role == Role::Arm
    }

    pub(crate) fn direction(&self) -> Direction {
        self.direction
    }

    pub(crate) fn place(&self) -> &str {
        &self.place
    }

    /// Where a change here is to be made: in a component, or in the operation.
    pub(crate) fn home(&self) -> String {
        self.component.clone().unwrap_or_else(|| format!("{} {}", self.place, self.tell("")).trim_end().to_owned())
    }

    /// `text`, said of this spot of its operation.
    pub(crate) fn tell(&self, text: &str) -> String {
        match (self.part.as_str(), self.path.as_str()) {
            ("", "") => text.to_owned(),
            (part, "") => format!("{part} {text}"),
            ("", path) => format!("{path} {text}"),
            (part, path) => format!("{part}: {path} {text}"),
        }
    }
}
