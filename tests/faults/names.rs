//! Names in paths: rows 37 and 38. A name that a path segment can hold arrives unchanged; any other is refused before anything is sent.

use agentspec_ext::{Error, ErrorKind, Outcome, blocking};
use agentspec_tests::{RawServer, Then, impatient};
use percent_encoding::percent_decode_str;

use crate::run::Run;

#[tokio::test]
async fn fault_37_a_name_of_any_characters_arrives_as_one_segment() {
    for name in [
        "a/b",
        "/",
        "../../v1/agents",
        "a?b=c",
        "a#b",
        "50%",
        "%2e%2e",
        "%2F",
        "%",
        "two words",
        " ",
        "a+b",
        "a;b=c,d",
        "a:b@c",
        "[a]|{b}",
        "\"'<>`^",
        "агент",
        "助手",
        "مساعد",
        "😀",
        "e\u{301}",
        "...",
        ".hidden",
        "~a-b_c.d",
    ] {
        let server = RawServer::start([("HTTP/1.1 404 No\r\ncontent-length: 0\r\n\r\n", Then::Close)]).await;
        let client = impatient(&format!("{}/team", server.url())).0.build().unwrap();
        client.agents().invoke(name, "Hello").await.unwrap_err();
        client.sessions().delete(name, name).await.unwrap_err();
        client.pipelines().run(name, "Hello").await.unwrap_err();
        client.pipelines().status(name).await.unwrap_err();
        let targets: Vec<_> = server.seen().iter().map(|request| request.split(' ').nth(1).unwrap().to_owned()).collect();
        let template =
            ["team/v1/agents/{}/invoke", "team/v1/agents/{}/sessions/{}", "team/v1/pipelines/{}/run", "team/v1/pipelines/{}/status"];
        assert_eq!(targets.len(), template.len(), "{name:?}");
        for (target, template) in targets.iter().zip(template) {
            assert!(target.bytes().all(|byte| byte.is_ascii_graphic()) && !target.contains(['?', '#']), "{target}");
            let segments: Vec<_> = target.split('/').skip(1).map(|segment| percent_decode_str(segment).decode_utf8().unwrap()).collect();
            let expected: Vec<_> = template.split('/').map(|segment| if segment == "{}" { name } else { segment }).collect();
            assert_eq!(segments, expected, "{target}");
        }
    }
}

fn refused(errors: impl IntoIterator<Item = Error>, name: &str) {
    for error in errors {
        assert_eq!((error.kind(), error.code()), (ErrorKind::InvalidRequest, "invalid_request"), "{name:?}: {error:?}");
        assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0), "{name:?}: {error:?}");
    }
}

fn refused_blocking(client: &blocking::Client, name: &str) {
    let errors = [
        client.agents().invoke(name, "Hello").call().unwrap_err(),
        client.agents().stream(name, "Hello").call().unwrap_err(),
        client.sessions().delete("assistant", name).call().unwrap_err(),
        client.pipelines().run(name, "Hello").call().unwrap_err(),
        client.pipelines().status(name).call().unwrap_err(),
    ];
    refused(errors, name);
}

#[tokio::test]
async fn fault_38_a_name_that_no_segment_can_hold_is_refused_before_anything_is_sent() {
    let run = Run::of("05-reset-before-answer").await;
    let (agents, sessions, pipelines) = (run.client.agents(), run.client.sessions(), run.client.pipelines());
    let controls = (0..0x20).chain(0x7f..0xa0).filter_map(char::from_u32).map(|control| format!("a{control}b"));
    for name in ["", ".", "..", "\\", "a\\b", "..\\.."].map(str::to_owned).into_iter().chain(controls) {
        let name = name.as_str();
        let errors = [
            agents.invoke(name, "Hello").await.unwrap_err(),
            agents.stream(name, "Hello").await.unwrap_err(),
            sessions.create(name).await.unwrap_err(),
            sessions.list(name).await.unwrap_err(),
            sessions.delete(name, "s").await.unwrap_err(),
            sessions.delete("assistant", name).await.unwrap_err(),
            sessions.continue_("assistant", name, "Hello").await.unwrap_err(),
            sessions.continue_stream("assistant", name, "Hello").await.unwrap_err(),
            pipelines.run(name, "Hello").await.unwrap_err(),
            pipelines.status(name).await.unwrap_err(),
        ];
        refused(errors, name);
        run.blocking(|client| refused_blocking(client, name));
    }
    run.assert_requests(0);
    assert!(run.seen().connections.is_empty());
}
