//! The reviewer: finds well-known smells in code, and asks questions about any other message.

use std::fmt::Write;

use super::{general, text::words};

/// The patterns in a line, each with the finding.
const FINDINGS: [(&[&str], &str); 9] = [
    (&["eval(", "exec("], "runs text as code: parse the input instead"),
    (&["password =", "password=", "secret =", "api_key =", "api_key="], "holds a secret: read it from the environment"),
    (&["SELECT * FROM", "\"SELECT ", "f\"SELECT"], "builds SQL from text: use parameters"),
    (&[".unwrap()", ".expect("], "panics on an error: return it to the caller"),
    (&["except:", "catch (e) {}", "catch {}"], "swallows every error: catch the one that you expect"),
    (&["== None", "!= None"], "compares with None by value: use `is None`"),
    (&["innerHTML"], "writes HTML from text: use textContent"),
    (&["TODO", "FIXME", "XXX"], "leaves something to do: do it now, or open an issue"),
    (&["print(", "println!(", "console.log("], "prints: use the log, or drop it"),
];

const SIGNS_OF_CODE: [&str; 12] = ["```", "fn ", "def ", "func ", "class ", "();", ") {", "){", "=> ", "return ", "import ", " = "];

const MOST_FINDINGS: usize = 5;

/// Returns whether a message contains code.
pub(super) fn is_code(input: &str) -> bool {
    let signs = SIGNS_OF_CODE.iter().filter(|sign| input.contains(*sign)).count();
    let calls = FINDINGS.iter().flat_map(|(needles, _)| *needles).any(|needle| input.contains(needle));
    input.contains("```") || signs >= 2 || (calls && input.contains(['(', '=']))
}

/// Reviews code: one finding per line, or a question if there are none.
pub(super) fn review(code: &str) -> String {
    let findings: Vec<(usize, &str)> = findings(code).take(MOST_FINDINGS).collect();
    if findings.is_empty() {
        return "Looks good to me: I found nothing that must change. Before you merge: is there a test that fails without \
                this change, and does every name say what it stands for?"
            .to_owned();
    }
    let mut review = "Changes requested.\n".to_owned();
    for (line, finding) in findings {
        // Writing to a String cannot fail.
        let _ = write!(review, "\n- Line {line} {finding}.");
    }
    review + "\n\nThe rest looks good to me. Please add a test for what you change."
}

/// Returns the first finding of each line.
fn findings(code: &str) -> impl Iterator<Item = (usize, &'static str)> {
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("```"));
    lines.zip(1..).filter_map(|(line, number)| {
        let (_, finding) = FINDINGS.iter().find(|(needles, _)| needles.iter().any(|needle| line.contains(needle)))?;
        Some((number, *finding))
    })
}

/// Asks about a message without code.
pub(super) fn question(input: &str) -> String {
    format!(
        "As a reviewer I have three questions about {}: which problem does it solve, what is the simplest thing that would \
         solve it, and how would we notice that it broke? Send me the change, and I will review it line by line.",
        words(&general::topic(input), 12)
    )
}
