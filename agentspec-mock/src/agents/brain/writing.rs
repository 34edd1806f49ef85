//! Stories, haiku and a joke.

use super::{
    conversation::Conversation,
    text::{after, capitalized, clause, has_any, sentence, words},
};

const HAIKU_OF_CODE: &str = "Lines of quiet code,\none small change and all tests pass:\nthe moon sees it too.";
const HAIKU: &str = "Morning comes softly,\none small thought finds its own shape:\nthe day has begun.";

const JOKE: &str = "A unit test walks into a bar and orders nothing, to see what happens.";

pub(super) fn answer(conversation: &Conversation<'_>) -> Option<String> {
    let input = conversation.input;
    let asks = has_any(input, &["tell", "write", "compose", "give", "make", "read", "another", "want", "like", "sing"]);
    if asks && has_any(input, &["haiku"]) {
        Some(haiku(input))
    } else if asks && has_any(input, &["story", "tale"]) {
        Some(story(input))
    } else if asks && has_any(input, &["joke"]) {
        Some(JOKE.to_owned())
    } else {
        None
    }
}

fn haiku(input: &str) -> String {
    match topic(input) {
        None => HAIKU.to_owned(),
        Some(_) if has_any(input, &["programming", "code", "coding", "software", "computers"]) => HAIKU_OF_CODE.to_owned(),
        Some(topic) => format!("{}\n\n{HAIKU}", capitalized(&topic)),
    }
}

fn story(input: &str) -> String {
    let about = topic(input).map_or(String::new(), |topic| {
        sentence(&format!(" People came to ask it about {topic}, and it told them what it had seen from up there")) + "\n\n"
    });
    let about = about.trim_start();
    format!(
        "Once there was a lighthouse on a rock at the edge of the sea. Every night it sent its light over the water, and \
         every morning it wondered whether anyone had seen it.\n\n{about}One winter a small boat lost its way in the fog. \
         Its captain saw a faint light that came and went, steered by it until dawn, and found the harbour. Before she \
         went home she rowed out to the rock, touched the wall and said thank you.\n\nFrom then on the lighthouse did not \
         wonder any more. It just shone."
    )
}

/// Returns the requested topic.
fn topic(input: &str) -> Option<String> {
    let topic = words(clause(after(input, "about")?, &[" please"]), 8);
    (!topic.is_empty()).then_some(topic)
}
