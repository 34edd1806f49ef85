//! Finds the operation that a method and a path name. Pure.

use http::Method;

use super::Operation;

/// What a request names.
#[derive(Debug)]
pub(super) enum Route {
    Operation(&'static Operation),
    /// Operations have that path, but with other methods.
    WrongMethod {
        /// The value of the header `Allow`.
        allow: String,
    },
    Unknown,
}

/// Finds the route of a request; `path` is raw, still percent-encoded.
pub(super) fn find(operations: &'static [Operation], method: &Method, path: &str) -> Route {
    let of_path = || operations.iter().filter(|operation| matches(operation.path, path));
    if let Some(operation) = of_path().find(|operation| operation.method == *method) {
        return Route::Operation(operation);
    }
    let mut methods: Vec<_> = of_path().map(|operation| operation.method.as_str()).collect();
    methods.sort_unstable();
    methods.dedup();
    if methods.is_empty() { Route::Unknown } else { Route::WrongMethod { allow: methods.join(", ") } }
}

/// Returns the raw segment of `path` for the template's `{parameter}`.
pub(super) fn segment<'p>(template: &str, path: &'p str, parameter: &str) -> Option<&'p str> {
    let mut pairs = template.split('/').zip(path.split('/'));
    pairs.find(|(part, _)| self::parameter(part) == Some(parameter)).map(|(_, segment)| segment)
}

fn matches(template: &str, path: &str) -> bool {
    let (mut parts, mut segments) = (template.split('/'), path.split('/'));
    loop {
        match (parts.next(), segments.next()) {
            (Some(part), Some(segment)) if part == segment || parameter(part).is_some() => {}
            (None, None) => return true,
            _ => return false,
        }
    }
}

/// `name`, of the template's part `{name}`.
fn parameter(part: &str) -> Option<&str> {
    part.strip_prefix('{')?.strip_suffix('}')
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{
        super::{ApiError, Call, Handler, OPERATIONS, Response, operation},
        *,
    };

    /// `200 id`, `405 methods` or `404`.
    fn found(operations: &'static [Operation], method: &Method, path: &str) -> String {
        match find(operations, method, path) {
            Route::Operation(operation) => format!("200 {}", operation.id),
            Route::WrongMethod { allow } => format!("405 {allow}"),
            Route::Unknown => "404".to_owned(),
        }
    }

    #[test]
    fn the_segments_of_a_path_are_raw() {
        let path = "/v1/agents/a%2Fb/sessions/s%201/continue";
        assert_eq!(found(OPERATIONS, &Method::POST, path), "200 continue_session");
        let template = "/v1/agents/{name}/sessions/{id}/continue";
        let segments = ["name", "id", "sessions"].map(|parameter| segment(template, path, parameter));
        assert_eq!(segments, [Some("a%2Fb"), Some("s%201"), None]);
    }

    #[test]
    fn a_wrong_method_lists_the_methods_of_the_path() {
        assert_eq!(found(OPERATIONS, &Method::PUT, "/v1/agents/x/sessions"), "405 GET, POST");
        assert_eq!(found(OPERATIONS, &Method::GET, "/v1/agents/x/invoke"), "405 POST");
        assert_eq!(found(OPERATIONS, &Method::HEAD, "/healthz"), "405 GET");
    }

    #[test]
    fn the_listed_methods_are_sorted_and_come_from_the_table() {
        fn answer(_: &Call<'_>) -> Result<Response, ApiError> {
            Err(ApiError::internal())
        }
        static TABLE: &[Operation] = &[
            operation(Method::PUT, "/a/{x}", "put", Handler::Sync(answer)),
            operation(Method::GET, "/a/b", "get_b", Handler::Sync(answer)),
            operation(Method::GET, "/a/{x}", "get", Handler::Sync(answer)),
            operation(Method::DELETE, "/a/{x}", "delete", Handler::Sync(answer)),
        ];
        for (method, path, expected) in [
            (Method::POST, "/a/c", "405 DELETE, GET, PUT"),
            (Method::POST, "/a/b", "405 DELETE, GET, PUT"),
            (Method::GET, "/a/b", "200 get_b"),
            (Method::GET, "/a/c", "200 get"),
            (Method::GET, "/a/b/c", "404"),
        ] {
            assert_eq!(found(TABLE, &method, path), expected, "{method} {path}");
        }
    }

    #[test]
    fn other_paths_are_unknown() {
        for path in ["", "/", "*", "/v1", "/v1/agents/", "/v1/agents/x", "/v1/agents/x/invoke/", "//v1/agents"] {
            assert_eq!(found(OPERATIONS, &Method::GET, path), "404", "{path}");
        }
    }

    #[test]
    fn no_two_rows_have_the_same_id_or_the_same_method_and_path() {
        let ids: BTreeSet<_> = OPERATIONS.iter().map(|operation| operation.id).collect();
        let routes: BTreeSet<_> = OPERATIONS.iter().map(|operation| (operation.method.as_str(), operation.path)).collect();
        assert_eq!((ids.len(), routes.len()), (OPERATIONS.len(), OPERATIONS.len()));
    }
}
