//! The brain as a whole: the rule that answers, and the remembered facts.

use proptest::prelude::*;
use serde_json::json;

use super::*;

/// Returns the answer to the last message, after the others.
fn talk(role: Role, messages: &[&str]) -> String {
    let mut history = Vec::new();
    for input in messages {
        let output = answer(role, &history, input)
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.as_str(),
                _ => "",
            })
            .collect();
        history.push(Turn { input: (*input).to_owned(), output });
    }
    history.pop().map(|turn| turn.output).unwrap_or_default()
}

fn assistant(messages: &[&str], answer: &str) {
    assert_eq!(talk(Role::Assistant, messages), answer);
}

#[test]
fn capitals_are_known() {
    assistant(&["What is the capital of France?"], "The capital of France is Paris.");
    assistant(&["what's the capital of netherlands"], "The capital of the Netherlands is Amsterdam.");
    assistant(&["Capital of the United States?"], "The capital of the United States is Washington, D.C.");
    assistant(
        &["We need a capital of our own."],
        "I see: We need a capital of our own. What would you like to do about it: understand it, plan it, or solve a problem with it?",
    );
    assistant(&["What is the capital of Atlantis?"], "I don't know the capital of Atlantis: I know only a few.");
}

#[test]
fn a_name_and_a_field_are_remembered() {
    let introduction = "My name is Alice and I work on robotics.";
    assistant(&[introduction], "Nice to meet you, Alice! I'll keep in mind that you work on robotics.");
    assistant(&[introduction, "What do I work on?"], "You work on robotics.");
    assistant(&[introduction, "Hello", "What is my name?"], "Your name is Alice.");
    assistant(&[introduction, "Actually, call me Al.", "What's my name?"], "Your name is Al.");
    assistant(&["I work in health care. What do I work on?"], "You work in health care.");
}

#[test]
fn without_memory_it_says_so() {
    assistant(&["What do I work on?"], "I don't know what you work on: you have not told me in this conversation.");
    assistant(&["What is my name?"], "I don't know your name: you have not told me in this conversation.");
}

#[test]
fn arithmetic_calls_the_calculator() {
    let parts = answer(Role::Assistant, &[], "What is 2 + 3 * 4?");
    assert_eq!(
        parts,
        [
            Part::ToolCall { name: "calculator".to_owned(), arguments: json!({ "expression": "2 + 3 * 4" }) },
            Part::ToolResult { name: "calculator".to_owned(), output: json!("14") },
            Part::Text("2 + 3 * 4 = 14.".to_owned()),
        ]
    );
}

#[test]
fn arithmetic_without_a_result_says_why() {
    assistant(&["What is 1 / 0?"], "I cannot work out 1 / 0: division by zero has no result.");
}

const SCRAPER: [&str; 3] =
    ["Hi, I'm building a web scraper in Python.", "What library should I use for parsing HTML?", "Can you show me a quick example?"];

#[test]
fn the_library_fits_the_project() {
    assistant(
        &SCRAPER[..1],
        "Hi! A web scraper in Python is a good project. It has three parts: fetch the pages, parse their HTML, and keep \
         the data that you need. Which part shall we start with?",
    );
    assistant(
        &SCRAPER[..2],
        "For your web scraper in Python I suggest Beautiful Soup: it is easy to learn and copes with untidy pages. You get \
         it with `pip install beautifulsoup4 requests`.",
    );
    assistant(&["I'm building a crawler.", "What am I building?"], "You are building a crawler.");
}

#[test]
fn the_example_uses_the_library() {
    let answer = talk(Role::Assistant, &SCRAPER);
    assert!(answer.contains("```python\nimport requests\nfrom bs4 import BeautifulSoup\n"), "{answer}");
    let rust = talk(Role::Assistant, &["I use Rust.", "How do I parse HTML?", "Show me an example."]);
    assert!(rust.contains("use scraper::"), "{rust}");
}

#[test]
fn without_a_language_it_asks_for_one() {
    let answer = talk(Role::Assistant, &SCRAPER[1..2]);
    assert!(answer.ends_with("Which one do you use?"), "{answer}");
    let answer = talk(Role::Assistant, &SCRAPER[2..]);
    assert!(answer.starts_with("Gladly: an example of what?"), "{answer}");
}

