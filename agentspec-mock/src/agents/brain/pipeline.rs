//! The agents of the pipeline: the researcher writes notes on a topic, and the summarizer shortens them.

use super::{
    general,
    text::{first_sentence, has_any, sentence, words},
};

/// Topics with fixed notes and summaries.
const NOTES: [(&[&str], &str, &str); 2] = [
    (&["battery", "batteries"], "Solid-state cells have reached pilot lines.", "Solid-state cells are near."),
    (
        &["quantum"],
        "Error-corrected qubits have been shown to improve as more of them work together.",
        "Quantum error correction has begun to pay off.",
    ),
];

/// Returns the researcher's notes on the topic of a message.
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

/// Returns the summarizer's sentence about notes.
pub(super) fn summarize(input: &str) -> String {
    match NOTES.iter().find(|(_, notes, _)| *notes == input) {
        Some((.., short)) => (*short).to_owned(),
        None => sentence(&format!("In short: {}", words(first_sentence(input), 30))),
    }
}
