//! A guide, chapter by chapter, with the equivalents of the Python SDK.
//!
//! The examples run as tests against `agentspec-mock`, a server without a model whose answers are always the same; they assert what a program would
//! print. The lines that create this server and its client are hidden, except in the [complete example](complete_example).
//!
//! | chapter | Python | Rust |
//! |---|---|---|
//! | [Client initialization](client) | `AgentSpecClient(base_url=, api_key=)` | `Client::builder().base_url(url).api_key(key).build()` |
//! | | `AgentSpecClient()` | `Client::from_env()` |
//! | | `AgentSpecClient`, `AsyncAgentSpecClient` | `blocking::Client`, with the feature `blocking`; `Client` |
//! | [Listing agents](listing_agents) | `client.agents.list()` | `client.agents().list()` |
//! | [Invoking an agent](invoking) | `client.agents.invoke(name=, input=)` | `client.agents().invoke(name, input)` |
//! | | `options={"temperature": 0.9}` | `.temperature(0.9)`; several by `.options(options)` |
//! | [Async invocation](async_invocation) | `await client.agents.invoke(…)` | `client.agents().invoke(…).await` |
//! | | `client.agents.invoke(…)`, without async | `client.agents().invoke(…).call()` |
//! | [Streaming responses](streaming) | `client.agents.stream(name=, input=)` | `client.agents().stream(name, input)` |
//! | [Collecting a stream](collecting) | `full_response += event.content` | `.text()`, `.final_response()`, `.text_stream()` |
//! | [Session management](sessions) | `client.sessions.create(agent=)` | `client.sessions().create(agent)` |
//! | | `metadata={"user_id": "user-42"}` | `.metadata("user_id", "user-42")` |
//! | | `client.sessions.continue_(agent=, session_id=, input=)` | `client.sessions().continue_(agent, id, input)` |
//! | | `client.sessions.continue_stream(…)` | `client.sessions().continue_stream(agent, id, input)` |
//! | | `client.sessions.list(agent=, limit=)` | `client.sessions().list(agent).limit(10)`; all pages by `.all()` |
//! | | `client.sessions.delete(agent=, session_id=)` | `client.sessions().delete(agent, id)` |
//! | [Running pipelines](pipelines) | `client.pipelines.run(name=, input=)` | `client.pipelines().run(name, input)` |
//! | | `client.pipelines.status(name=, run_id=)` | `client.pipelines().status(name).run_id(id)` |
//! | | `client.pipelines.wait(name=)` | `client.pipelines().wait(name)` |
//! | [Error handling](errors) | `except NotFoundError as e` | `error.kind()`, `error.is_not_found()` |
//! | [Retries](retries) | `max_retries=`, `retry_delay=` | `.max_retries(5)`, `.retry_delay(delay)` |
//! | [Types](types) | `agentspec.types` | [`types`](crate::types) |
//! | [Complete example](complete_example) | `main()` | the same |
//! | [Telemetry](telemetry) | `logging` | `tracing` |
//! | [Testing](testing) | `agentspec-mock` | `agentspec-mock`, and the feature `test-util` |
//! | [Dialects](dialects) | `AgentSpecClient(dialect="auto")` | `.dialect(Dialect::Auto)` |
//!
//! The client also has [`Client::health`](crate::Client::health) and [`Client::metrics`](crate::Client::metrics).

#[doc = include_str!("../guide/01-client.md")]
pub mod client {}

#[doc = include_str!("../guide/02-listing-agents.md")]
pub mod listing_agents {}

#[doc = include_str!("../guide/03-invoking.md")]
pub mod invoking {}

#[doc = include_str!("../guide/04-async.md")]
pub mod async_invocation {}

#[doc = include_str!("../guide/05-streaming.md")]
pub mod streaming {}

#[doc = include_str!("../guide/06-collecting.md")]
pub mod collecting {}

#[doc = include_str!("../guide/07-sessions.md")]
pub mod sessions {}

#[doc = include_str!("../guide/08-pipelines.md")]
pub mod pipelines {}

#[doc = include_str!("../guide/09-errors.md")]
pub mod errors {}

#[doc = include_str!("../guide/10-retries.md")]
pub mod retries {}

#[doc = include_str!("../guide/11-types.md")]
pub mod types {}

#[doc = include_str!("../guide/12-complete-example.md")]
pub mod complete_example {}

#[doc = include_str!("../guide/13-telemetry.md")]
pub mod telemetry {}

#[doc = include_str!("../guide/14-testing.md")]
pub mod testing {}

#[doc = include_str!("../guide/15-dialects.md")]
pub mod dialects {}