#[test]
fn known_requests_have_fixed_answers() {
    for (message, start) in [
        ("Hello", "Hello! How can I help you today?"),
        ("Hello!", "Hello! How can I help you today?"),
        ("Tell me a story.", "Once there was a lighthouse"),
        ("Tell me a story about a fox.", "Once there was a lighthouse"),
        ("Write a haiku about programming.", "Lines of quiet code,\n"),
        ("Write a haiku about autumn.", "Autumn\n\n"),
        ("Explain quantum computing in simple terms.", "A normal computer works with bits"),
        ("Thanks!", "You are welcome!"),
        ("", "Your message is empty."),
    ] {
        let answer = talk(Role::Assistant, &[message]);
        assert!(answer.starts_with(start), "{message} is answered with {answer}");
    }
}

#[test]
fn a_story_has_the_topic_of_the_request() {
    assert!(talk(Role::Assistant, &["Tell me a story about a fox."]).contains("about a fox,"));
}

#[test]
fn any_other_message_is_answered_by_its_form_and_topic() {
    for (message, start) in [
        ("How do I bake bread?", "To bake bread, start with"),
        ("Could you please explain the tides?", "The tides: three questions"),
        ("Why is the sky blue?", "Why is the sky blue? To find out, ask"),
        ("Please help me to fix a leak.", "To fix a leak, start with"),
        ("Who was Ada Lovelace?", "Ada Lovelace: three questions"),
        ("How does a heat pump work?", "A heat pump: three questions"),
        ("Should I learn Haskell?", "That depends on what matters most to you. You ask: Should I learn Haskell?"),
        ("The build is slow today.", "I see: The build is slow today."),
        ("Summarize the meeting.", "In short, the meeting comes down to"),
        ("???", "That depends"),
    ] {
        let answer = talk(Role::Assistant, &[message]);
        assert!(answer.starts_with(start), "{message} is answered with {answer}");
    }
}

#[test]
fn the_reviewer_reviews_code() {
    let answer = talk(Role::Reviewer, &["```rust\nfn main() {\n    let x = read().unwrap();\n}\n```"]);
    assert_eq!(
        answer,
        "Changes requested.\n\n- Line 2 panics on an error: return it to the caller.\n\nThe rest looks good to me. Please \
         add a test for what you change."
    );
    let clean = talk(Role::Reviewer, &["def add(a, b):\n    return a + b"]);
    assert!(clean.starts_with("Looks good to me"), "{clean}");
}

#[test]
fn the_reviewer_asks_about_everything_else() {
    let answer = talk(Role::Reviewer, &["Explain the new cache."]);
    assert!(answer.starts_with("As a reviewer I have three questions about the new cache:"), "{answer}");
    assert_eq!(talk(Role::Reviewer, &["My name is Bo.", "What is my name?"]), "Your name is Bo.");
}

#[test]
fn the_pipeline_researches_and_summarizes() {
    let notes = talk(Role::Researcher, &["Summarize recent advances in battery technology."]);
    assert_eq!(notes, "Solid-state cells have reached pilot lines.");
    assert_eq!(talk(Role::Summarizer, &[&notes]), "Solid-state cells are near.");

    let notes = talk(Role::Researcher, &["Summarize the history of tea."]);
    assert!(notes.starts_with("The sources on the history of tea agree"), "{notes}");
    let summary = talk(Role::Summarizer, &[&notes]);
    assert_eq!(summary, "In short: The sources on the history of tea agree on the basics and differ on what comes next.");
}

proptest! {
    #[test]
    fn every_message_has_an_answer_and_a_bounded_one(
        messages in prop::collection::vec("(my name is |i work on |what is |[-+*/().?!, 0-9a-zé\n]|\\PC){0,30}", 1..4),
    ) {
        let messages: Vec<&str> = messages.iter().map(String::as_str).collect();
        for role in [Role::Assistant, Role::Reviewer, Role::Researcher, Role::Summarizer] {
            let answer = talk(role, &messages);
            prop_assert!(!answer.trim().is_empty());
            prop_assert!(answer.len() < 4_000, "{} bytes", answer.len());
        }
    }
}
