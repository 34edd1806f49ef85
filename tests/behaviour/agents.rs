use agentspec_ext::types::AgentStatus;
use agentspec_mock::Answer;
use agentspec_tests::mock;
use serde_json::json;

#[tokio::test]
async fn agents_are_listed() {
    let (_server, client, _) = mock().await;
    let agents = client.agents().list().await.unwrap();
    let assistant = &agents[0];
    assert_eq!((assistant.name.as_str(), assistant.model.as_str()), ("assistant", "claude-sonnet-4-20250514"));
    assert_eq!(assistant.skills, ["search", "calculator"]);
    assert_eq!(assistant.status, AgentStatus::Ready);
    assert_eq!(agents[1].name, "reviewer");
    assert_eq!(agents.iter().count(), agents.into_iter().count());
}

#[tokio::test]
async fn unknown_fields_of_a_list_are_kept() {
    let (server, client, _) = mock().await;
    let agent = json!({"name": "a", "model": "m", "skills": null, "status": "hibernating", "region": "eu"});
    server.answer_next(Answer::status(200).json(json!({"agents": [agent], "next": "x"})));
    let agents = client.agents().list().await.unwrap();
    assert_eq!(agents[0].status, AgentStatus::Unknown("hibernating".into()));
    assert!(agents[0].skills.is_empty());
    assert_eq!(agents[0].extra["region"], "eu");
    assert_eq!(agents.extra["next"], "x");
}

#[tokio::test]
async fn an_agent_is_invoked() {
    let (_server, client, _) = mock().await;
    let answer = client.agents().invoke("assistant", "What is the capital of France?").await.unwrap();
    assert_eq!(answer.output, "The capital of France is Paris.");
    let usage = answer.usage;
    assert_eq!((usage.input_tokens, usage.output_tokens, usage.total_tokens), (6, 6, 12));
}

#[tokio::test]
async fn the_options_of_a_call_are_sent_as_they_were_given() {
    let (server, client, _) = mock().await;
    let call = client.agents().invoke("assistant", "Hello").temperature(0.2).max_tokens(100).option("seed", 7);
    call.await.unwrap();
    let body = server.received()[0].json().unwrap();
    assert_eq!(body, json!({"input": "Hello", "options": {"temperature": 0.2, "max_tokens": 100, "seed": 7}}));
}

#[tokio::test]
async fn options_that_are_not_given_are_not_sent() {
    let (server, client, _) = mock().await;
    client.agents().invoke("assistant", "Hello").await.unwrap();
    assert_eq!(server.received()[0].json().unwrap(), json!({"input": "Hello"}));
}

#[tokio::test]
async fn max_tokens_cuts_the_answer() {
    let (_server, client, _) = mock().await;
    let answer = client.agents().invoke("assistant", "Tell me a story.").max_tokens(3).await.unwrap();
    assert_eq!(answer.usage.output_tokens, 3);
}

#[tokio::test]
async fn a_call_can_be_made_on_another_task() {
    let (_server, client, _) = mock().await;
    let call = client.agents().invoke("assistant", "Hello");
    tokio::spawn(call.into_future()).await.unwrap().unwrap();
}
