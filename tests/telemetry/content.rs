//! Prompts and answers: recorded by those who opt in alone.

use agentspec_ext::Client;
use agentspec_tests::{Recorder, impatient, mock};
use serde_json::{Value, json};

const QUESTION: &str = "What is the capital of France?";
const ANSWER: &str = "The capital of France is Paris.";

/// Asks in every way in which one can.
async fn ask(client: &Client) {
    assert_eq!(client.agents().invoke("assistant", QUESTION).await.unwrap().output, ANSWER);
    assert_eq!(client.agents().stream("assistant", QUESTION).await.unwrap().text().await.unwrap(), ANSWER);
    let id = client.sessions().create("assistant").await.unwrap().session_id;
    client.sessions().continue_("assistant", &id, QUESTION).await.unwrap();
    client.sessions().continue_stream("assistant", &id, QUESTION).await.unwrap().text().await.unwrap();
    client.pipelines().run("research-and-summarize", QUESTION).await.unwrap();
}

#[tokio::test]
async fn what_was_said_is_not_recorded_by_default() {
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
async fn who_opts_in_gets_prompts_and_answers() {
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
    let asked: Vec<_> = calls.iter().filter(|call| call.fields.contains_key("gen_ai.input.messages")).collect();
    assert_eq!(asked.len(), 5, "every call but that which creates the session");
    for call in &asked {
        assert_eq!(parsed(call.field("gen_ai.input.messages")), message("user", QUESTION));
        let output = parsed(call.field("gen_ai.output.messages"));
        assert!(output[0]["parts"][0]["content"].as_str().is_some_and(|text| !text.is_empty()), "{output}");
    }
    for call in &asked[..2] {
        assert_eq!(parsed(call.field("gen_ai.output.messages")), message("assistant", ANSWER));
    }
}
