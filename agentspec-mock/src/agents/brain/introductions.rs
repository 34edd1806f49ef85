//! Introductions, and questions about them in later messages.

use super::{
    conversation::Conversation,
    facts,
    small_talk::is_greeting,
    text::{capitalized, has_any, sentence},
};

/// Answers a question about a fact of an earlier message, or says that there is none.
pub(super) fn recall(conversation: &Conversation<'_>) -> Option<String> {
    let asks = |phrases: &[&str]| has_any(conversation.input, phrases);
    let name = || remembered(conversation, facts::name).map(|name| sentence(&format!("Your name is {name}")));
    let work = || remembered(conversation, facts::work).map(|work| sentence(&format!("You work {work}")));
    let project = || remembered(conversation, facts::project).map(|it| sentence(&format!("You are building {it}")));
    let unknown = |what: &str| format!("I don't know {what}: you have not told me in this conversation.");

    if asks(&["what is my name", "what's my name", "my name again", "know my name", "remember my name", "who am i"]) {
        Some(name().unwrap_or_else(|| unknown("your name")))
    } else if asks(&["what am i building", "what am i making", "what is my project", "what's my project"]) {
        Some(project().or_else(work).unwrap_or_else(|| unknown("what you are building")))
    } else if asks(&["do i work on", "do i work in", "am i working on", "do i do for a living", "is my job", "is my field", "is my work"]) {
        Some(work().or_else(project).unwrap_or_else(|| unknown("what you work on")))
    } else {
        None
    }
}

/// Answers a message with a name, a field of work or a project.
pub(super) fn greet(conversation: &Conversation<'_>) -> Option<String> {
    let input = conversation.input;
    let name = facts::name(input);
    let hello = match &name {
        Some(name) => format!("Nice to meet you, {name}! "),
        None if is_greeting(input) => "Hi! ".to_owned(),
        None => String::new(),
    };
    let said = match (facts::project(input), facts::work(input)) {
        (Some(project), _) => about_project(&project),
        (None, Some(work)) if name.is_some() => sentence(&format!("I'll keep in mind that you work {work}")),
        (None, Some(work)) => format!("Good to know that you work {work}. How can I help you with it?"),
        (None, None) if name.is_some() => "How can I help you?".to_owned(),
        (None, None) => return None,
    };
    Some(format!("{hello}{said}"))
}

fn about_project(project: &str) -> String {
    let what = capitalized(project);
    if has_any(project, &["scraper", "crawler", "scraping"]) {
        format!(
            "{what} is a good project. It has three parts: fetch the pages, parse their HTML, and keep the data that \
             you need. Which part shall we start with?"
        )
    } else {
        format!("{what}: that sounds like a good project. Which part shall we start with?")
    }
}

/// Returns the newest fact of its kind.
fn remembered(conversation: &Conversation<'_>, fact: fn(&str) -> Option<String>) -> Option<String> {
    conversation.newest_first().find_map(fact)
}
