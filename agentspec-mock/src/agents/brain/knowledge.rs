//! The knowledge of the assistant: capitals, and a few explanations.

use super::{
    conversation::Conversation,
    text::{after, clause, has_any, sentence, strip, words},
};

const CAPITALS: [(&str, &str); 24] = [
    ("Argentina", "Buenos Aires"),
    ("Australia", "Canberra"),
    ("Austria", "Vienna"),
    ("Brazil", "Brasília"),
    ("Canada", "Ottawa"),
    ("China", "Beijing"),
    ("Egypt", "Cairo"),
    ("France", "Paris"),
    ("Germany", "Berlin"),
    ("Greece", "Athens"),
    ("India", "New Delhi"),
    ("Ireland", "Dublin"),
    ("Italy", "Rome"),
    ("Japan", "Tokyo"),
    ("Kenya", "Nairobi"),
    ("Mexico", "Mexico City"),
    ("Norway", "Oslo"),
    ("Poland", "Warsaw"),
    ("Portugal", "Lisbon"),
    ("Spain", "Madrid"),
    ("Sweden", "Stockholm"),
    ("the Netherlands", "Amsterdam"),
    ("the United Kingdom", "London"),
    ("the United States", "Washington, D.C."),
];

/// Explanations by topic.
const EXPLANATIONS: [(&[&str], &str); 3] = [
    (
        &["quantum computing", "quantum computer", "quantum computers"],
        "A normal computer works with bits, and each bit is either 0 or 1. A quantum computer works with qubits. A \
         qubit can be in a blend of 0 and 1 until it is measured, and qubits can be linked so that measuring one tells \
         you about the others. A quantum program steers these blends so that wrong answers cancel out and right ones \
         grow likely. That helps with a few kinds of problems, such as simulating molecules or factoring large numbers. \
         For everyday work a normal computer stays the better choice.",
    ),
    (
        &["machine learning"],
        "Machine learning means that a program finds its rules in examples. You show it many inputs with the right \
         answers, it adjusts its numbers until its own answers come close, and then you test it on examples that it has \
         not seen.",
    ),
    (
        &["recursion"],
        "Recursion means that a function solves a problem by calling itself on a smaller one. It needs two things: a \
         case that is so small that the answer is known, and a step that makes every other case smaller.",
    ),
];

const ASKING: [&str; 12] = [
    "explain",
    "what is",
    "what's",
    "what are",
    "tell me about",
    "describe",
    "how does",
    "how do",
    "can you explain",
    "could you explain",
    "please explain",
    "what does",
];

pub(super) fn answer(conversation: &Conversation<'_>) -> Option<String> {
    capital(conversation.input).or_else(|| explanation(conversation.input))
}

fn capital(input: &str) -> Option<String> {
    let rest = after(input, "capital of").or_else(|| after(input, "capital city of"))?;
    let asked = clause(rest, &[" and ", " please"]);
    let bare = |name: &str| strip(name, "the").unwrap_or(name).to_lowercase();
    let known = CAPITALS.iter().find(|(country, _)| bare(country) == bare(asked));
    match known {
        Some((country, capital)) => Some(sentence(&format!("The capital of {country} is {capital}"))),
        None if input.ends_with('?') => Some(format!("I don't know the capital of {}: I know only a few.", words(asked, 6))),
        None => None,
    }
}

fn explanation(input: &str) -> Option<String> {
    ASKING.iter().find_map(|asking| strip(input, asking))?;
    let (_, explanation) = EXPLANATIONS.iter().find(|(topics, _)| has_any(input, topics))?;
    Some((*explanation).to_owned())
}
