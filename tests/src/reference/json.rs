//! Reads JSON by the letter of RFC 8259, a character at a time, with the extensions that the contract allows servers.

use serde_json::{Map, Number, Value, json};

/// The maximum nesting depth of values.
const DEPTH: usize = 127;

/// The only key of the object that stands for a number which `serde_json` would round, until the value is [`settled`].
const WRITTEN: &str = "a number, as it was written";

/// Returns the value, in which numbers that `serde_json` would round are their text, as are `NaN` and `Infinity`.
#[must_use]
pub fn settled(value: Value) -> Value {
    match value {
        Value::Object(mut object) if is_number(&object) => object.shift_remove(WRITTEN).unwrap_or_default(),
        Value::Object(object) => object.into_iter().map(|(key, value)| (key, settled(value))).collect(),
        Value::Array(array) => array.into_iter().map(settled).collect(),
        scalar => scalar,
    }
}

/// Returns the value, in which numbers that `serde_json` would round are the nearest floats.
#[must_use]
pub fn rounded(value: Value) -> Value {
    match value {
        Value::Object(object) if is_number(&object) => object[WRITTEN].as_str().and_then(|word| word.parse::<f64>().ok()).into(),
        Value::Object(object) => object.into_iter().map(|(key, value)| (key, rounded(value))).collect(),
        Value::Array(array) => array.into_iter().map(rounded).collect(),
        scalar => scalar,
    }
}

/// Whether the object stands for a number.
pub(super) fn is_number(object: &Map<String, Value>) -> bool {
    object.contains_key(WRITTEN)
}

fn written(word: &str) -> Value {
    json!({ WRITTEN: word })
}

/// Parses a text to a value, which is then to be [`settled`].
///
/// # Errors
/// The text is not JSON.
pub fn parse(text: &str) -> Result<Value, String> {
    parse_nested(text, DEPTH)
}

/// As [`parse`], of values that are nested up to `depth`.
///
/// # Errors
/// The text is not JSON.
pub fn parse_nested(text: &str, depth: usize) -> Result<Value, String> {
    let mut reader = Reader { left: text.chars().collect::<Vec<_>>().into_iter().rev().collect() };
    let value = reader.value(depth)?;
    reader.space();
    if reader.left.is_empty() { Ok(value) } else { Err("something follows the value".to_owned()) }
}

struct Reader {
    /// The characters that are not read yet, the last one first.
    left: Vec<char>,
}

impl Reader {
    fn space(&mut self) {
        while self.left.pop_if(|next| matches!(next, ' ' | '\t' | '\n' | '\r')).is_some() {}
    }

    /// Takes this character if it is next, after any white space.
    fn takes(&mut self, expected: char) -> bool {
        self.space();
        self.left.pop_if(|next| *next == expected).is_some()
    }

    fn value(&mut self, depth: usize) -> Result<Value, String> {
        if self.takes('"') {
            return self.string().map(Value::String);
        }
        if self.takes('{') {
            return self.object(depth.checked_sub(1).ok_or("too deep")?).map(Value::Object);
        }
        if self.takes('[') {
            return self.array(depth.checked_sub(1).ok_or("too deep")?).map(Value::Array);
        }
        let mut word = String::new();
        while let Some(next) = self.left.pop_if(|next| next.is_ascii_alphanumeric() || matches!(next, '+' | '-' | '.')) {
            word.push(next);
        }
        match word.as_str() {
            "null" => Ok(Value::Null),
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            "NaN" | "Infinity" | "-Infinity" => Ok(written(&word)),
            _ => number(&word).ok_or_else(|| format!("{word:?} is no value")),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Map<String, Value>, String> {
        let mut object = Map::new();
        while !self.takes('}') {
            if !object.is_empty() && !self.takes(',') || !self.takes('"') {
                return Err("no key".to_owned());
            }
            let key = self.string()?;
            if !self.takes(':') {
                return Err(format!("no colon after {key:?}"));
            }
            object.insert(key, self.value(depth)?);
        }
        Ok(object)
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Value>, String> {
        let mut array = Vec::new();
        while !self.takes(']') {
            if !array.is_empty() && !self.takes(',') {
                return Err("no comma".to_owned());
            }
            array.push(self.value(depth)?);
        }
        Ok(array)
    }

    /// Reads a string after its opening quote, by way of UTF-16: half of a surrogate pair becomes U+FFFD.
    fn string(&mut self) -> Result<String, String> {
        let mut units = Vec::new();
        loop {
            let next = self.left.pop().ok_or("a string without an end")?;
            match next {
                '"' => return Ok(String::from_utf16_lossy(&units)),
                '\\' => units.push(self.escape()?),
                ' '.. => units.extend_from_slice(next.encode_utf16(&mut [0; 2])),
                _ => return Err("a control character in a string".to_owned()),
            }
        }
    }

    fn escape(&mut self) -> Result<u16, String> {
        let escape = self.left.pop().ok_or("a string without an end")?;
        Ok(match escape {
            '"' | '\\' | '/' => u16::try_from(u32::from(escape)).map_err(|error| error.to_string())?,
            'b' => 0x08,
            'f' => 0x0c,
            'n' => 0x0a,
            'r' => 0x0d,
            't' => 0x09,
            'u' => {
                let digits: String = (0..4).filter_map(|_| self.left.pop_if(|next| next.is_ascii_hexdigit())).collect();
                u16::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == 4).ok_or("an escape without four digits")?
            }
            _ => return Err(format!("\\{escape} is no escape")),
        })
    }
}

/// Returns the number that the word is, if it is one.
fn number(word: &str) -> Option<Value> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = word.split_once(['e', 'E']).map_or((word, None), |(mantissa, exponent)| (mantissa, Some(exponent)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(whole, fraction)| (whole, Some(fraction)));
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    let is_written_so = digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)));
    if !is_written_so {
        return None;
    }
    if fraction.is_none() && exponent.is_none() && word != "-0" {
        let number = word.parse::<u64>().map(Number::from).or_else(|_| word.parse::<i64>().map(Number::from));
        return Some(number.map_or_else(|_| written(word), Value::Number));
    }
    Some(word.parse().ok().and_then(Number::from_f64).map_or_else(|| written(word), Value::Number))
}
