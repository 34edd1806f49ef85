//! Splits a text into tokens that are not too large. Pure.

use super::super::answer::Object;

/// A token without content.
const EMPTY: &str = r#"{"type":"token","content":""}"#;

/// The most bytes that a character takes in JSON.
const LONGEST: usize = r"\u0000".len();

/// Returns the tokens of a text: one, unless its event would be larger than `limit` bytes. None of an empty text.
pub(in super::super) fn tokens(mut text: &str, limit: usize) -> impl Iterator<Item = Object> {
    // The line end counts, too. If not every character has room, one token tells that the limit is too small.
    let room = limit.checked_sub(EMPTY.len() + 1).filter(|room| *room >= LONGEST).unwrap_or(usize::MAX);
    std::iter::from_fn(move || {
        let (content, rest) = text.split_at(length_within(text, room));
        text = rest;
        let token = [("type".to_owned(), "token".into()), ("content".to_owned(), content.into())];
        (!content.is_empty()).then(|| token.into_iter().collect())
    })
}

/// Returns the length of the longest start of the text that takes at most `room` bytes in JSON.
fn length_within(text: &str, room: usize) -> usize {
    let mut taken = 0_usize;
    let end = text.char_indices().find(|(_, character)| {
        taken = taken.saturating_add(length_in_json(*character));
        taken > room
    });
    end.map_or(text.len(), |(at, _)| at)
}

fn length_in_json(character: char) -> usize {
    match character {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        '\0'..' ' => LONGEST,
        _ => character.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::append;
    use super::*;
    use crate::event::{EventDecoder, StreamEvent};

    #[test]
    fn a_text_is_split_at_characters_into_the_largest_tokens_that_the_limit_allows() {
        let text = "na\u{ef}ve \"\\\n\u{1}\u{1f600}\u{7f}".repeat(20);
        for limit in EMPTY.len() + 1 + LONGEST..300 {
            let mut bytes = Vec::new();
            tokens(&text, limit).for_each(|token| append(&token, &mut bytes));
            let mut decoder = EventDecoder::with_limit(limit);
            decoder.push(bytes);
            let mut read = Vec::new();
            while let Ok(Some(StreamEvent::Token(token))) = decoder.next_event() {
                read.push(token.content);
            }
            assert_eq!(read.concat(), text, "{limit}");
            let could_be_longer = |pair: &[String]| {
                let next = pair[1].chars().next().map_or(0, length_in_json);
                let length: usize = pair[0].chars().map(length_in_json).sum();
                EMPTY.len() + 1 + length + next <= limit
            };
            assert!(!read.windows(2).any(could_be_longer), "{limit}: {read:?}");
        }
    }

    #[test]
    fn a_text_within_the_limit_is_one_token_and_an_empty_one_none() {
        assert_eq!(tokens("Hi", 1000).count(), 1);
        assert_eq!(tokens("", 1000).count(), 0);
        assert_eq!(tokens(&"x".repeat(100), EMPTY.len()).count(), 1);
    }
}
