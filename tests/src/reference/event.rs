//! Reads typed events by way of a JSON value, field by field as the contract lists them.

use serde_json::{Map, Value, json};

use super::json;

const TOKENS: &[&str] = &["input_tokens", "output_tokens", "total_tokens"];

/// 2 to the 53. From there on, not every integer is exact as a float.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Returns a frame as it is delivered: as [`parse`] reads its data, or an error body as an `error` event.
///
/// # Errors
/// The frame is neither.
pub fn of_frame(name: &str, data: &str) -> Result<Value, String> {
    parse(data).or_else(|why| failure(name, data).map(Value::Object).map(json::settled).ok_or(why))
}

/// Returns an event's data as it is delivered: an object of its `type`, its fields, and the unknown fields.
///
/// # Errors
/// The data is not a JSON object with a `type`, or a required field is missing or of another type.
pub fn parse(data: &str) -> Result<Value, String> {
    read(data).map(Value::Object).map(json::settled)
}

/// Returns the location of each problem of an event's data, where counts have this many bits: empty for the whole, the object for a missing field.
#[must_use]
pub fn problems(data: &str, count_bits: u32) -> Vec<String> {
    let whole = || vec![String::new()];
    let Ok(Value::Object(event)) = json::parse(data) else { return whole() };
    if json::is_number(&event) {
        return whole();
    }
    let Some(tag) = event.get("type") else { return whole() };
    let of = |name: &str, is_right: bool| {
        let missing = (!event.contains_key(name)).then(String::new);
        missing.or_else(|| (!is_right).then(|| name.to_owned()))
    };
    let text_of = |name: &str| of(name, text(&event, name).is_ok());
    let object_of = |name: &str| of(name, object(&event, name).is_ok());
    let all = match tag.as_str() {
        None => vec![Some("type".to_owned())],
        Some("token") => vec![text_of("content")],
        Some("tool_call") => vec![text_of("name"), object_of("arguments")],
        Some("tool_result") => vec![text_of("name"), of("output", true)],
        Some("error") => vec![text_of("code"), text_of("message")],
        Some("done") => match object(&event, "usage") {
            Err(_) => vec![object_of("usage")],
            Ok(usage) => TOKENS.iter().map(|name| count_problem(usage, name, count_bits)).collect(),
        },
        Some(_) => vec![],
    };
    all.into_iter().flatten().collect()
}

fn count_problem(usage: &Map<String, Value>, name: &str, bits: u32) -> Option<String> {
    if !usage.contains_key(name) {
        return Some("usage".to_owned());
    }
    let is_right = integer(usage, name).is_ok_and(|count| bits >= u64::BITS || count >> bits == 0);
    (!is_right).then(|| format!("usage.{name}"))
}

fn read(data: &str) -> Result<Map<String, Value>, String> {
    let Value::Object(mut event) = json::parse(data)? else { return Err("no object".to_owned()) };
    let fields: &[&str] = match text(&event, "type")?.as_str() {
        "token" => {
            text(&event, "content")?;
            &["content"]
        }
        "tool_call" => {
            text(&event, "name")?;
            object(&event, "arguments")?;
            &["name", "arguments"]
        }
        "tool_result" => {
            text(&event, "name")?;
            field(&event, "output")?;
            &["name", "output"]
        }
        "error" => {
            text(&event, "code")?;
            text(&event, "message")?;
            &["code", "message"]
        }
        "done" => {
            let mut usage = object(&event, "usage")?.clone();
            for name in TOKENS {
                let tokens = integer(&usage, name)?;
                usage.insert((*name).to_owned(), json!(tokens));
            }
            event.insert("usage".to_owned(), Value::Object(with_first(TOKENS, usage)));
            &["usage"]
        }
        _ => return Ok(event),
    };
    Ok(with_first(&[&["type"], fields].concat(), event))
}

/// Returns the same fields, with `first` before the others, in this order.
fn with_first(first: &[&str], mut object: Map<String, Value>) -> Map<String, Value> {
    let mut ordered: Map<String, Value> = first.iter().filter_map(|field| object.shift_remove_entry(*field)).collect();
    ordered.extend(object);
    ordered
}

/// Returns the `error` event of an error body: nested, flat, or, in an event named `error`, with its fields beside each other.
fn failure(name: &str, data: &str) -> Option<Map<String, Value>> {
    let Ok(Value::Object(event)) = json::parse(data) else { return None };
    if event.get("type").is_some_and(|tag| tag != "error" || event.contains_key("code")) {
        return None;
    }
    let event = &event;
    let nonblank = |object: &Map<String, Value>, field: &str| text(object, field).ok().filter(|text| !text.trim().is_empty());
    let (code, message) = match event.get("error") {
        Some(Value::String(error)) if !error.is_empty() && !error.contains(char::is_whitespace) => {
            (Some(error.clone()), nonblank(event, "message"))
        }
        Some(Value::String(error)) => {
            (None, nonblank(event, "message").or_else(|| Some(error.trim().to_owned()).filter(|error| !error.is_empty())))
        }
        Some(Value::Object(error)) => (nonblank(error, "code"), nonblank(error, "message")),
        _ => (None, None),
    };
    let by_body = code.is_some() || message.is_some();
    let (code, message) = match (&code, &message) {
        (None, None) if name == "error" && !event.contains_key("type") => (text(event, "code").ok(), text(event, "message").ok()),
        _ => (code, message),
    };
    if code.is_none() && message.is_none() {
        return None;
    }
    let is_read =
        |error: &Value| error.as_str().is_some_and(|error| code.as_deref() == Some(error) || message.as_deref() == Some(error.trim()));
    let rest = event.iter().filter(|(field, value)| match field.as_str() {
        "type" | "code" | "message" => false,
        "error" => !(by_body && is_read(value)),
        _ => true,
    });
    let rest: Vec<_> = rest.map(|(field, value)| (field.clone(), value.clone())).collect();
    let code = code.clone().filter(|code| !code.is_empty()).unwrap_or("internal_error".to_owned());
    let first = [("type", json!("error")), ("code", json!(code)), ("message", json!(message.unwrap_or_default()))];
    Some(first.map(|(field, value)| (field.to_owned(), value)).into_iter().chain(rest).collect())
}

fn field<'a>(object: &'a Map<String, Value>, name: &str) -> Result<&'a Value, String> {
    object.get(name).ok_or_else(|| format!("no {name}"))
}

fn text(object: &Map<String, Value>, name: &str) -> Result<String, String> {
    field(object, name)?.as_str().map(str::to_owned).ok_or_else(|| format!("{name} is no string"))
}

fn object<'a>(object: &'a Map<String, Value>, name: &str) -> Result<&'a Map<String, Value>, String> {
    field(object, name)?.as_object().filter(|object| !json::is_number(object)).ok_or_else(|| format!("{name} is no object"))
}

/// Returns a non-negative integer, or a float that is exactly one.
fn integer(object: &Map<String, Value>, name: &str) -> Result<u64, String> {
    let value = field(object, name)?;
    let float = || value.as_f64().filter(|float| value.is_f64() && float.fract() == 0.0 && (0.0..EXACT).contains(float));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the float is an integer between 0 and 2 to the 53")]
    let integer = value.as_u64().or_else(|| float().map(|float| float as u64));
    integer.ok_or_else(|| format!("{name} is no integer of at least 0"))
}
