//! Keeps numbers that `serde_json` cannot represent: integers beyond 64 bits, floats beyond `f64`, and `NaN` and `Infinity`, which are not JSON.
//!
//! Between parsing and typing, such a number is a marked string: its original text after a prefix that is random per process, so that no
//! other string has it. A type that expects a number or a string can tell it from both.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};

static MARK: LazyLock<String> = LazyLock::new(|| format!("\u{f8ff}{:016x}\u{f8ff}", RandomState::new().hash_one("number")));

/// Whether integers in free-form values stay marked instead of becoming plain strings.
static KEEPS_INTEGERS: AtomicBool = AtomicBool::new(false);

/// The maximum digits of an integer that stays marked. Languages limit the conversion of longer ones, which takes quadratic time.
const MAX_DIGITS: usize = 4300;

/// Keeps integers beyond 64 bits marked in free-form values, in the whole process and permanently. [`integer`] detects them, [`digits`] writes
/// them. For bindings to languages with integers of any size.
pub fn keep_integers() {
    KEEPS_INTEGERS.store(true, Ordering::Relaxed);
}

/// Returns the digits of a marked integer. None for any other string.
#[must_use]
pub fn integer(text: &str) -> Option<&str> {
    let written = written(text)?;
    is_integer(written).then_some(written)
}

/// Returns the JSON with its marked integers as numbers. None if it has no marked integers.
#[must_use]
pub fn digits(json: &[u8]) -> Option<Vec<u8>> {
    if KEEPS_INTEGERS.load(Ordering::Relaxed) { unmarked(json) } else { None }
}

/// Returns the JSON with its marked numbers as they were written. None if it has no marked numbers.
#[must_use]
pub fn unmarked(json: &[u8]) -> Option<Vec<u8>> {
    let mark = format!("\"{}", *MARK).into_bytes();
    let mut found = memchr::memmem::find_iter(json, &mark).peekable();
    found.peek()?;
    let mut out = Vec::with_capacity(json.len());
    let mut from = 0;
    for start in found {
        let number = start + mark.len();
        let length = memchr::memchr(b'"', &json[number..]).unwrap_or(json.len() - number);
        out.extend_from_slice(&json[from..start]);
        out.extend_from_slice(&json[number..number + length]);
        from = json.len().min(number + length + 1);
    }
    out.extend_from_slice(&json[from..]);
    Some(out)
}

/// Returns the original text of a marked string. None for any other string.
pub(super) fn written(text: &str) -> Option<&str> {
    text.strip_prefix(MARK.as_str())
}

/// Returns a string as it appears in a free-form value.
pub(super) fn settled(text: String) -> String {
    match written(&text) {
        Some(number)
            if !(KEEPS_INTEGERS.load(Ordering::Relaxed) && is_integer(number) && number.trim_start_matches('-').len() <= MAX_DIGITS) =>
        {
            number.to_owned()
        }
        _ => text,
    }
}

/// Returns the marked string for a word of JSON, as JSON. None if `serde_json` reads the word without loss, or must reject it.
pub(super) fn marked(word: &str) -> Option<String> {
    let needs_mark = match word {
        "NaN" | "Infinity" | "-Infinity" => true,
        _ if is_integer(word) => word.parse::<u64>().is_err() && word.parse::<i64>().is_err(),
        _ => word.parse().is_ok_and(f64::is_infinite) && serde_json::from_str::<serde::de::IgnoredAny>(word).is_ok(),
    };
    needs_mark.then(|| format!("\"{}{word}\"", *MARK))
}

/// Returns whether the word has the syntax of a JSON integer.
fn is_integer(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word);
    (digits == "0" || !digits.starts_with('0')) && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_serde_json_reads_are_not_marked() {
        for word in ["0", "-0", "18446744073709551615", "-9223372036854775808", "1.5", "1e308", "1e-400", "007", "+1", "nan", "null", "1e"]
        {
            assert_eq!(marked(word), None, "{word}");
        }
    }

    #[test]
    fn numbers_that_serde_json_cannot_represent_are_marked() {
        for word in ["18446744073709551616", "-9223372036854775809", "1e400", "-1.5E+999", "NaN", "Infinity", "-Infinity"] {
            let json = marked(word).unwrap_or_default();
            let text: String = serde_json::from_str(&json).unwrap_or_default();
            assert_eq!(written(&text), Some(word));
            assert_eq!(settled(text), word);
        }
    }
}
