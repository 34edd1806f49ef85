use serde_json::json;

use super::*;

#[test]
fn each_type_of_the_contract_is_read() {
    for (data, name, is_end) in [
        (json!({"type": "token", "content": "Neural"}), "token", false),
        (json!({"type": "tool_call", "name": "search", "arguments": {"q": 1}}), "tool_call", false),
        (json!({"type": "tool_result", "name": "search", "output": null}), "tool_result", false),
        (json!({"type": "error", "code": "internal_error", "message": "no"}), "error", true),
        (json!({"type": "done", "usage": {"input_tokens": 1, "output_tokens": 2.0, "total_tokens": 3}}), "done", true),
        (json!({"type": "thought", "content": "hm"}), "unknown", false),
    ] {
        let event = StreamEvent::parse(data.to_string()).unwrap();
        assert_eq!((event.type_name(), event.is_end()), (name, is_end), "{data}");
        let written = serde_json::to_value(&event).unwrap();
        assert_eq!(StreamEvent::parse(written.to_string()).unwrap(), event, "{written}");
    }
}

#[test]
fn an_unknown_event_keeps_its_json_and_a_known_one_its_unknown_fields() {
    let data = json!({"type": "thought", "content": "hm", "n": 1.0});
    let StreamEvent::Unknown(event) = StreamEvent::parse(data.to_string()).unwrap() else { panic!("unknown") };
    assert_eq!(Value::Object(event.raw), data);
    let StreamEvent::Token(token) = StreamEvent::parse(r#"{"logprob": -0.5, "content": "a", "type": "token"}"#).unwrap() else {
        panic!("a token")
    };
    assert_eq!(token.extra["logprob"], json!(-0.5));
}

#[test]
fn the_fast_path_reads_fields_in_any_order_and_leaves_rare_forms_to_the_other() {
    for (data, is_fast) in [
        (r#"{"type":"token","content":"a"}"#, true),
        (" {\n\"content\" : \"a\\u00e9\\n\" ,\t\"type\":\"token\", \"n\": [1.0, {}]} ", true),
        (r#"{"output": {"a": "b"}, "name": "naïve", "type": "tool_result"}"#, true),
        (r#"{"type":"done","usage":{"input_tokens":1.0,"output_tokens":2,"total_tokens":3,"cost":4.0}}"#, true),
        (r#"{"type":"token","content":"a", "n": -1.5e3 ,"b":true,"c":null, "d": 18446744073709551615}"#, true),
        (r#"{"type":"token","content":"a","n":10,"m":0,"o":12.50,"b":false}"#, true),
        (r#"{"type":"token","content":"a","n":18446744073709551616}"#, false),
        (r#"{"type":"token","content":"a","n":1x}"#, false),
        (r#"{"type":"token","content":"a","n":+1}"#, false),
        (r#"{"type":"token","content":"a","n":truer}"#, false),
        (r#"{"type":"token","content":"a","n":-0}"#, false),
        (r#"{"type":"token","content":"a","n":01}"#, false),
        (r#"{"type":"token","content":"a","n":1 2}"#, false),
        (r#"{"type":"token","content":"a","n":NaN}"#, false),
        (r#"{"type":"token","content":"a","n":}"#, false),
        (r#"{"type":"token","content":"a","n":[1"b"]}"#, false),
        (r#"{"type":"token","content":"a","content":"b"}"#, false),
        (r#"{"type":"token","cont\u0065nt":"a"}"#, false),
        (r#"{"type":"thought","content":"a"}"#, false),
        (r#"{"type":"token","content":"a"}}"#, false),
        (r#"{"type":"token","content":"\ud800"}"#, false),
        (r#"{"type":"token","content":null}"#, false),
    ] {
        let mut fields = Fields::new();
        let fast = fields.find(data, usize::MAX).and_then(|()| read(&mut fields));
        assert_eq!(fast.is_some(), is_fast, "{data}");
        if let Some(event) = fast {
            assert_eq!(Ok(event), parse_value(data, usize::MAX), "{data}");
        }
    }
}

#[test]
fn a_token_whose_fields_are_sorted_is_read_as_by_the_complete_parser() {
    for data in [
        r#"{"content": "na\u00efve", "type": "token"}"#,
        r#"{"content":"a","type":"token"}"#,
        r#"{"content":"a", "type":"token"}"#,
        r#"{"content": "a", "type": "token", "n": 1}"#,
        r#"{"content": "a", "type": "thought"}"#,
        r#"{"content":"a","type":"token"}}"#,
        r#"{"content":"\ud800","type":"token"}"#,
    ] {
        assert_eq!(StreamEvent::parse(data).ok(), parse_value(data, usize::MAX).ok(), "{data}");
    }
}

#[test]
fn unknown_fields_keep_their_order_and_can_be_changed() {
    let data = r#"{"type":"token","z":1,"content":"a","b":[true],"a":"x"}"#;
    let StreamEvent::Token(mut token) = StreamEvent::parse(data).unwrap() else { panic!("a token") };
    let copy = token.clone();
    assert_eq!(token.extra.keys().collect::<Vec<_>>(), ["z", "b", "a"]);
    token.extra.shift_remove("z");
    token.extra.insert("n".to_owned(), Value::Null);
    assert_ne!(token, copy);
    assert_eq!(Map::from(token.extra).into_iter().map(|(name, _)| name).collect::<Vec<_>>(), ["b", "a", "n"]);
    assert_eq!(serde_json::to_string(&copy.extra).unwrap(), r#"{"z":1,"b":[true],"a":"x"}"#);
    let mut none = copy.extra;
    none.clear();
    assert_eq!(none, Extra::default());
}

#[test]
fn nesting_is_refused_at_the_same_depth_on_both_paths() {
    for depth in [125, 126, 127, 128, 10_000] {
        let output = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let data = format!(r#"{{"type":"tool_result","name":"a","output":{output}}}"#);
        assert_eq!(StreamEvent::parse(&data).ok(), parse_value(&data, usize::MAX).ok(), "{depth}");
        assert_eq!(StreamEvent::parse(&data).is_ok(), depth <= 126, "{depth}");
    }
}

#[test]
fn the_output_of_a_tool_is_text_for_people() {
    for (output, text) in [(json!("14"), "14"), (json!({"n": 1}), "{\"n\":1}"), (json!(null), "null")] {
        let data = json!({"type": "tool_result", "name": "calculator", "output": output});
        let StreamEvent::ToolResult(result) = StreamEvent::parse(data.to_string()).unwrap() else { panic!("a result") };
        assert_eq!(result.text(), text);
    }
}

#[test]
fn an_invalid_event_is_reported_with_its_location() {
    for (data, message) in [
        ("[DONE]", "expected value"),
        (r#"{"error": null}"#, "missing field `type`"),
        ("3", "expected a JSON object"),
        ("{}", "missing field `type`"),
        (r#"{"type": 1}"#, "type: invalid type: integer `1`, expected a string"),
        (r#"{"type": "token"}"#, "missing field `content`"),
        (r#"{"type": "token", "content": 5}"#, "content: invalid type"),
        (r#"{"type": "done", "usage": {"input_tokens": 1.5, "output_tokens": 1, "total_tokens": 1}}"#, "usage.input_tokens: "),
    ] {
        let error = StreamEvent::parse(data).unwrap_err().to_string();
        assert!(error.contains(message), "{data}: {error}");
    }
}
