//! Help with code: a library that parses HTML, and a short example. Uses the language and the project of earlier messages.

use super::{
    conversation::Conversation,
    facts,
    text::{has_any, sentence},
};

/// The HTML parser of a language.
struct Toolkit {
    language: &'static str,
    called: &'static [&'static str],
    library: &'static str,
    why: &'static str,
    install: &'static str,
    example: &'static str,
}

const TOOLKITS: [Toolkit; 4] = [
    Toolkit {
        language: "Python",
        called: &["python"],
        library: "Beautiful Soup",
        why: "it is easy to learn and copes with untidy pages",
        install: "pip install beautifulsoup4 requests",
        example: include_str!("coding/example.py"),
    },
    Toolkit {
        language: "JavaScript",
        called: &["javascript", "typescript", "node.js", "node"],
        library: "Cheerio",
        why: "it is fast and has the selectors of jQuery",
        install: "npm install cheerio",
        example: include_str!("coding/example.mjs"),
    },
    Toolkit {
        language: "Rust",
        called: &["rust"],
        library: "scraper",
        why: "it parses as browsers do and has CSS selectors",
        install: "cargo add scraper",
        example: include_str!("coding/example.rs"),
    },
    Toolkit {
        language: "Go",
        called: &["golang", "in go"],
        library: "goquery",
        why: "it builds on the parser of the Go project and has the selectors of jQuery",
        install: "go get github.com/PuerkitoBio/goquery",
        example: include_str!("coding/example.go"),
    },
];

pub(super) fn answer(conversation: &Conversation<'_>) -> Option<String> {
    library(conversation).or_else(|| example(conversation))
}

fn library(conversation: &Conversation<'_>) -> Option<String> {
    let input = conversation.input;
    if !has_any(input, &["html"]) || !has_any(input, &["library", "libraries", "package", "parser", "parse", "parsing"]) {
        return None;
    }
    let Some(toolkit) = toolkit(conversation) else {
        let all: Vec<String> = TOOLKITS.iter().map(|it| format!("{} in {}", it.library, it.language)).collect();
        return Some(format!("That depends on your language: {}. Which one do you use?", all.join(", ")));
    };
    let place = match conversation.newest_first().find_map(facts::project) {
        Some(project) => format!("For your {}", facts::without_article(&project)),
        None => format!("In {}", toolkit.language),
    };
    let Toolkit { library, why, install, .. } = toolkit;
    Some(format!("{place} I suggest {library}: {why}. You get it with `{install}`."))
}

fn example(conversation: &Conversation<'_>) -> Option<String> {
    let input = conversation.input;
    if !has_any(input, &["example", "examples"]) || !has_any(input, &["show", "give", "see", "have", "write"]) {
        return None;
    }
    let about_html = conversation.newest_first().any(|message| has_any(message, &["html", "scraper", "scraping", "crawler"]));
    let project = conversation.newest_first().find_map(facts::project);
    match (toolkit(conversation).filter(|_| about_html), project) {
        (Some(toolkit), _) => {
            let Toolkit { library, example, language, .. } = toolkit;
            let fence = language.to_lowercase();
            let code = example.trim_end();
            Some(format!("Here is a short one with {library}. It prints every link of a page:\n\n```{fence}\n{code}\n```"))
        }
        (None, Some(project)) => {
            Some(sentence(&format!("Gladly. Tell me which part of your {} it should show", facts::without_article(&project))))
        }
        // Another rule answers if the message names the subject of the example.
        (None, None) if input.split_whitespace().count() > 8 => None,
        (None, None) => Some("Gladly: an example of what? Tell me what you are building, and in which language.".to_owned()),
    }
}

/// Returns the toolkit of the language that was named last.
fn toolkit(conversation: &Conversation<'_>) -> Option<&'static Toolkit> {
    let named_in = |message: &str| TOOLKITS.iter().find(|toolkit| has_any(message, toolkit.called));
    conversation.newest_first().find_map(named_in)
}
