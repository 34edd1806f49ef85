//! Prompts and outputs are recorded only if the client opts in.

use agentspec_ext::Client;
use agentspec_tests::{Recorder, impatient, mock};
use serde_json::{Value, json};

const QUESTION: &str = "What is the capital of France?";
const ANSWER: &str = "The capital of France is Paris.";

/// Calls every operation that has a prompt.
async fn ask(client: &Client) {
    assert_eq!(client.agents().invoke("assistant", QUESTION).await.unwrap().output, ANSWER);
    assert_eq!(client.agents().stream("assistant", QUESTION).await.unwrap().text().await.unwrap(), ANSWER);
    let id = client.sessions().create("assistant").await.unwrap().session_id;
    client.sessions().continue_("assistant", &id, QUESTION).await.unwrap();
    client.sessions().continue_stream("assistant", &id, QUESTION).await.unwrap().text().await.unwrap();
    client.pipelines().run("research-and-summarize", QUESTION).await.unwrap();
}

#[tokio::test]
async fn content_is_not_recorded_by_default() {
    let (_server, client, _) = mock().await;
    let recorder = Recorder::default();
    let recording = recorder.record();
    ask(&client).await;
    drop(recording);
    assert_eq!(recorder.calls().len(), 6);
    for recorded in recorder.all() {
        let text = format!("{recorded:?}");
        assert!(!text.contains("capital") && !text.contains("Paris") && !text.contains("messages"), "{text}");
    }
}

#[tokio::test]
async fn prompts_and_outputs_are_recorded_after_an_opt_in() {
    let (server, _, _) = mock().await;
    let (builder, _) = impatient(&server.url());
    let client = builder.trace_content(true).build().unwrap();
    let recorder = Recorder::default();
    let recording = recorder.record();
    ask(&client).await;
    drop(recording);
    let message = |role: &str, text: &str| json!([{"role": role, "parts": [{"type": "text", "content": text}]}]);
    let parsed = |value: Value| serde_json::from_str::<Value>(value.as_str().unwrap()).unwrap();
    let calls = recorder.calls();
    let prompted: Vec<_> = calls.iter().filter(|call| call.fields.contains_key("gen_ai.input.messages")).collect();
    assert_eq!(prompted.len(), 5, "every call except the creation of the session");
    for call in &prompted {
        assert_eq!(parsed(call.field("gen_ai.input.messages")), message("user", QUESTION));
        let output = parsed(call.field("gen_ai.output.messages"));
        assert!(output[0]["parts"][0]["content"].as_str().is_some_and(|text| !text.is_empty()), "{output}");
    }
    for call in &prompted[..2] {
        assert_eq!(parsed(call.field("gen_ai.output.messages")), message("assistant", ANSWER));
    }
}
