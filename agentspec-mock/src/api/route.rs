//! Which operation of the contract a method and a path name. Pure.

use http::Method;
use percent_encoding::percent_decode_str;

use super::error::ApiError;

/// The operations of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    ListAgents,
    InvokeAgent,
    StreamAgent,
    CreateSession,
    ListSessions,
    DeleteSession,
    ContinueSession,
    StreamSession,
    RunPipeline,
    PipelineStatus,
    Health,
    Metrics,
}

impl Operation {
    pub(crate) const ALL: [Self; 12] = [
        Self::ListAgents,
        Self::InvokeAgent,
        Self::StreamAgent,
        Self::CreateSession,
        Self::ListSessions,
        Self::DeleteSession,
        Self::ContinueSession,
        Self::StreamSession,
        Self::RunPipeline,
        Self::PipelineStatus,
        Self::Health,
        Self::Metrics,
    ];

    /// The contract's `operationId`.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::ListAgents => "list_agents",
            Self::InvokeAgent => "invoke_agent",
            Self::StreamAgent => "stream_agent",
            Self::CreateSession => "create_session",
            Self::ListSessions => "list_sessions",
            Self::DeleteSession => "delete_session",
            Self::ContinueSession => "continue_session",
            Self::StreamSession => "stream_session",
            Self::RunPipeline => "run_pipeline",
            Self::PipelineStatus => "pipeline_status",
            Self::Health => "health",
            Self::Metrics => "metrics",
        }
    }
}

/// Where a request goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route<'p> {
    Operation { operation: Operation, name: &'p str, id: &'p str },
    WrongMethod { allow: &'static str },
    Unknown,
}

impl Route<'_> {
    pub(crate) fn operation(&self) -> Option<Operation> {
        match self {
            Self::Operation { operation, .. } => Some(*operation),
            Self::WrongMethod { .. } | Self::Unknown => None,
        }
    }

    pub(crate) fn operation_id(&self) -> Option<&'static str> {
        self.operation().map(Operation::id)
    }
}

/// The route of a request; `path` is raw, still percent-encoded.
pub(crate) fn find<'p>(method: &Method, path: &'p str) -> Route<'p> {
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let (get, post, delete) = match segments[..] {
        ["healthz"] => (Some(Operation::Health), None, None),
        ["v1", "metrics"] => (Some(Operation::Metrics), None, None),
        ["v1", "agents"] => (Some(Operation::ListAgents), None, None),
        ["v1", "agents", _, "invoke"] => (None, Some(Operation::InvokeAgent), None),
        ["v1", "agents", _, "stream"] => (None, Some(Operation::StreamAgent), None),
        ["v1", "agents", _, "sessions"] => (Some(Operation::ListSessions), Some(Operation::CreateSession), None),
        ["v1", "agents", _, "sessions", _] => (None, None, Some(Operation::DeleteSession)),
        ["v1", "agents", _, "sessions", _, "continue"] => (None, Some(Operation::ContinueSession), None),
        ["v1", "agents", _, "sessions", _, "stream"] => (None, Some(Operation::StreamSession), None),
        ["v1", "pipelines", _, "run"] => (None, Some(Operation::RunPipeline), None),
        ["v1", "pipelines", _, "status"] => (Some(Operation::PipelineStatus), None, None),
        _ => return Route::Unknown,
    };
    let wanted = match *method {
        Method::GET => get,
        Method::POST => post,
        Method::DELETE => delete,
        _ => None,
    };
    let segment = |at: usize| segments.get(at).copied().unwrap_or_default();
    match (wanted, get, post) {
        (Some(operation), ..) => Route::Operation { operation, name: segment(2), id: segment(4) },
        (None, Some(_), Some(_)) => Route::WrongMethod { allow: "GET, POST" },
        (None, Some(_), None) => Route::WrongMethod { allow: "GET" },
        (None, None, Some(_)) => Route::WrongMethod { allow: "POST" },
        (None, None, None) => Route::WrongMethod { allow: "DELETE" },
    }
}

/// The name or id in a path segment, held to the contract's limits; `field` names it in messages.
pub(crate) fn decode(segment: &str, field: &str) -> Result<String, ApiError> {
    let name = percent_decode_str(segment).decode_utf8().map_err(|_| "percent-encode it as UTF-8");
    name.and_then(|name| check_name(&name).map(|()| name.into_owned())).map_err(|rule| ApiError::invalid(field, rule))
}

/// Holds a name or id to the contract's limits.
///
/// # Errors
///
/// The rule that it breaks.
pub(crate) fn check_name(name: &str) -> Result<(), &'static str> {
    if name.is_empty() || name.chars().count() > 256 {
        return Err("it must have 1 to 256 characters");
    }
    if matches!(name, "." | "..") || name.contains(|c: char| c == '\\' || c.is_control()) {
        return Err("it must not be '.' or '..', nor hold a backslash or a control character");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(method: &Method, path: &'static str) -> Route<'static> {
        find(method, path)
    }

    fn operation(operation: Operation, name: &'static str, id: &'static str) -> Route<'static> {
        Route::Operation { operation, name, id }
    }

    #[test]
    fn the_name_and_the_id_are_the_raw_segments() {
        let found = route(&Method::POST, "/v1/agents/a%2Fb/sessions/s%201/continue");
        assert_eq!(found, operation(Operation::ContinueSession, "a%2Fb", "s%201"));
    }

    #[test]
    fn a_wrong_method_says_which_are_right() {
        assert_eq!(route(&Method::PUT, "/v1/agents/x/sessions"), Route::WrongMethod { allow: "GET, POST" });
        assert_eq!(route(&Method::GET, "/v1/agents/x/sessions/y"), Route::WrongMethod { allow: "DELETE" });
        assert_eq!(route(&Method::HEAD, "/healthz"), Route::WrongMethod { allow: "GET" });
    }

    #[test]
    fn a_path_that_the_contract_lacks_is_unknown() {
        for path in ["", "/", "*", "/v1", "/v1/agents/", "/v1/agents/x", "/v1/agents/x/invoke/", "//v1/agents"] {
            assert_eq!(route(&Method::GET, path), Route::Unknown, "{path}");
        }
    }

    #[test]
    fn names_are_decoded_and_held_to_the_limits() {
        assert_eq!(decode("caf%C3%A9%2F%3F", "name").ok().as_deref(), Some("café/?"));
        for segment in ["", ".", "%2e%2E", "a%5Cb", "a%00", "%ff"] {
            assert!(decode(segment, "name").is_err(), "{segment}");
        }
        assert!(decode(&"é".repeat(256), "name").is_ok());
        assert!(decode(&"é".repeat(257), "name").is_err());
    }
}
