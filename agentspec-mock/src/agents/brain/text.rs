//! Operations on English text. The results are short enough for a sentence.

/// How much of a message is read. The rest does not change the answer.
const MOST_CHARACTERS: usize = 20_000;

/// Returns the start of a text with straight apostrophes and quotes, trimmed.
pub(super) fn tidy(text: &str) -> String {
    let text = text.trim();
    let end = text.char_indices().nth(MOST_CHARACTERS).map_or(text.len(), |(at, _)| at);
    text[..end].trim_end().replace(['’', '‘'], "'").replace(['“', '”'], "\"")
}

/// Returns whether a text contains one of the lower-case phrases as whole words, ignoring case.
pub(super) fn has_any(text: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| find(text, phrase).is_some())
}

/// Returns the text after a lower-case phrase, found as whole words, ignoring case.
pub(super) fn after<'t>(text: &'t str, phrase: &str) -> Option<&'t str> {
    find(text, phrase).map(|start| text[start + phrase.len()..].trim_start())
}

fn find(text: &str, phrase: &str) -> Option<usize> {
    // ASCII lower case, so that the indices are those of the text.
    let lower = text.to_ascii_lowercase();
    let is_edge = |neighbour: Option<char>| !neighbour.is_some_and(char::is_alphanumeric);
    lower
        .match_indices(phrase)
        .map(|(start, _)| start)
        .find(|&start| is_edge(text[..start].chars().next_back()) && is_edge(text[start + phrase.len()..].chars().next()))
}

/// Strips a lower-case prefix of whole words, ignoring case.
pub(super) fn strip<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    let whole = rest.chars().next().is_none_or(|next| !next.is_alphanumeric());
    (whole && start.eq_ignore_ascii_case(prefix)).then(|| rest.trim_start_matches([' ', ',', ':', '\t', '\n', '\r']))
}

/// Returns the first clause: up to a comma, the end of the sentence, or one of the `stops`.
pub(super) fn clause<'t>(text: &'t str, stops: &[&str]) -> &'t str {
    let text = first_sentence(text);
    let end = text.find([',', ';', '(']).unwrap_or(text.len());
    let text = &text[..end];
    let lower = text.to_ascii_lowercase();
    let end = stops.iter().filter_map(|stop| lower.find(stop)).min().unwrap_or(text.len());
    text[..end].trim_matches(|c: char| c.is_whitespace() || "\"'".contains(c))
}

/// Returns the first sentence without its final mark. A point within a word does not end it.
pub(super) fn first_sentence(text: &str) -> &str {
    let ends = |at: usize| text[at + 1..].chars().next().is_none_or(char::is_whitespace);
    let mut marks = text.match_indices(['.', '!', '?', '\n']).map(|(at, _)| at);
    let end = marks.find(|&at| text[at..].starts_with('\n') || ends(at)).unwrap_or(text.len());
    text[..end].trim()
}

/// Returns the first words, at most `most` of them and 120 characters.
pub(super) fn words(text: &str, most: usize) -> String {
    const LONGEST: usize = 120;
    let all: Vec<&str> = text.split_whitespace().take(most + 1).collect();
    let mut words: String = all[..all.len().min(most)].join(" ").chars().take(LONGEST + 1).collect();
    let cut = words.chars().count() > LONGEST;
    if cut {
        words.pop();
    }
    if cut || all.len() > most {
        words.push('…');
    }
    words
}

/// Capitalizes the first letter.
pub(super) fn capitalized(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// Adds a point at the end, unless there is a mark.
pub(super) fn sentence(text: &str) -> String {
    let end = if text.ends_with(['.', '!', '?', '…']) { "" } else { "." };
    format!("{text}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_as_whole_words_in_any_case() {
        assert_eq!(after("Hi, MY NAME IS Zoë.", "my name is"), Some("Zoë."));
        assert_eq!(after("Enemy name is x", "my name is"), None);
        assert!(has_any("Show me an EXAMPLE!", &["example"]));
        assert!(!has_any("examples", &["example"]));
    }

    #[test]
    fn a_point_within_a_word_does_not_end_a_sentence() {
        assert_eq!(first_sentence("I use Node.js at v1.5. Do you?"), "I use Node.js at v1.5");
        assert_eq!(first_sentence("one\ntwo"), "one");
        assert_eq!(first_sentence(""), "");
    }

    #[test]
    fn a_clause_ends_at_a_comma_or_a_stop() {
        assert_eq!(clause("Alice and I work", &[" and "]), "Alice");
        assert_eq!(clause("'Mary Ann', hello.", &[]), "Mary Ann");
    }

    #[test]
    fn words_are_bounded() {
        assert_eq!(words("a  b\nc d", 3), "a b c…");
        assert_eq!(words("a b c", 3), "a b c");
        assert_eq!(words(&"é".repeat(5_000), 3).chars().count(), 121);
    }

    #[test]
    fn a_prefix_is_whole_words() {
        assert_eq!(strip("Tell me about: rust", "tell me about"), Some("rust"));
        assert_eq!(strip("Tellme", "tell"), None);
    }
}
