//! Greetings, thanks and farewells.

use super::{
    conversation::Conversation,
    facts,
    text::{has_any, strip},
};

const GREETINGS: [&str; 7] = ["hello", "hi", "hey", "good morning", "good afternoon", "good evening", "greetings"];
/// A message with more words is not small talk.
const LONGEST: usize = 5;

/// Answers a question about the assistant itself.
pub(super) fn who_am_i(conversation: &Conversation<'_>) -> Option<String> {
    has_any(conversation.input, &["who are you", "what are you", "what can you do"]).then(|| {
        "I am a mock agent: there is no model behind me. I remember what you tell me in a session, I can calculate, and I \
         know a few capitals. To everything else I give a fixed answer."
            .to_owned()
    })
}

pub(super) fn answer(conversation: &Conversation<'_>) -> Option<String> {
    let input = conversation.input;
    let name = conversation.newest_first().find_map(facts::name);
    let you = name.map_or(String::new(), |name| format!(", {name}"));
    if input.is_empty() {
        Some("Your message is empty. What can I do for you?".to_owned())
    } else if input.split_whitespace().count() > LONGEST {
        None
    } else if has_any(input, &["thanks", "thank you"]) {
        Some(format!("You are welcome{you}! Is there anything else I can do?"))
    } else if has_any(input, &["goodbye", "good bye", "bye", "good night", "see you"]) {
        Some(format!("Goodbye{you}! Come back any time."))
    } else if has_any(input, &["how are you"]) {
        Some(format!("I am well, thank you{you}. How can I help you today?"))
    } else if is_greeting(input) {
        Some(format!("Hello{you}! How can I help you today?"))
    } else {
        None
    }
}

/// Returns whether a message begins with a greeting.
pub(super) fn is_greeting(input: &str) -> bool {
    GREETINGS.iter().any(|greeting| strip(input, greeting).is_some())
}
