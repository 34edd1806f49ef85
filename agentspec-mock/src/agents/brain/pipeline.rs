//! The agents of the pipeline: one writes notes on a topic, the other makes them short.

use super::{
    general,
    text::{first_sentence, has_any, sentence, words},
};

/// Topics with notes of their own, and the notes made short.
const NOTES: [(&[&str], &str, &str); 2] = [
    (&["battery", "batteries"], "Solid-state cells have reached pilot lines.", "Solid-state cells are near."),
    (
        &["quantum"],
        "Error-corrected qubits have been shown to improve as more of them work together.",
        "Quantum error correction has begun to pay off.",
    ),
];

/// The researcher's notes on what the message asks for.
pub(super) fn research(input: &str) -> String {
    match NOTES.iter().find(|(topics, ..)| has_any(input, topics)) {
        Some((_, notes, _)) => (*notes).to_owned(),
        None => format!(
            "The sources on {} agree on the basics and differ on what comes next. The basics are well documented. The \
             newest work is on cost and on scale, and that is where the open questions are.",
            general::topic(input)
        ),
    }
}

/// The summarizer's version of some notes: one sentence.
pub(super) fn summarize(input: &str) -> String {
    match NOTES.iter().find(|(_, notes, _)| *notes == input) {
        Some((.., short)) => (*short).to_owned(),
        None => sentence(&format!("In short: {}", words(first_sentence(input), 30))),
    }
}
