//! Finds the facts in a message that the agents remember: a name, a field of work, a project.

use super::text::{after, clause, words};

const AND_MORE: [&str; 6] = [" and i ", " and i'", " and my ", " but ", " so i ", " because "];

/// Finds the name of the writer.
pub(super) fn name(message: &str) -> Option<String> {
    let rest = ["my name is", "my name's", "call me", "i am called"].iter().find_map(|phrase| after(message, phrase))?;
    some(words(clause(rest, &[" and ", " but "]), 4))
}

/// Finds the field that the writer works in, with its preposition: `on robotics`.
pub(super) fn work(message: &str) -> Option<String> {
    ["i work", "i'm working", "i am working"].iter().find_map(|phrase| {
        let rest = after(message, phrase)?;
        let preposition = ["on", "in"].into_iter().find(|word| super::text::strip(rest, word).is_some())?;
        let field = some(words(clause(after(rest, preposition)?, &AND_MORE), 12))?;
        Some(format!("{preposition} {field}"))
    })
}

/// Finds the project of the writer: `a web scraper in Python`.
pub(super) fn project(message: &str) -> Option<String> {
    const MAKING: [&str; 4] = ["building", "making", "developing", "creating"];
    ["i'm", "i am", "we're", "we are"].iter().find_map(|who| {
        let rest = MAKING.iter().find_map(|verb| after(message, &format!("{who} {verb}")))?;
        some(words(clause(rest, &AND_MORE), 12))
    })
}

/// Strips the article of a project: `web scraper in Python`.
pub(super) fn without_article(project: &str) -> &str {
    ["a", "an", "the", "my", "our"].iter().find_map(|article| super::text::strip(project, article)).unwrap_or(project)
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_before_the_rest_of_the_sentence() {
        for (message, expected) in [
            ("My name is Alice and I work on robotics.", "Alice"),
            ("hello, my name is Mary Ann Smith, and you?", "Mary Ann Smith"),
            ("Call me Zoë!", "Zoë"),
        ] {
            assert_eq!(name(message).as_deref(), Some(expected), "{message}");
        }
        assert_eq!(name("My name is."), None);
        assert_eq!(name("What is my name?"), None);
    }

    #[test]
    fn a_field_keeps_its_preposition_and_an_and_within_it() {
        for (message, expected) in [
            ("My name is Alice and I work on robotics.", "on robotics"),
            ("I work on robots and drones and my name is Bo.", "on robots and drones"),
            ("I'm working in health care.", "in health care"),
        ] {
            assert_eq!(work(message).as_deref(), Some(expected), "{message}");
        }
        assert_eq!(work("What do I work on?"), None);
        assert_eq!(work("I work onwards"), None);
    }

    #[test]
    fn a_project_is_what_is_being_built() {
        let message = "Hi, I'm building a web scraper in Python.";
        assert_eq!(project(message).as_deref(), Some("a web scraper in Python"));
        assert_eq!(without_article("a web scraper in Python"), "web scraper in Python");
        assert_eq!(without_article("apps"), "apps");
        assert_eq!(project("What am I building?"), None);
    }
}
