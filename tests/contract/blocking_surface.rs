//! The blocking client has every public method of the async one: one that is added there and forgotten here is named.

use crate::rust_surface;

/// The types of the async client that have methods which users call, and are there once more without async.
const COUNTERPARTS: [&str; 10] =
    ["Agents", "Call", "Client", "ClientBuilder", "EventStream", "Pipelines", "RunWait", "RunWatch", "SessionHandle", "Sessions"];

/// What the async client alone has: the raw client is async.
const ASYNC_ALONE: [&str; 1] = ["raw"];

#[test]
fn the_blocking_client_has_every_method_of_the_async_one() {
    let (asynchronous, blocking) = (rust_surface::of_the_async_client(), rust_surface::of_the_blocking_client());
    let missing: Vec<_> = COUNTERPARTS
        .into_iter()
        .flat_map(|of| asynchronous[of].difference(&blocking[of]).map(move |method| format!("{of}::{method}")))
        .filter(|missing| !ASYNC_ALONE.iter().any(|alone| missing.ends_with(&format!("::{alone}"))))
        .collect();
    assert_eq!(missing, Vec::<String>::new(), "methods that agentspec_ext has, and agentspec_ext::blocking has not");
}
