//! `escape.jsonl`: a message of a server as an error displays it.

use agentspec_ext::ErrorKind;
use agentspec_ext::testing::ErrorBuilder;
use agentspec_tests::printed;
use serde::{Deserialize, Serialize};
use serde_json::json;

#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
struct Input {
    text: String,
}

#[test]
fn escape_vectors_are_as_printed() {
    let rows = [
        ("readable text is kept", "Größe: 5 €, 漢字".to_owned()),
        ("a space that does not break, an emoji, a tab and letters from right to left are kept", "5\u{a0}€ 😀\tב".to_owned()),
        ("combining marks and a variation selector are kept", "e\u{301} ❤\u{fe0f}".to_owned()),
        ("a line feed is kept", "a\nb\n".to_owned()),
        ("a carriage return is kept before a line feed alone", "a\r\nb\rc\r".to_owned()),
        ("control characters", "\u{1b}]0;title\u{7}".to_owned()),
        ("the first and the last control characters", "\0\u{1}\u{1f} \u{7f}".to_owned()),
        ("control characters above ASCII", "\u{80}\u{9b}2J\u{9f}\u{a0}".to_owned()),
        ("changes of the writing direction", "a\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}b\u{2066}\u{2067}\u{2068}\u{2069}c".to_owned()),
        ("marks of the writing direction", "a\u{200e}\u{200f}\u{61c}b".to_owned()),
        ("deprecated format characters", "a\u{206a}\u{206f}\u{2065}b".to_owned()),
        ("zero-width characters", "a\u{200b}\u{200c}\u{200d}\u{2060}\u{2064}\u{feff}b".to_owned()),
        ("a soft hyphen and a vowel separator of Mongolian", "a\u{ad}\u{180e}b".to_owned()),
        ("separators of lines and paragraphs", "a\u{2028}b\u{2029}c".to_owned()),
        ("tags above the basic plane are one escape each", "a\u{e0000}\u{e0041}\u{e007f}b".to_owned()),
        ("neighbours of escaped characters are kept", "\u{2010}\u{202f}\u{205f}\u{2070}\u{e0080}\u{fefe}".to_owned()),
        ("a backslash is kept", r"C:\temp \u{1b}".to_owned()),
        ("1024 bytes are kept", "x".repeat(1024)),
        ("1025 bytes are cut", "x".repeat(1025)),
        ("characters of two bytes are cut between characters", "é".repeat(513)),
        ("characters of three bytes are cut between characters", "漢".repeat(342)),
        ("characters of four bytes are cut between characters", "😀".repeat(257)),
        ("a longer text is cut at the same place", format!("{}{}", "x".repeat(1020), "é".repeat(1000))),
        ("a text is cut before it is escaped", "\u{1b}".repeat(1025)),
    ];
    let inputs = rows.into_iter().map(|(name, text)| (name.to_owned(), Input { text }));
    printed::check("escape.jsonl", inputs.collect(), |Input { text }| {
        let error = ErrorBuilder::new(ErrorKind::Server).code("code").message(text).build();
        let display = error.to_string();
        let shown = display.strip_prefix("code: ").expect("the code is first");
        if error.message() == text { json!({ "shown": shown }) } else { json!({ "message": error.message(), "shown": shown }) }
    });
}
