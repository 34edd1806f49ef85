//! Escapes characters that control a terminal or mislead the reader.

use std::fmt::{self, Write};

/// Escapes the characters of a text that control a terminal or corrupt a log: for programs that print what an agent says.
///
/// Escapes control characters, characters that change the writing direction, and zero-width characters, as in `\u{1b}`. Keeps line breaks and tabs.
/// The `Display` of an [`Error`](crate::Error) escapes the server's text in this way; its [`message`](crate::Error::message) is unescaped.
///
/// ```
/// use agentspec_ext::escaped;
///
/// assert_eq!(escaped("\x1b[2Jok\n").to_string(), "\\u{1b}[2Jok\n");
/// ```
#[must_use]
pub fn escaped(text: &str) -> Escaped<'_> {
    Escaped(text)
}

/// A text whose `Display` is escaped. Made by [`escaped`].
#[derive(Clone, Copy, Debug)]
pub struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = self.0.char_indices().peekable();
        let mut written = 0;
        while let Some((at, letter)) = letters.next() {
            let ends_line = letter == '\r' && letters.peek().is_some_and(|(_, next)| *next == '\n');
            if ends_line || !must_escape(letter) {
                continue;
            }
            f.write_str(&self.0[written..at])?;
            write!(f, "\\u{{{:x}}}", u32::from(letter))?;
            written = at + letter.len_utf8();
        }
        f.write_str(&self.0[written..])
    }
}

/// Returns whether the text contains a character to escape.
pub(crate) fn needs_escape(text: &str) -> bool {
    text.chars().any(must_escape)
}

/// Replaces these characters by JSON escapes. The value of the JSON stays the same.
pub(crate) fn escaped_json(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for letter in json.chars() {
        if must_escape(letter) {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(text, "\\u{unit:04x}");
            }
        } else {
            text.push(letter);
        }
    }
    text
}

/// Returns whether a character controls the display or is invisible.
fn must_escape(letter: char) -> bool {
    match letter {
        '\n' | '\t' | ' '..='~' => false,
        // Marks and controls of the writing direction.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
        // Zero-width characters.
        | '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}'
        // Line and paragraph separators, which break the lines of a log.
        | '\u{2028}' | '\u{2029}' => true,
        letter => letter.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_json_has_the_same_value() {
        let text = "a\x1b\u{202e}\u{e0041}\u{9b}\"é";
        let json = serde_json::Value::from(text).to_string();
        let escaped = escaped_json(&json);
        assert!(!needs_escape(&escaped) && escaped.contains("\\u202e"), "{escaped}");
        assert_eq!(serde_json::from_str::<String>(&escaped).ok().as_deref(), Some(text));
    }
}
