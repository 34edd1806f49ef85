//! The options of the program.

use serde_json::{Value, json};

use crate::program::{Running, ended, url};

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

#[tokio::test]
async fn the_program_speaks_the_dialect_and_its_example_does_too() {
    let (_running, first, second) = Running::start(&["--port", "0", "--dialect", "runtime"]);
    assert!(first.ends_with(", dialect runtime, authentication off, agents: assistant, reviewer"), "{first}");
    assert!(second.contains(r#"-d '{"message": "What is the capital of France?"}'"#), "{second}");
    let invoke = format!("{}/v1/agents/assistant/invoke", url(&first));
    let reply = client().post(invoke).json(&json!({ "message": "What is the capital of France?" })).send().await.unwrap();
    let reply: Value = reply.json().await.unwrap();
    assert_eq!((&reply["output"], &reply["turns"]), (&json!("The capital of France is Paris."), &json!(1)));
    assert_eq!(client().get(format!("{}/nowhere", url(&first))).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn the_program_has_no_page_with_no_ui_and_refuses_everything_with_refuse_all() {
    let (_running, first, _) = Running::start(&["--port", "0", "--dialect", "runtime", "--no-ui", "--refuse-all"]);
    assert!(first.contains(", dialect runtime, every request is refused, agents: "), "{first}");
    assert_eq!(client().get(format!("{}/nowhere", url(&first))).send().await.unwrap().status(), 404);
    let refused = client().get(format!("{}/v1/agents", url(&first))).send().await.unwrap();
    assert_eq!(refused.status(), 401);
    assert!(refused.text().await.unwrap().contains("--no-auth"));
}

#[test]
fn the_options_of_the_dialect_need_it_and_a_key_is_not_refused_with_it() {
    for option in ["--no-ui", "--refuse-all"] {
        let refused = format!("agentspec-mock: {option}: needs --dialect runtime\nTry: agentspec-mock --help\n");
        assert_eq!(ended(&[option]), (Some(2), String::new(), refused));
    }
    let (code, _, stderr_text) = ended(&["--port", "0", "--dialect", "runtime", "--refuse-all", "--api-key", "s3cret"]);
    assert_eq!(code, Some(1));
    assert!(stderr_text.contains("has no API key or token: set none, or do not refuse all"), "{stderr_text}");
}
