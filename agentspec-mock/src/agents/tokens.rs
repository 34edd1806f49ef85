//! Counts tokens: a token is a word together with the white space before it.

/// Splits a text into its tokens. White space at the end belongs to the last one.
pub(crate) fn split(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut in_word = false;
    for (at, character) in text.char_indices() {
        if character.is_whitespace() && in_word {
            tokens.push(&text[start..at]);
            start = at;
        }
        in_word = !character.is_whitespace();
    }
    if in_word {
        tokens.push(&text[start..]);
    } else if let Some(last) = tokens.pop() {
        tokens.push(&text[start - last.len()..]);
    } else if !text.is_empty() {
        tokens.push(text);
    }
    tokens
}

/// Returns the number of words.
pub(crate) fn count(text: &str) -> u64 {
    text.split_whitespace().map(|_| 1).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_token_is_a_word_with_the_white_space_before_it() {
        assert_eq!(split("The capital\n\nis  Paris."), ["The", " capital", "\n\nis", "  Paris."]);
    }

    #[test]
    fn white_space_at_the_end_belongs_to_the_last_token() {
        assert_eq!(split(" a b \n"), [" a", " b \n"]);
        assert_eq!(split("  "), ["  "]);
        assert!(split("").is_empty());
    }

    #[test]
    fn words_are_counted_without_regard_to_white_space() {
        assert_eq!(count("  What is\tthe\n capital of France? "), 6);
        assert_eq!(count(" \n"), 0);
    }

    proptest! {
        #[test]
        fn the_tokens_of_any_text_join_to_it(text in "(\\PC|\\s){0,40}") {
            prop_assert_eq!(split(&text).concat(), text);
        }

        #[test]
        fn a_text_with_words_has_as_many_tokens_as_words(text in "\\s{0,2}\\PC{0,40}") {
            prop_assume!(!text.trim().is_empty());
            prop_assert_eq!(split(&text).len() as u64, count(&text));
        }
    }
}
