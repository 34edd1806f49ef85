//! A typed event by way of a JSON value, converted field by field as the contract lists them.

use serde_json::{Map, Value, json};

/// Beyond it, floats are not exact integers: 2 to the 53.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// An event's data as it is delivered: an object of its `type`, its fields, and all that the contract does not know.
///
/// # Errors
/// The data is no JSON object with a `type`, or a field that is due is missing or of another type.
pub fn parse(data: &str) -> Result<Value, String> {
    let value: Value = serde_json::from_str(data).map_err(|error| error.to_string())?;
    let Value::Object(mut event) = value else { return Err("no object".to_owned()) };
    match text(&event, "type")?.as_str() {
        "token" => drop(text(&event, "content")?),
        "tool_call" => {
            text(&event, "name")?;
            object(&event, "arguments")?;
        }
        "tool_result" => {
            text(&event, "name")?;
            field(&event, "output")?;
        }
        "error" => {
            text(&event, "code")?;
            text(&event, "message")?;
        }
        "done" => {
            let mut usage = object(&event, "usage")?.clone();
            for name in ["input_tokens", "output_tokens", "total_tokens"] {
                let tokens = integer(&usage, name)?;
                usage.insert(name.to_owned(), json!(tokens));
            }
            event.insert("usage".to_owned(), Value::Object(usage));
        }
        _ => {}
    }
    Ok(Value::Object(event))
}

fn field<'a>(object: &'a Map<String, Value>, name: &str) -> Result<&'a Value, String> {
    object.get(name).ok_or_else(|| format!("no {name}"))
}

fn text(object: &Map<String, Value>, name: &str) -> Result<String, String> {
    field(object, name)?.as_str().map(str::to_owned).ok_or_else(|| format!("{name} is no string"))
}

fn object<'a>(object: &'a Map<String, Value>, name: &str) -> Result<&'a Map<String, Value>, String> {
    field(object, name)?.as_object().ok_or_else(|| format!("{name} is no object"))
}

/// An integer that is not negative, or a float that is exactly one.
fn integer(object: &Map<String, Value>, name: &str) -> Result<u64, String> {
    let value = field(object, name)?;
    let float = || value.as_f64().filter(|float| value.is_f64() && float.fract() == 0.0 && (0.0..EXACT).contains(float));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the float is an integer between 0 and 2 to the 53")]
    let integer = value.as_u64().or_else(|| float().map(|float| float as u64));
    integer.ok_or_else(|| format!("{name} is no integer of at least 0"))
}
