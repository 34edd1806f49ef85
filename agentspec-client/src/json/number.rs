//! Numbers that no number of `serde_json` is: integers beyond 64 bits, floats beyond `f64`, and `NaN` and `Infinity`, which are no JSON.
//!
//! Between the text and its type, such a number is a marked string: what was written, behind a mark that no text has, since it is drawn by
//! chance in each process. A type that expects a number or a text can tell it from both.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};

static MARK: LazyLock<String> = LazyLock::new(|| format!("\u{f8ff}{:016x}\u{f8ff}", RandomState::new().hash_one("number")));

/// Whether free-form values hold integers by their mark, and not as text.
static KEEPS_INTEGERS: AtomicBool = AtomicBool::new(false);

/// The longest integer that is kept by its mark, in digits: languages refuse longer ones, whose conversion takes too long.
const LONGEST: usize = 4300;

/// Has integers beyond 64 bits stay marked in free-form values, in the whole process and for good. [`integer`] tells them, [`digits`] writes
/// them. For a binding to a language whose integers are of any size.
pub fn keep_integers() {
    KEEPS_INTEGERS.store(true, Ordering::Relaxed);
}

/// The digits of an integer that is kept by its mark.
#[must_use]
pub fn integer(text: &str) -> Option<&str> {
    let written = written(text)?;
    is_integer(written).then_some(written)
}

/// The JSON with its marked integers as integers. None where it has none.
#[must_use]
pub fn digits(json: &[u8]) -> Option<Vec<u8>> {
    if !KEEPS_INTEGERS.load(Ordering::Relaxed) {
        return None;
    }
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

/// What was written, of a marked string.
pub(super) fn written(text: &str) -> Option<&str> {
    text.strip_prefix(MARK.as_str())
}

/// A marked string as it is in a free-form value.
pub(super) fn settled(text: String) -> String {
    match written(&text) {
        Some(number)
            if !(KEEPS_INTEGERS.load(Ordering::Relaxed) && is_integer(number) && number.trim_start_matches('-').len() <= LONGEST) =>
        {
            number.to_owned()
        }
        _ => text,
    }
}

/// The marked string that stands for a word of JSON, as JSON. None for what `serde_json` reads without loss, or is to refuse.
pub(super) fn marked(word: &str) -> Option<String> {
    let has_no_room = match word {
        "NaN" | "Infinity" | "-Infinity" => true,
        _ if is_integer(word) => word.parse::<u64>().is_err() && word.parse::<i64>().is_err(),
        _ => word.parse().is_ok_and(f64::is_infinite) && serde_json::from_str::<serde::de::IgnoredAny>(word).is_ok(),
    };
    has_no_room.then(|| format!("\"{}{word}\"", *MARK))
}

/// Whether this is written as JSON has integers.
fn is_integer(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word);
    (digits == "0" || !digits.starts_with('0')) && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_serde_json_reads_is_left_to_it() {
        for word in ["0", "-0", "18446744073709551615", "-9223372036854775808", "1.5", "1e308", "1e-400", "007", "+1", "nan", "null", "1e"]
        {
            assert_eq!(marked(word), None, "{word}");
        }
    }

    #[test]
    fn what_it_has_no_room_for_is_marked() {
        for word in ["18446744073709551616", "-9223372036854775809", "1e400", "-1.5E+999", "NaN", "Infinity", "-Infinity"] {
            let json = marked(word).unwrap_or_default();
            let text: String = serde_json::from_str(&json).unwrap_or_default();
            assert_eq!(written(&text), Some(word));
            assert_eq!(settled(text), word);
        }
    }
}
