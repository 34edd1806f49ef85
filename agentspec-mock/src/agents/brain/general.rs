//! The answer to any other message: fixed advice for the form of the question, with its topic.

use super::text::{capitalized, first_sentence, strip, words};

/// Writes an answer about a topic.
type Say = fn(&str) -> String;

/// The beginnings of questions, each with the answer about the topic that follows.
const FORMS: [(&[&str], Say); 4] = [
    (&["how do i", "how can i", "how do you", "how do we", "how to", "how should i", "help me to", "help me"], how_to),
    (&["write", "create", "make", "draft", "generate", "compose", "design", "plan"], draft),
    (&["summarize", "summarise", "sum up", "give me a summary of"], summary),
    (
        &[
            "explain",
            "tell me about",
            "tell me",
            "describe",
            "what is",
            "what's",
            "what are",
            "what was",
            "what does",
            "what do",
            "what",
            "who is",
            "who was",
            "who",
            "where is",
            "where",
            "when",
            "which",
            "how does",
            "how",
            "teach me about",
            "define",
        ],
        explanation,
    ),
];

/// The verbs that follow the topic in questions such as "How does it work".
const VERBS: [&str; 5] = [" work", " works", " mean", " means", " do"];

const POLITE: [&str; 9] =
    ["please", "can you", "could you", "would you", "will you", "i want you to", "i would like you to", "hi", "hello"];

pub(super) fn answer(input: &str) -> String {
    let request = request(input);
    if strip(request, "why").is_some() {
        return why(&words(request, 14));
    }
    let form = FORMS.iter().find_map(|(starts, say)| {
        let topic = starts.iter().find_map(|start| strip(request, start)).filter(|topic| !topic.is_empty())?;
        Some((topic, *say))
    });
    let (topic, say) = form.unwrap_or((request, if input.ends_with('?') { choice } else { statement }));
    say(&words(topic, 12))
}

/// Returns the topic of a message, for use in a sentence.
pub(super) fn topic(input: &str) -> String {
    let request = request(input);
    let starts = FORMS.iter().flat_map(|(starts, _)| *starts);
    let topic = starts.into_iter().find_map(|start| strip(request, start)).filter(|topic| !topic.is_empty());
    words(topic.unwrap_or(request), 12)
}

/// Returns the first sentence, without a polite beginning.
fn request(input: &str) -> &str {
    let mut request = first_sentence(input.trim_start_matches(|c: char| !c.is_alphanumeric()));
    while let Some(rest) = POLITE.iter().find_map(|polite| strip(request, polite)).filter(|rest| !rest.is_empty()) {
        request = rest;
    }
    if request.is_empty() { "that" } else { request }
}

fn how_to(topic: &str) -> String {
    format!(
        "To {topic}, start with the smallest version that could work, look at what it does, and then add one thing at a \
         time. Which step is the unclear one?"
    )
}

fn why(question: &str) -> String {
    format!(
        "{}? To find out, ask what would be different if it were not so, and look for a case where it is not. What have \
         you seen so far?",
        capitalized(question)
    )
}

fn draft(topic: &str) -> String {
    format!(
        "Here is an outline for {topic}: say first what it is for, then show the main part with one example, and end with \
         what comes next. Tell me who will read it, and I will make it fit."
    )
}

fn summary(topic: &str) -> String {
    format!(
        "In short, {topic} comes down to three points: what is known, what has changed, and what is still open. The last \
         one is the one to watch."
    )
}

fn explanation(topic: &str) -> String {
    let topic = VERBS.iter().find_map(|verb| topic.strip_suffix(verb)).unwrap_or(topic);
    format!(
        "{}: three questions are the best way in. What was there before, what is special about it, and what follows from \
         it? Which of them shall I begin with?",
        capitalized(topic)
    )
}

fn choice(topic: &str) -> String {
    format!("That depends on what matters most to you. You ask: {topic}? Tell me your goal, and what you have tried so far.")
}

fn statement(topic: &str) -> String {
    format!("I see: {topic}. What would you like to do about it: understand it, plan it, or solve a problem with it?")
}
