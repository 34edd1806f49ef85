//! A position in the contract: seen from an operation, and by its component.

/// The direction of a value: from the client, or from the server.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Direction {
    Request,
    Response,
}

/// The role of a schema for clients.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Role {
    Value,
    /// The events of a stream. Clients accept unknown ones.
    Events,
    /// An alternative of a `oneOf`, whose title is the name of a type.
    Arm,
}

#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Spot {
    /// The operation, as in `POST /v1/agents/{name}/invoke`.
    place: String,
    /// The part of the operation, as in `request body`; empty for the operation itself.
    part: String,
    /// The path within the part, as in `options.seed`.
    path: String,
    /// The component and the path within it, as in `components.schemas.InvokeOptions.seed`.
    component: Option<String>,
    direction: Direction,
    role: Role,
}

impl Spot {
    /// Creates the spot of an operation, or of a part outside of operations.
    pub(crate) fn new(place: impl Into<String>) -> Self {
        let (part, path) = (String::new(), String::new());
        Self { place: place.into(), part, path, component: None, direction: Direction::Request, role: Role::Value }
    }

    /// Returns a part of the operation.
    pub(crate) fn part(&self, direction: Direction, part: impl Into<String>) -> Self {
        Self { part: part.into(), direction, ..self.clone() }
    }

    /// Returns a nested spot, such as a field.
    pub(crate) fn step(&self, name: &str) -> Self {
        let path = if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
        let component = self.component.as_ref().map(|component| format!("{component}.{name}"));
        Self { path, component, role: Role::Value, ..self.clone() }
    }

    /// Returns an alternative of a `oneOf`.
    pub(crate) fn arm(&self, name: &str) -> Self {
        Self { role: Role::Arm, ..self.step(name) }
    }

    /// Returns the items of the list.
    pub(crate) fn items(&self) -> Self {
        let component = self.component.as_ref().map(|component| format!("{component}[]"));
        Self { path: format!("{}[]", self.path), component, role: Role::Value, ..self.clone() }
    }

    /// Returns the same spot in this component, if there is one.
    pub(crate) fn written_in(&self, component: Option<String>) -> Self {
        Self { component: component.or_else(|| self.component.clone()), ..self.clone() }
    }

    /// Returns the same spot as the events of a stream.
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

    /// Returns the place of the definition: in a component, or in the operation.
    pub(crate) fn home(&self) -> String {
        self.component.clone().unwrap_or_else(|| format!("{} {}", self.place, self.describe("")).trim_end().to_owned())
    }

    /// Returns `text` after the position within the operation.
    pub(crate) fn describe(&self, text: &str) -> String {
        match (self.part.as_str(), self.path.as_str()) {
            ("", "") => text.to_owned(),
            (part, "") => format!("{part} {text}"),
            ("", path) => format!("{path} {text}"),
            (part, path) => format!("{part}: {path} {text}"),
        }
    }
}
