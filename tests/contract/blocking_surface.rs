//! The blocking client has every public method of the async one.

use crate::rust_surface;

/// The types of the async client whose methods users call, and which exist without async too.
const COUNTERPARTS: [&str; 10] =
    ["Agents", "Call", "Client", "ClientBuilder", "EventStream", "Pipelines", "RunWait", "RunWatch", "SessionHandle", "Sessions"];

/// The methods of the async client alone: the raw client is async.
const ASYNC_ALONE: [&str; 1] = ["raw"];

#[test]
fn the_blocking_client_has_every_method_of_the_async_one() {
    let (asynchronous, blocking) = (rust_surface::of_the_async_client(), rust_surface::of_the_blocking_client());
    let missing: Vec<_> = COUNTERPARTS
        .into_iter()
        .flat_map(|of| asynchronous[of].difference(&blocking[of]).map(move |method| format!("{of}::{method}")))
        .filter(|missing| !ASYNC_ALONE.iter().any(|alone| missing.ends_with(&format!("::{alone}"))))
        .collect();
    assert_eq!(missing, Vec::<String>::new(), "methods of agentspec_ext that agentspec_ext::blocking lacks");
}
