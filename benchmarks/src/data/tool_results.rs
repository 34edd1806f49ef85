//! Tool results of 4 KB: four kinds of output, three orders of the keys, both ways to space JSON, in all combinations.

pub(super) const SIZE: usize = 4096;

pub(super) const PLAIN: &str = "The annual report lists revenue by region, and a forecast for the next four quarters. ";
/// Some of it is written with escapes: what is no ASCII as `\u00e9`, as Python does.
pub(super) const LOG: &str = "2026-01-12 10:04:17 INFO \"request served\" path=/v1/agents/météo duration=12ms status=200\n";
/// More than ASCII, as servers write it that escape nothing.
pub(super) const RAW: &str = "Größe und Maß: 12 µm – café, naïve, 東京, Москва. ";

pub(super) fn tool_result(number: usize) -> String {
    let output = match number % 4 {
        0 => filled(SIZE, PLAIN, String::from),
        1 => filled(SIZE, LOG, escaped),
        2 => rows(),
        _ => filled(SIZE, RAW, String::from),
    };
    let fields = [r#""type": "tool_result""#.to_owned(), r#""name": "search""#.to_owned(), format!(r#""output": {output}"#)];
    let order = [[0, 1, 2], [1, 2, 0], [2, 0, 1]][number / 4 % 3];
    let spaced = format!("{{{}}}", order.map(|field| fields[field].as_str()).join(", "));
    if (number / 12).is_multiple_of(2) { spaced } else { compact(&fields, order) }
}

/// The same without spaces after commas and colons, those of the output left as they are.
fn compact(fields: &[String; 3], order: [usize; 3]) -> String {
    format!("{{{}}}", order.map(|field| fields[field].replacen(": ", ":", 1)).join(","))
}

/// A string of JSON: the text again and again, up to the size.
pub(super) fn filled(size: usize, text: &str, write: impl Fn(char) -> String) -> String {
    let mut output = String::from("\"");
    for letter in text.chars().cycle() {
        let letter = write(letter);
        if output.len() + letter.len() >= size {
            break;
        }
        output.push_str(&letter);
    }
    output + "\""
}

pub(super) fn escaped(letter: char) -> String {
    match letter {
        '"' | '\n' => letter.escape_default().to_string(),
        ascii if ascii.is_ascii() => ascii.to_string(),
        other => format!("\\u{:04x}", u32::from(other)),
    }
}

/// What a search returns: a list of objects, with every type of JSON and most of the bytes in their texts.
pub(super) fn rows() -> String {
    let text = PLAIN.repeat(4);
    let row = |number: usize| {
        format!(
            r#"{{"id": {number}, "title": "Result {number}", "score": 0.{number}25, "text": "{text}", "tags": ["a\n"], "open": true, "next": null}}"#
        )
    };
    let count = SIZE.div_ceil(row(0).len());
    format!("[{}]", (0..count).map(row).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn each_combination_is_json_of_about_the_size() {
        for number in 0..24 {
            let payload = tool_result(number);
            let value: Value = serde_json::from_str(&payload).unwrap_or_default();
            assert_eq!(value["type"], "tool_result", "{payload}");
            assert!((SIZE..SIZE + SIZE / 8).contains(&payload.len()), "{number}: {}", payload.len());
        }
    }
}
