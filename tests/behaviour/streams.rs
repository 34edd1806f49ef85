use agentspec_ext::StreamEvent;
use agentspec_tests::mock;
use futures::StreamExt;
use serde_json::json;

#[tokio::test]
async fn a_response_is_streamed_token_by_token() {
    let (server, client, _) = mock().await;
    let events: Vec<_> = client.agents().stream("assistant", "What is the capital of France?").await.unwrap().collect().await;
    let events: Vec<StreamEvent> = events.into_iter().map(Result::unwrap).collect();
    let mut text = String::new();
    for event in &events[..events.len() - 1] {
        let StreamEvent::Token(token) = event else { panic!("{event:?}") };
        text.push_str(&token.content);
    }
    assert_eq!(text, "The capital of France is Paris.");
    let Some(StreamEvent::Done(done)) = events.last() else { panic!("{events:?}") };
    assert_eq!(done.usage.total_tokens, 12);
    assert_eq!(server.received()[0].header("accept"), Some("text/event-stream"));
}

#[tokio::test]
async fn a_tool_call_and_its_result_are_events() {
    let (_server, client, _) = mock().await;
    let events: Vec<_> = client.agents().stream("assistant", "What is 2 + 3 * 4?").await.unwrap().collect().await;
    let events: Vec<StreamEvent> = events.into_iter().map(Result::unwrap).collect();
    let StreamEvent::ToolCall(call) = &events[0] else { panic!("{events:?}") };
    assert_eq!((call.name.as_str(), &call.arguments["expression"]), ("calculator", &json!("2 + 3 * 4")));
    let StreamEvent::ToolResult(result) = &events[1] else { panic!("{events:?}") };
    assert_eq!((result.name.as_str(), &result.output), ("calculator", &json!("14")));
}

#[tokio::test]
async fn the_helpers_collect_the_text_or_the_whole_answer() {
    let (_server, client, _) = mock().await;
    let question = "What is the capital of France?";
    let stream = || client.agents().stream("assistant", question).into_future();
    assert_eq!(stream().await.unwrap().text().await.unwrap(), "The capital of France is Paris.");
    let pieces: Vec<String> = stream().await.unwrap().text_stream().map(Result::unwrap).collect().await;
    assert_eq!((pieces.len(), pieces.concat().as_str()), (6, "The capital of France is Paris."));
    let whole = stream().await.unwrap().final_response().await.unwrap();
    assert_eq!(whole, client.agents().invoke("assistant", question).await.unwrap());
}

#[tokio::test]
async fn the_headers_of_a_stream_are_available_before_its_events() {
    let (_server, client, _) = mock().await;
    let events = client.agents().stream("assistant", "Hello").correlation_id("call-7").await.unwrap();
    assert_eq!((events.status().as_u16(), events.correlation_id()), (200, "call-7"));
    assert_eq!(events.headers()["content-type"], "text/event-stream");
}
