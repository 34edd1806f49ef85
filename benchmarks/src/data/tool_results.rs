//! Tool results of 4 KB: four kinds of output, three orders of the keys, both ways to space JSON, in all combinations.

use super::json;

const SIZE: usize = 4096;

const PLAIN: &str = "The annual report lists revenue by region, and a forecast for the next four quarters. ";
const ESCAPED: &str = "fn main() {\n\tlet path = \"C:\\\\logs\";\n\tprintln!(\"{path}\");\n}\n";
/// More than ASCII, as servers write it that escape nothing.
const RAW: &str = "Größe und Maß: 12 µm – café, naïve, 東京, Москва. ";

pub(super) fn tool_result(number: usize) -> String {
    let output = match number % 4 {
        0 => json(&filled(PLAIN)),
        1 => json(&filled(ESCAPED)).replace('m', "\\u006d").replace("path", "p\\u00e9th"),
        2 => rows(),
        _ => json(&filled(RAW)),
    };
    let fields = [r#""type": "tool_result""#.to_owned(), r#""name": "search""#.to_owned(), format!(r#""output": {output}"#)];
    let order = [[0, 1, 2], [1, 2, 0], [2, 0, 1]][number / 4 % 3];
    let spaced = format!("{{{}}}", order.map(|field| fields[field].as_str()).join(", "));
    if number / 12 % 2 == 0 { spaced } else { compact(&fields, order) }
}

/// The same without spaces after commas and colons, those of the output left as they are.
fn compact(fields: &[String; 3], order: [usize; 3]) -> String {
    format!("{{{}}}", order.map(|field| fields[field].replacen(": ", ":", 1)).join(","))
}

/// The text again and again, up to the size.
fn filled(text: &str) -> String {
    text.chars()
        .cycle()
        .scan(0, |bytes, letter| {
            *bytes += letter.len_utf8();
            (*bytes <= SIZE).then_some(letter)
        })
        .collect()
}

/// What a search returns: a list of objects, with every type of JSON and most of the bytes in their texts.
fn rows() -> String {
    let text = json(&PLAIN.repeat(4));
    let row = |number: usize| {
        format!(
            r#"{{"id": {number}, "title": "Result {number}", "score": 0.{number}25, "text": {text}, "tags": ["a\n"], "open": true, "next": null}}"#
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
            assert!((SIZE..SIZE + SIZE / 2).contains(&payload.len()), "{number}: {}", payload.len());
        }
    }
}
