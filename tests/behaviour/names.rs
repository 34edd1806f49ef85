//! A name becomes one path segment, in every call that takes a name.

use agentspec_ext::Error;
use agentspec_tests::mock;

#[tokio::test]
async fn a_name_that_no_path_segment_can_hold_is_refused_by_every_call() {
    let (server, client, _) = mock().await;
    for name in ["", ".", "..", "a\\b", "a\nb"] {
        let (agents, sessions) = (client.agents(), client.sessions());
        let errors: [(&str, Error); 8] = [
            ("name", agents.invoke(name, "x").await.unwrap_err()),
            ("name", agents.stream(name, "x").await.unwrap_err()),
            ("agent", sessions.create(name).await.unwrap_err()),
            ("agent", sessions.list(name).await.unwrap_err()),
            ("agent", sessions.delete(name, "s").await.unwrap_err()),
            ("session_id", sessions.delete("assistant", name).await.unwrap_err()),
            ("session_id", sessions.continue_("assistant", name, "x").await.unwrap_err()),
            ("session_id", sessions.continue_stream("assistant", name, "x").await.unwrap_err()),
        ];
        for (field, error) in errors {
            let fix = if field == "session_id" { "give the id that the server returned" } else { "give the name as the server lists it" };
            assert!(
                error.is_invalid_request() && error.message().starts_with(field) && error.message().ends_with(fix),
                "{name:?}: {error}"
            );
            assert_eq!((error.code(), error.attempts()), ("invalid_request", 0));
        }
    }
    assert_eq!(server.received_count(), 0);
}
